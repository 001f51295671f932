"""The blueprint of obstacles, which the routes of each act register themselves on."""

from flask import Blueprint

bp = Blueprint("obstacles", __name__, url_prefix="/programmes/<slug:slug>")
