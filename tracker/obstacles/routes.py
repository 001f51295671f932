"""Routes of obstacles."""

from flask import Blueprint

bp = Blueprint("obstacles", __name__, url_prefix="/programmes/<slug:slug>")
