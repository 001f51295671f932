"""Let anybody be any of the demo's people; `create_app` registers this for a demo only."""

from flask import Blueprint, abort, redirect, request
from flask.blueprints import BlueprintSetupState
from flask.typing import ResponseReturnValue
from flask_security import login_user

from tracker.account.queries import demo_people, find_person
from tracker.sessions.safe_redirects import own_path
from tracker.sessions.second_step import passes_second_factor
from tracker.web.rate_limits import DEMO, limited

bp = Blueprint("demo_sign_in", __name__, url_prefix="/demo")


THIS_MACHINE = frozenset({"127.0.0.1", "localhost"})


@bp.before_app_request
def answer_on_this_machine_alone() -> None:
    """Refuse other host names: a demo has no passwords, and its cookie travels without TLS.

    So no web page elsewhere can reach it either by giving its own name this machine's address.
    """
    if request.host.partition(":")[0] not in THIS_MACHINE:
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
def _show_people_to_sign_in_as(state: BlueprintSetupState) -> None:
    state.app.extensions["sign_in_extras"] = lambda: {"demo_people": demo_people()}
