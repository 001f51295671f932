"""Routes of barriers."""

from flask import Blueprint

bp = Blueprint("barriers", __name__, url_prefix="/programmes/<slug:slug>")
