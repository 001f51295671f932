"""The form to comment that stands on an obstacle's page, filled in but for its token and key."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from tracker.auth.guards import this_sight
from tracker.comments.forms import CommentForm
from tracker.comments.queries import Speaking, may_speak_as_partner, voices_for
from tracker.comments.queries_signing import gives_away
from tracker.forms.fields import new_form_key
from tracker.models import Obstacle
from tracker.sessions.form_replay import typed_again
from tracker.sight.cache import cached_fragment
from tracker.sight.sight import Sight


@dataclass(frozen=True)
class BlankForm:
    """The form that stands on an obstacle's page: where it is sent to, its key and its fields."""

    path: str
    key: str
    fields: Markup
    """Without a token or a key, so that they can be kept."""


@dataclass(frozen=True)
class Signing:
    """Whether who logged it may speak as a partner, and whether to sign gives away who that is."""

    owner_may_hide: bool
    gives_away: bool


def signing_on(sight: Sight, obstacle: Obstacle, said: tuple[Speaking, ...]) -> Signing:
    """Return what a comment's form has to know about names, by for whom the person speaks first."""
    voices = voices_for(sight, obstacle.organisation_id if sight.is_own(obstacle) else None)
    first = voices[0] if voices else None
    return Signing(may_speak_as_partner(obstacle), gives_away(sight, obstacle, said, first))


def blank_comment_form(reference: str, own_id: int | None, signing: Signing) -> BlankForm:
    """Return the form to say something, with what was typed into it before signing in."""
    path = url_for("comments.add", slug=this_sight().programme.slug, reference=reference)
    typed = typed_again(request, action=path)
    if typed is not None:
        key = typed.get("form_key") or new_form_key()
        return BlankForm(path, key, _fields(own_id, signing, typed))
    asked = ("comment", own_id, signing)
    fields = cached_fragment(this_sight(), asked, lambda: _fields(own_id, signing, None))
    return BlankForm(path, new_form_key(), fields)


def _fields(own_id: int | None, signing: Signing, typed: MultiDict[str, str] | None) -> Markup:
    form = CommentForm(
        formdata=typed,
        voices=voices_for(this_sight(), own_id),
        own_id=own_id,
        owner_may_hide=signing.owner_may_hide,
        gives_away=signing.gives_away,
    )
    filled = render_template("comments/_fields.html", form=form)
    return Markup(filled)  # noqa: S704  A template's.
