"""The blueprint of comments, on which the route modules register themselves."""

from flask import Blueprint

bp = Blueprint("comments", __name__, url_prefix="/programmes/<slug:slug>")
