"""Health check for load balancers: whether this process reaches its database."""

import sqlalchemy as sa
from flask import Blueprint, Flask
from flask.typing import ResponseReturnValue

from tracker.extensions import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    """Return 200 if the database is reachable, else 503."""
    try:
        db.session.execute(sa.text("SELECT 1 FROM programme LIMIT 1"))
    except sa.exc.SQLAlchemyError:
        return {"database": "unreachable"}, 503
    return {"database": "reached"}, 200


def init_app(app: Flask) -> None:
    """Register the health check at /healthz."""
    app.register_blueprint(bp)
