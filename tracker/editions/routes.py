"""Routes of editions."""

from flask import Blueprint

bp = Blueprint("editions", __name__, url_prefix="/programmes/<slug:slug>")
