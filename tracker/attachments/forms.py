"""The form to attach a file."""

import os
from typing import BinaryIO, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import Field
from wtforms.validators import ValidationError

from tracker.attachments.files import MAX_FILE_SIZE
from tracker.attachments.kinds import ALLOWED, FILE_KINDS, check_kind
from tracker.errors import DomainError
from tracker.exports.attachments import safe_filename
from tracker.forms.refusable import RefusableForm


class AttachmentForm(RefusableForm):
    """One file."""

    refused_field = "file"

    file = FileField(
        _l("Choose a file"),
        description=_l(
            "%(kinds)s. Up to %(size)d MB. We do not remove hidden information, such as "
            "the author or the place where a photo was taken.",
            kinds=ALLOWED,
            size=MAX_FILE_SIZE // 1024**2,
        ),
    )

    @property
    def endings(self) -> str:
        """The allowed file name extensions, for the `accept` attribute."""
        return ",".join(f".{ending}" for ending in FILE_KINDS)

    @property
    def name(self) -> str:
        """The uploaded file's name, sanitised."""
        return safe_filename(self.file.data.filename)

    @property
    def content(self) -> BinaryIO:
        """The uploaded file's content."""
        return cast("BinaryIO", self.file.data.stream)

    @property
    def size(self) -> int:
        """The uploaded file's size in bytes."""
        return self.content.seek(0, os.SEEK_END)

    def validate_file(self, field: Field) -> None:
        """Raise ValidationError if the file is missing, too large or of an unsupported kind."""
        if not field.data:
            raise ValidationError(_("Choose a file"))
        size = self.size
        if size > MAX_FILE_SIZE:
            raise ValidationError(
                _("The file must be %(size)d MB or smaller", size=MAX_FILE_SIZE // 1024**2)
            )
        try:
            check_kind(self.name, self.content, size)
        except DomainError as error:
            raise ValidationError(str(error)) from error
