"""Settings of OpenID Connect directories, read from the environment."""

import re
from collections.abc import Mapping

from tracker.errors import InvalidSetting
from tracker.sign_in.openid import Directory, is_issuer

KEY_PATTERN = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
REQUIRED_SETTINGS = ("NAME", "ISSUER", "CLIENT_ID", "CLIENT_SECRET")
DOMAINS_SETTING = "DOMAINS"


def directories_from(environment: Mapping[str, str]) -> list[Directory]:
    """Return the directories that OIDC_PROVIDERS names; raise InvalidSetting if one is invalid."""
    oidc_values = {name: environment[name] for name in environment if name.startswith("OIDC_")}
    keys = oidc_values.pop("OIDC_PROVIDERS", "").split()
    if len(set(keys)) < len(keys):
        raise InvalidSetting("OIDC_PROVIDERS names a directory twice.")
    directories = [_directory(key, oidc_values) for key in keys]
    if oidc_values:
        raise InvalidSetting(
            f"{min(oidc_values)} belongs to no directory. Name the directory in OIDC_PROVIDERS, "
            f"and set {', '.join(REQUIRED_SETTINGS)} or {DOMAINS_SETTING} of it."
        )
    if len(directories) > 1 and (unlimited := [each for each in directories if not each.domains]):
        setting = _setting(unlimited[0].key, DOMAINS_SETTING)
        raise InvalidSetting(
            f"{setting} is missing. With several directories say of "
            "each whose addresses it may vouch for, such as kent.example nhs.example."
        )
    return directories


def _directory(key: str, oidc_values: dict[str, str]) -> Directory:
    """Return one directory; its settings are removed from the given ones."""
    if not KEY_PATTERN.fullmatch(key):
        raise InvalidSetting(
            f"OIDC_PROVIDERS names {key!r}. Use lower-case letters, digits and hyphens."
        )
    values = {
        suffix: oidc_values.pop(_setting(key, suffix), "").strip()
        for suffix in (*REQUIRED_SETTINGS, DOMAINS_SETTING)
    }
    if missing := [_setting(key, suffix) for suffix in REQUIRED_SETTINGS if not values[suffix]]:
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
        domains=frozenset(values[DOMAINS_SETTING].lower().split()),
    )


def _setting(key: str, suffix: str) -> str:
    return f"OIDC_{key.upper().replace('-', '_')}_{suffix}"
