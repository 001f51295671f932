"""Say to a load balancer whether this process reaches its database."""

import sqlalchemy as sa
from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from tracker.extensions import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Answer 200 where the database answers, else 503."""
    try:
        db.session.execute(sa.text("SELECT 1 FROM programme LIMIT 1"))
    except sa.exc.SQLAlchemyError:
        return {"database": "unreachable"}, 503
    return {"database": "reached"}, 200


def init_app(app: Flask) -> None:
    """Answer at /healthz."""
    app.register_blueprint(bp)
