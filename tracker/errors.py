"""What a command says when it refuses: each error is the sentence that a person reads."""


class DomainError(Exception):
    """A rule of the domain forbids what was asked; the text says what to do instead."""


class EditedMeanwhile(DomainError):
    """Somebody else saved the thing after it was opened for editing."""


class WrongSetting(Exception):
    """A setting of the site makes no sense, so it does not start; the text says what to write."""
