"""Read from the environment which directories may sign people in."""

import re
from collections.abc import Mapping

from tracker.errors import InvalidSetting
from tracker.sign_in.openid import Directory, is_issuer

KEY = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
NEEDED = ("NAME", "ISSUER", "CLIENT_ID", "CLIENT_SECRET")
DOMAINS = "DOMAINS"


def directories_from(environment: Mapping[str, str]) -> list[Directory]:
    """Return the directories that OIDC_PROVIDERS names; a wrong setting stops the start."""
    given = {name: environment[name] for name in environment if name.startswith("OIDC_")}
    keys = given.pop("OIDC_PROVIDERS", "").split()
    if len(set(keys)) < len(keys):
        raise InvalidSetting("OIDC_PROVIDERS names a directory twice.")
    found = [_directory(key, given) for key in keys]
    if given:
        raise InvalidSetting(
            f"{min(given)} belongs to no directory. Name the directory in OIDC_PROVIDERS, "
            f"and set {', '.join(NEEDED)} or {DOMAINS} of it."
        )
    if len(found) > 1 and (boundless := [each for each in found if not each.domains]):
        raise InvalidSetting(
            f"{_setting(boundless[0].key, DOMAINS)} is missing. With several directories say of "
            "each whose addresses it may vouch for, such as kent.example nhs.example."
        )
    return found


def _directory(key: str, given: dict[str, str]) -> Directory:
    """Return one directory; what is read is taken out of what was given."""
    if not KEY.fullmatch(key):
        raise InvalidSetting(
            f"OIDC_PROVIDERS names {key!r}. Use lower-case letters, digits and hyphens."
        )
    values = {word: given.pop(_setting(key, word), "").strip() for word in (*NEEDED, DOMAINS)}
    if missing := [_setting(key, word) for word in NEEDED if not values[word]]:
        raise InvalidSetting(f"{missing[0]} is missing.")
    issuer = values["ISSUER"].rstrip("/")
    if not is_issuer(issuer):
        raise InvalidSetting(
            f"{_setting(key, 'ISSUER')} is no issuer. Give its address, beginning with https://"
        )
    return Directory(
        key=key,
        name=values["NAME"],
        issuer=issuer,
        client_id=values["CLIENT_ID"],
        client_secret=values["CLIENT_SECRET"],
        domains=frozenset(values[DOMAINS].lower().split()),
    )


def _setting(key: str, word: str) -> str:
    return f"OIDC_{key.upper().replace('-', '_')}_{word}"
