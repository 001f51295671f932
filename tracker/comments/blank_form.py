"""The comment form of an obstacle's page; its fields are cached without CSRF token and key."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from markupsafe import Markup
from werkzeug.datastructures import MultiDict

from tracker.auth.guards import this_sight
from tracker.comments.forms import CommentForm
from tracker.comments.queries import CommentView, may_post_as_partner, possible_authors
from tracker.comments.queries_signing import reveals_owner
from tracker.forms.fields import new_form_key
from tracker.models import Obstacle
from tracker.sessions.form_replay import replayed_form
from tracker.sight.cache import cached_fragment
from tracker.sight.sight import Sight


@dataclass(frozen=True)
class BlankForm:
    """The comment form of an obstacle's page: its action, form key and rendered fields."""

    path: str
    key: str
    fields: Markup
    """Without a CSRF token or form key, so that they can be cached."""
    mentions: str
    """The path of the options to mention."""


@dataclass(frozen=True)
class SigningOptions:
    """Whether the owner may post as a partner, and whether signing a comment reveals the owner."""

    owner_may_hide: bool
    reveals_owner: bool


def signing_options(
    sight: Sight, obstacle: Obstacle, comments: tuple[CommentView, ...]
) -> SigningOptions:
    """Return a comment form's options on names, for the person's first possible author."""
    authors = possible_authors(sight, obstacle.organisation_id if sight.is_own(obstacle) else None)
    first = authors[0] if authors else None
    return SigningOptions(
        may_post_as_partner(obstacle), reveals_owner(sight, obstacle, comments, first)
    )


def blank_comment_form(reference: str, own_id: int | None, signing: SigningOptions) -> BlankForm:
    """Return the comment form, filled with the input replayed after sign-in if there is any."""
    path = url_for("comments.add", slug=this_sight().programme.slug, reference=reference)
    mentions = url_for(
        "comments.mention_options", slug=this_sight().programme.slug, reference=reference
    )
    form_data = replayed_form(request, action=path)
    if form_data is not None:
        key = form_data.get("form_key") or new_form_key()
        return BlankForm(path, key, _fields(own_id, signing, form_data), mentions)
    cache_key = ("comment", own_id, signing)
    fields = cached_fragment(this_sight(), cache_key, lambda: _fields(own_id, signing, None))
    return BlankForm(path, new_form_key(), fields, mentions)


def _fields(
    own_id: int | None, signing: SigningOptions, form_data: MultiDict[str, str] | None
) -> Markup:
    form = CommentForm(
        formdata=form_data,
        authors=possible_authors(this_sight(), own_id),
        own_id=own_id,
        owner_may_hide=signing.owner_may_hide,
        reveals_owner=signing.reveals_owner,
    )
    filled = render_template("comments/_fields.html", form=form)
    return Markup(filled)  # noqa: S704  A template's.
