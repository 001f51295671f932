import re

import pytest
from flask import Flask

TYPED = {"slug", "reference", "path", "token"}
FREE = {"assets.typeface", "security.reset_password"}
"""A typeface's file name is looked up in a fixed table; the token of a reset is signed."""


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_address_is_kebab_case(migrated_app: Flask) -> None:
    fixed = {
        part
        for rule in migrated_app.url_map.iter_rules()
        for part in re.sub(r"<[^>]+>", "", rule.rule).split("/")
    }

    odd = {part for part in fixed if not re.fullmatch(r"[a-z0-9-]*(\.[a-z]+)?", part)}

    assert odd == set()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_every_part_of_an_address_is_typed(migrated_app: Flask) -> None:
    untyped = {
        rule.endpoint
        for rule in migrated_app.url_map.iter_rules()
        for part in re.findall(r"<([^>]+)>", rule.rule)
        if part.partition(":")[0] not in TYPED
    }

    assert untyped <= FREE
