"""Errors of commands and settings; the text of each is shown to the user."""


class DomainError(Exception):
    """A rule of the domain forbids the request; the text says what to do instead."""


class EditConflict(Exception):
    """A concurrent edit: somebody else saved the thing after it was opened for editing."""


class AlreadySubmitted(DomainError):
    """The form with this idempotency key was submitted before and created `reference` then."""

    def __init__(self, created_id: int, reference: str, *, is_same: bool) -> None:
        super().__init__(reference)
        self.created_id = created_id
        self.reference = reference
        self.is_same = is_same
        """Whether the content was the same then, so that nothing is left to do."""


class InvalidSetting(Exception):
    """A setting of the site is invalid, so it does not start; the text says what to write."""
