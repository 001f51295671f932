"""Filters of sight that can be taken out and nothing that anybody can reach is another, and why.

Most narrow to a programme what is narrowed to it anyway, so that a large database has less to do;
the others stand before or behind another that says the same.
"""

_BY_FILE: dict[str, dict[str, str]] = {
    "tracker/auth/sessions.py": {
        "find_stored: row.Person.active": (
            "Flask-Login takes whoever is not active for not signed in"
        ),
    },
    "tracker/auth/sight.py": {
        "matches_visible_to: Match.programme_id == sight.programme.id": (
            "spares the database work: both obstacles are narrowed to the programme"
        ),
        "matches_visible_to: Obstacle.is_draft.is_(False)": (
            "no answer is taken on a draft, and what is logged becomes none"
        ),
    },
    "tracker/barriers/sharing.py": {
        "module: Obstacle.is_draft.is_(False) (2)": (
            "a draft within sight is one's own organisation's, whose name one may read"
        ),
    },
    "tracker/insights/queries.py": {
        "_barriers: barriers_visible_to(sight)": (
            "only those are told of under which sharing counts an obstacle within sight"
        ),
    },
    "tracker/insights/queries_whole.py": {
        "_categories: tag.programme_id == sight.programme.id": (
            "spares the database work: pairs stay whose ends are both within sight"
        ),
        "_hindrances: Hindrance.programme_id == sight.programme.id": (
            "spares the database work: pairs stay whose ends are both within sight"
        ),
        "_trials: Trial.programme_id == sight.programme.id": (
            "spares the database work: pairs stay whose ends are both within sight"
        ),
    },
    "tracker/nearby/queries_kinds.py": {
        "_read_kinds: logged_obstacles_visible_to(sight)": (
            "spares the database work: only texts within sight are compared by their labels"
        ),
    },
    "tracker/nearby/queries_matches.py": {
        "ruled_out_for: barriers_visible_to(sight)": (
            "they are taken out of what lies near within sight, where no hidden barrier is"
        ),
    },
    "tracker/obstacles/queries_file.py": {
        "_read_beside: Barrier.programme_id == sight.programme.id": (
            "spares the database work: a line looks up its own barrier, which is of its programme"
        ),
        "_read_beside: obstacle_category.c.programme_id == sight.programme.id": (
            "spares the database work: a line looks up the categories of its own obstacle"
        ),
    },
    "tracker/obstacles/queries_search.py": {
        "_says_word: Obstacle.programme_id == sight.programme.id": (
            "spares the database work: what it finds is a condition on obstacles within sight"
        ),
    },
    "tracker/obstacles/queries_story.py": {
        "_circle: sees(sight)": "the references that it reads come from circles within sight",
        "_find_circles: HELD_UP.is_draft.is_(False)": (
            "what is in a circle also holds something up there, where drafts are left out"
        ),
        "_find_circles: HOLDING.is_draft.is_(False)": (
            "what is in a circle is also held up there, where drafts are left out"
        ),
        "_find_circles: sees(sight, HELD_UP)": (
            "what is in a circle also holds something up there, where it must be within sight"
        ),
        "_find_circles: sees(sight, HOLDING)": (
            "what is in a circle is also held up there, where it must be within sight"
        ),
    },
    "tracker/obstacles/routes_comments.py": {
        "_form: sight.is_own(obstacle)": (
            "it is compared with those for which the person speaks, who are all their own"
        ),
    },
    "tracker/obstacles/routes_show.py": {
        "_fill: obstacle.is_draft": (
            "spares the database a query: a draft's page has no place for files"
        ),
    },
    "tracker/workarounds/queries.py": {
        "places_of: trials_visible_to(sight)": (
            "its trials are told beside obstacles within sight, of a workaround that is so too"
        ),
    },
}
ALIKE = {
    f"{path}: {taken_out}": reason
    for path, reasons in _BY_FILE.items()
    for taken_out, reason in reasons.items()
}
"""By a mutant's name, the reason."""
