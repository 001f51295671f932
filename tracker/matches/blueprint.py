"""The blueprint of matches, on which the route modules register themselves."""

from flask import Blueprint

bp = Blueprint("matches", __name__, url_prefix="/programmes/<slug:slug>")
