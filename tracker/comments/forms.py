"""Forms to add and edit a comment."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from tracker.comments.queries import AuthorRole
from tracker.comments.queries_mentions import ORGANISATION, OWNER, MentionChoice
from tracker.forms.fields import FormKeyField, MaxLength, OneOf, Required, to_choices
from tracker.forms.parsing import plain
from tracker.forms.refusable import RefusableForm
from tracker.models.comment import COMMENT_LENGTH
from tracker.sight.catalogue import OrganisationEntry

AS_ANY_PARTNER = _l("Post as a partner, not as the organisation that logged the obstacle")

# The model's constraint and the command check the same length.

MAX_MENTION_CHOICES = 20
"""The maximum number of mentioned colleagues and groups of a comment."""


class CommentForm(RefusableForm):
    """A comment's text, author and mentions, and whether it shows the organisation's name.

    Members of the obstacle's owner are asked about the name only if they may post as a partner.
    """

    refused_field = "text"

    text = TextAreaField(
        _l("Your comment"),
        [Required(_l("Enter a comment")), MaxLength(COMMENT_LENGTH)],
        filters=[plain],
        description=_l(
            "Everyone who can see this obstacle now can see your comment too. Do not name people."
        ),
    )
    voice = SelectField(
        _l("Comment on behalf of"),
        [OneOf(_l("Choose on whose behalf you comment"))],
        validate_choice=False,
    )
    is_unnamed = BooleanField(_l("Do not show our organisation’s name"))
    told = SelectMultipleField(
        _l("Who do you want to mention?"),
        validate_choice=False,
        option_widget=CheckboxInput(),
        description=_l(
            "They see your comment on their overview page. In other organisations, only "
            "the leads are mentioned."
        ),
    )
    form_key = FormKeyField()

    def __init__(
        self,
        *args: Any,
        authors: Sequence[OrganisationEntry | None],
        own_id: int | None,
        owner_may_hide: bool = False,
        reveals_owner: bool = False,
        mention_choices: Sequence[MentionChoice] = (),
        **options: Any,
    ) -> None:
        first = authors[0]
        options["data"] = {
            "voice": _value(first),
            "is_unnamed": reveals_owner or _is_unnamed_by_default(first, own_id),
        } | options.get("data", {})
        super().__init__(*args, **options)
        self._own_id, self._owner_may_hide = own_id, owner_may_hide
        self._authors = {_value(one): one for one in authors}
        self.voice.choices = to_choices(
            (value, one.name if one else _l("the programme (as programme lead)"))
            for value, one in self._authors.items()
        )
        self._mention_choices = {choice.value: choice for choice in mention_choices}
        self.told.choices = to_choices((choice.value, choice.label) for choice in mention_choices)
        if len(authors) == 1:
            del self.voice
        if all(one is None or one.id == own_id for one in authors):
            if owner_may_hide and first is not None:
                self.is_unnamed.label.text = AS_ANY_PARTNER
            else:
                del self.is_unnamed

    def validate_told(self, field: SelectMultipleField) -> None:
        """Raise if too many are chosen, or organisations without posting as the named owner.

        On an unnamed obstacle only members of its owner can choose organisations: the readers of
        such a mention would know who wrote it.
        """
        if len(field.data or ()) > MAX_MENTION_CHOICES:
            raise ValidationError(
                ngettext(
                    "Choose no more than %(num)s name",
                    "Choose no more than %(num)s names",
                    MAX_MENTION_CHOICES,
                )
            )
        chosen = [one for one in field.data or () if one in self._mention_choices]
        names_one = any(one.startswith(f"{ORGANISATION}:") for one in chosen)
        author = self._authors.get(self._chosen)
        as_owner = author is not None and author.id == self._own_id and self.is_named
        if self._owner_may_hide and names_one and not as_owner:
            raise ValidationError(
                _l(
                    "Only the organisation that logged this obstacle can choose other "
                    "organisations. Untick those organisations, or post as the organisation that "
                    "logged the obstacle"
                )
            )

    @property
    def _chosen(self) -> str:
        return self.voice.data if self.voice else next(iter(self._authors))

    @property
    def on_behalf_of(self) -> OrganisationEntry | None:
        """The organisation for which a valid form posts; None for a programme lead."""
        return self._authors[self._chosen]

    @property
    def is_named(self) -> bool:
        """Whether the comment shows the organisation's name."""
        return not (self.is_unnamed and self.is_unnamed.data)

    @property
    def mentioned_ids(self) -> set[int]:
        """The ids of the people to mention; values that are no choice are ignored."""
        choices = self._mention_choices
        chosen = [choices[value] for value in self.told.data or () if value in choices]
        return {number for choice in chosen for number in choice.person_ids}

    def mentioned_labels(self, author_id: int) -> list[str]:
        """Return the names of the chosen people and groups, in the order of the choices.

        A group of which only the author is a member is left out: nobody is told. The members of
        an unnamed owner are never looked at, because their absence would reveal it.
        """
        chosen = set(self.told.data or ())
        return [
            str(choice.label)
            for value, choice in self._mention_choices.items()
            if value in chosen and (value == OWNER or choice.person_ids - {author_id})
        ]


def _is_unnamed_by_default(author: OrganisationEntry | None, own_id: int | None) -> bool:
    return author is not None and author.id != own_id and author.is_unnamed_by_default


def _value(author: OrganisationEntry | None) -> str:
    """Return the value of a choice; the lead's has a colon, which no slug has."""
    return author.slug if author else f":{AuthorRole.LEAD}"


class EditCommentForm(FlaskForm):
    """The text of an existing comment."""

    text = TextAreaField(
        _l("Your comment"),
        [Required(_l("Enter a comment")), MaxLength(COMMENT_LENGTH)],
        filters=[plain],
        description=_l("The comment will be marked as edited."),
    )
