"""Filters of sight that can be taken out and nothing that anybody can reach is another, and why.

Most narrow to a programme what is narrowed to it anyway, so that a large database has less to do;
the others stand before or behind another that says the same.
"""

_BY_FILE: dict[str, dict[str, str]] = {
    "tracker/history/queries_names.py": {
        "_organisations: Participation.left_on.is_(None)": (
            "what a log tells of organisations is of one's own, which take part, or a lead's"
        ),
        "_organisations: Participation.programme_id == sight.programme.id": (
            "what the log tells of an organisation is of one's own here, or that it took part here"
        ),
        "_organisations: sight.is_programme_lead": (
            "whoever leads no programme is told of their own organisations alone, which take part"
        ),
        "_people: Assignment.programme_id == sight.programme.id": (
            "whom a programme lead is told of as given a role was given it in this programme"
        ),
        "_people: Membership.organisation_id.in_(sight.organisation_ids)": (
            "whom the log tells of is or was a colleague, or has or had a role in the programme"
        ),
        "_people: sight.is_programme_lead": (
            "of roles in the programme programme leads alone are told"
        ),
    },
    "tracker/sessions/store.py": {
        "load_session_state: row.Person.active": (
            "Flask-Login takes whoever is not active for not signed in"
        ),
    },
    "tracker/sight/sight.py": {
        "matches_visible_to: Match.programme_id == sight.programme.id": (
            "spares the database work: both obstacles are narrowed to the programme"
        ),
        "matches_visible_to: Obstacle.is_draft.is_(False)": (
            "no answer is taken on a draft, and what is logged becomes none"
        ),
    },
    "tracker/sight/sharing.py": {
        "module: Obstacle.is_draft.is_(False) (2)": (
            "a draft within sight is one's own organisation's, whose name one may read"
        ),
    },
    "tracker/decision_makers/queries.py": {
        "_barriers_by_maker: Barrier.programme_id == sight.programme.id": (
            "spares the database work: the lines it is laid beside are of barriers within sight"
        ),
    },
    "tracker/notifications/queries_digests.py": {
        "_barriers: barriers_visible_to(sight)": (
            "its numbers are of barriers that obstacles within sight share"
        ),
    },
    "tracker/notifications/queries_moves.py": {
        "_events: EVENTS.c.programme_id == programme_id": (
            "spares the database work: what moved elsewhere is in no selection of this programme"
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
    "tracker/matches/queries_categories.py": {
        "_read_category_slugs: logged_obstacles_visible_to(sight)": (
            "spares the database work: only texts within sight are compared by their labels"
        ),
    },
    "tracker/matches/queries.py": {
        "ruled_out_for: barriers_visible_to(sight)": (
            "they are taken out of what lies near within sight, where no hidden barrier is"
        ),
    },
    "tracker/register/queries_export.py": {
        "_read_lookups: Barrier.programme_id == sight.programme.id": (
            "spares the database work: a line looks up its own barrier, which is of its programme"
        ),
        "_read_lookups: obstacle_category.c.programme_id == sight.programme.id": (
            "spares the database work: a line looks up the categories of its own obstacle"
        ),
    },
    "tracker/sight/search.py": {
        "_first_word_condition: Obstacle.programme_id == sight.programme.id": (
            "spares the database work: what it finds is a condition on obstacles within sight"
        ),
    },
    "tracker/obstacles/queries_relations.py": {
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
    "tracker/auth/queries_ties.py": {
        "_hindrance_neighbours: logged_obstacles_visible_to(sight)": (
            "what is linked is narrowed to the organisation of the thing, whose members are asked"
        ),
        "_linked: links_visible_to(sight)": (
            "what is linked is narrowed to the organisation of the thing, whose members are asked"
        ),
    },
    "tracker/comments/routes.py": {
        "_form: sight.is_own(obstacle)": (
            "it is compared with those for which the person speaks, who are all their own"
        ),
    },
    "tracker/obstacles/routes_show.py": {
        "_render_content: obstacle.is_draft": (
            "spares the database a query: a draft's page has no place for files"
        ),
    },
    "tracker/people/queries_people.py": {
        "_own_members: Membership.organisation_id.in_(sight.organisation_ids)": (
            "spares the database work: other organisations' members are put under none of one's own"
        ),
        "_partners: Participation.left_on.is_(None)": (
            "spares the database work: the leads of who left are put under none that takes part"
        ),
    },
    "tracker/workarounds/queries.py": {
        "linked_obstacles: trials_visible_to(sight)": (
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
