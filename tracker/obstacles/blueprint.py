"""The blueprint of obstacles, on which the route modules register themselves."""

from flask import Blueprint

bp = Blueprint("obstacles", __name__, url_prefix="/programmes/<slug:slug>")
