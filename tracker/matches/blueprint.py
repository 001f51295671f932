"""The blueprint of what lies near, which the routes of each act register themselves on."""

from flask import Blueprint

bp = Blueprint("matches", __name__, url_prefix="/programmes/<slug:slug>")
