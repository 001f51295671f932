"""Routes of workarounds."""

from flask import Blueprint

bp = Blueprint("workarounds", __name__, url_prefix="/programmes/<slug:slug>")
