"""Routes of decision-makers."""

from flask import Blueprint

bp = Blueprint("decision_makers", __name__, url_prefix="/programmes/<slug:slug>")
