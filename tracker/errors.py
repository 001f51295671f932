"""What a command says when it refuses: each error is the sentence that a person reads."""


class DomainError(Exception):
    """A rule of the domain forbids what was asked; the text says what to do instead."""


class EditConflict(DomainError):
    """Somebody else saved the thing after it was opened for editing."""


class AlreadySubmitted(DomainError):
    """The very form that asks for this was sent before, and made `reference` then."""

    def __init__(self, created_id: int, reference: str, *, is_same: bool) -> None:
        super().__init__(reference)
        self.created_id = created_id
        self.reference = reference
        self.is_same = is_same
        """Whether it said the same then, so that nothing is left to do."""


class InvalidSetting(Exception):
    """A setting of the site makes no sense, so it does not start; the text says what to write."""
