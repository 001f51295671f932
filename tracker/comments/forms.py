"""What may be typed in answer to an obstacle."""

from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput

from tracker.comments.queries import Voice
from tracker.comments.queries_mentions import ORGANISATION, Choice
from tracker.errors import DomainError
from tracker.forms.fields import AtMost, FormKeyField, OneOf, Said, offer
from tracker.forms.parsing import plain
from tracker.models.comment import COMMENT_LENGTH
from tracker.sight.catalogue import OrganisationEntry

AS_ANY_PARTNER = _l("Post as a partner, not as the organisation that logged the obstacle")

# The limit here has its twins in the model's constraint and in the command.


MOST_REACHED = 20
"""How many boxes, each a colleague or a group, a comment's writer ticks."""


class CommentForm(FlaskForm):
    """One question; for whom one speaks, where that could be several; and whether by name.

    An obstacle's own organisation is asked where it may speak as any partner does.
    """

    text = TextAreaField(
        _l("Your comment"),
        [Said(_l("Enter a comment")), AtMost(COMMENT_LENGTH)],
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
        voices: Sequence[OrganisationEntry | None],
        own_id: int | None,
        owner_may_hide: bool = False,
        gives_away: bool = False,
        to_tell: Sequence[Choice] = (),
        **options: Any,
    ) -> None:
        first = voices[0]
        options["data"] = {
            "voice": _value(first),
            "is_unnamed": gives_away or _is_unnamed_by_default(first, own_id),
        } | options.get("data", {})
        super().__init__(*args, **options)
        self._own_id, self._owner_may_hide = own_id, owner_may_hide
        self._voices = {_value(one): one for one in voices}
        self.voice.choices = offer(
            (value, one.name if one else _l("the programme (as programme lead)"))
            for value, one in self._voices.items()
        )
        self._to_tell = {choice.value: choice for choice in to_tell}
        self.told.choices = offer((choice.value, choice.label) for choice in to_tell)
        if len(voices) == 1:
            del self.voice
        if all(one is None or one.id == own_id for one in voices):
            if owner_may_hide and first is not None:
                self.is_unnamed.label.text = AS_ANY_PARTNER
            else:
                del self.is_unnamed

    def validate_told(self, field: SelectMultipleField) -> None:
        """Ask for few choices, and for organisations only in the name of an unnamed thing's owner.

        On an obstacle without a name nobody but its owner's members is offered organisations:
        whoever such a comment reached would know who wrote it.
        """
        if len(field.data or ()) > MOST_REACHED:
            raise ValidationError(
                ngettext(
                    "Choose no more than %(num)s name",
                    "Choose no more than %(num)s names",
                    MOST_REACHED,
                )
            )
        chosen = [one for one in field.data or () if one in self._to_tell]
        names_one = any(one.startswith(f"{ORGANISATION}:") for one in chosen)
        voice = self._voices.get(self._chosen)
        as_owner = voice is not None and voice.id == self._own_id and self.is_named
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
        return self.voice.data if self.voice else next(iter(self._voices))

    @property
    def speaks_for(self) -> OrganisationEntry | None:
        """For which organisation the person speaks, once the form is valid; None: as a lead."""
        return self._voices[self._chosen]

    @property
    def is_named(self) -> bool:
        """Whether the organisation's name is to be read."""
        return not (self.is_unnamed and self.is_unnamed.data)

    @property
    def reached(self) -> set[int]:
        """The numbers of the people chosen; who is not offered is passed over without a word."""
        chosen = [self._to_tell[one] for one in self.told.data or () if one in self._to_tell]
        return {number for choice in chosen for number in choice.person_ids}

    def refuse(self, error: DomainError) -> None:
        """Show why a command refused what the form let pass."""
        self.text.errors = [*self.text.errors, str(error)]


def _is_unnamed_by_default(voice: OrganisationEntry | None, own_id: int | None) -> bool:
    return voice is not None and voice.id != own_id and voice.is_unnamed_by_default


def _value(voice: OrganisationEntry | None) -> str:
    """Return what a choice is called; no slug holds a colon, so none is taken for the lead."""
    return voice.slug if voice else f":{Voice.LEAD}"


class OtherWordsForm(FlaskForm):
    """A comment of one's own, said otherwise."""

    text = TextAreaField(
        _l("Your comment"),
        [Said(_l("Enter a comment")), AtMost(COMMENT_LENGTH)],
        filters=[plain],
        description=_l("The comment will be marked as edited."),
    )
