"""Forms whose command may still refuse what the form has let pass."""

from typing import ClassVar

from flask_wtf import FlaskForm

from tracker.errors import DomainError


class RefusableForm(FlaskForm):
    """A form that shows its command's error at one of its fields, named by `refused_field`."""

    refused_field: ClassVar[str]

    def refuse(self, error: DomainError) -> None:
        """Show the command's error with those of the field."""
        field = self[self.refused_field]
        field.errors = [*field.errors, str(error)]
