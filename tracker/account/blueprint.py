"""The blueprint of a person’s own account, on which each routes module registers its views."""

from flask import Blueprint

bp = Blueprint("account", __name__, url_prefix="/account")
