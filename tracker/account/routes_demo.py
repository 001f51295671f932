"""Sign in as any of the demo's people; `create_app` registers this only for a demo."""

from flask import Blueprint, abort, redirect, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_security import login_user

from tracker.account.queries import demo_people, find_person
from tracker.sessions.safe_redirects import own_path
from tracker.sessions.second_step import passes_second_factor
from tracker.web.rate_limits import DEMO, limited

bp = Blueprint("demo_sign_in", __name__, url_prefix="/demo")


LOCAL_HOSTS = frozenset({"127.0.0.1", "localhost"})


@bp.before_app_request
def refuse_other_hosts() -> None:
    """Refuse other host names: a demo has no passwords, and its cookie is sent without TLS.

    This also prevents DNS rebinding by web pages elsewhere.
    """
    if request.host.partition(":")[0] not in LOCAL_HOSTS:
        abort(400)


@bp.post("/sign-in")
@passes_second_factor("demo")
@limited(DEMO)
def sign_in() -> ResponseReturnValue:
    """Sign in as one of the demo's people, without a password."""
    person = find_person(request.form.get("person", ""))
    if person is None:
        abort(404)
    login_user(person, authn_via=["demo"])
    return redirect(own_path(request.form.get("next")), 303)


@bp.record
def _register_demo_people(state: BlueprintSetupState) -> None:
    state.app.extensions["sign_in_extras"] = lambda: {"demo_people": demo_people()}
