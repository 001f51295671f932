"""A draft stands in no list, count, picture or file, not even for its author."""

import pytest
from flask import Flask

from tests.integration.security.matrix.drafts import told_by_draft


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_draft_changes_no_answer_but_where_drafts_are_shown(guarded_app: Flask) -> None:
    assert told_by_draft(guarded_app) == []
