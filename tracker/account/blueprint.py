"""The blueprint of a person’s own account, which the routes of each act register themselves on."""

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/account")
