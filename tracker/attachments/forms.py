"""Which file to put beside an obstacle."""

import os
from typing import BinaryIO, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field
from wtforms.validators import ValidationError

from tracker.attachments.files import LARGEST
from tracker.attachments.kinds import ALLOWED, KINDS, check_kind
from tracker.errors import DomainError
from tracker.exports.attachments import safe_filename


class AttachmentForm(FlaskForm):
    """One file."""

    file = FileField(
        _l("Choose a file"),
        description=_l(
            "%(kinds)s. Up to %(size)d MB. We do not remove hidden information, such as "
            "the author or the place where a photo was taken.",
            kinds=ALLOWED,
            size=LARGEST // 1024**2,
        ),
    )

    @property
    def endings(self) -> str:
        """The endings of names that are taken, as a browser's own list of files asks for them."""
        return ",".join(f".{ending}" for ending in KINDS)

    @property
    def name(self) -> str:
        """What the person calls the file, made safe."""
        return safe_filename(self.file.data.filename)

    @property
    def content(self) -> BinaryIO:
        """The file as it was sent."""
        return cast("BinaryIO", self.file.data.stream)

    @property
    def size(self) -> int:
        """How many bytes were sent."""
        return self.content.seek(0, os.SEEK_END)

    def validate_file(self, field: Field) -> None:
        """Ask for a file of a kind that is taken, not too large, and what its name says."""
        if not field.data:
            raise ValidationError(_("Choose a file"))
        size = self.size
        if size > LARGEST:
            raise ValidationError(
                _("The file must be %(size)d MB or smaller", size=LARGEST // 1024**2)
            )
        try:
            check_kind(self.name, self.content, size)
        except DomainError as error:
            raise ValidationError(str(error)) from error

    def refuse(self, error: DomainError) -> None:
        """Show why a command refused what the form let pass."""
        self.file.errors = [*self.file.errors, str(error)]
