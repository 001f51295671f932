"""Filters of sight that can be taken out and nothing that anybody can reach is another, and why."""

_SIGHT, _SESSIONS = "tracker/auth/sight.py: ", "tracker/auth/sessions.py: "

ALIKE: dict[str, str] = {
    _SESSIONS + "find_stored: row.Person.active": (
        "Flask-Login takes whoever is not active for not signed in"
    ),
    _SIGHT + "matches_visible_to: Match.programme_id == sight.programme.id": (
        "both obstacles are narrowed to the programme; it spares the database work"
    ),
    _SIGHT + "matches_visible_to: Obstacle.is_draft.is_(False)": (
        "no answer is taken on a draft, and what is logged becomes none"
    ),
}
"""By a mutant's name, the reason."""
