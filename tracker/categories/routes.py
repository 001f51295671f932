"""Routes of categories."""

from flask import Blueprint

bp = Blueprint("categories", __name__, url_prefix="/programmes/<slug:slug>")
