"""Summaries to print: a small one, and nothing at all."""

from datetime import date

from tracker.editions.summary import (
    CategoryMatrix,
    Figure,
    HelpfulWorkaroundLine,
    LevelStatusCounts,
    SharedBarrierLine,
    StatusCounts,
    Summary,
)

DAY = date(2026, 11, 22)
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" width="400" height="200">'
    '<text x="20" y="40" font-family="Public Sans" font-size="16">Medway meets it</text></svg>'
)


def a_barrier(number=1, **facts):
    """A shared barrier that three organisations meet."""
    return SharedBarrierLine(
        **{
            "reference": f"TICC-B{number}",
            "title": f"Approval sits too high, case {number}",
            "organisations": 3,
            "states": ["resolved", "open", "open"],
            "named": ["Kent Community Health", "Medway", "ADMR"],
            "cleared_by": ["Medway"],
            "level": "national",
            **facts,
        }
    )


def a_summary(**facts):
    """A small summary with something in every part."""
    return Summary(
        **{
            "programme_name": "TICC",
            "programme_full_name": "Transforming Integrated Care in the Community",
            "made_on": DAY,
            "sight": "Counted over what a funder may read.",
            "headline": "What stood in the way, and what got past it",
            "lead": "Three organisations logged what hindered them.",
            "figures": [
                Figure(number=3, noun="organisations", definition="in two countries"),
                Figure(number=2, noun="places past it", tone="up"),
            ],
            "shared": [a_barrier()],
            "helpful_workarounds": [
                HelpfulWorkaroundLine(words="A new scheme of delegation", where=["Medway"])
            ],
            "matrix": a_matrix(2, 3),
            "status_counts": StatusCounts(open=2, resolved=1),
            "levels": [
                LevelStatusCounts(level="national", status_counts=StatusCounts(open=2, resolved=1))
            ],
            "network_svg": PICTURE,
            "network_description": "Three organisations meet one barrier.",
            "notes": ["Told from public sources."],
            **facts,
        }
    )


def a_matrix(categories, organisations):
    """A matrix of so many categories by so many organisations."""
    return CategoryMatrix(
        categories=[f"Category {number}" for number in range(1, categories + 1)],
        organisations=[f"Organisation {number}" for number in range(1, organisations + 1)],
        counts=[[row * column % 4 for column in range(organisations)] for row in range(categories)],
        totals=[5] * categories,
        organisation_totals=[4] * organisations,
        total=9,
    )


def an_empty_summary():
    """The summary of a programme in which nothing has been logged."""
    return Summary(
        programme_name="NEW",
        programme_full_name="A programme that starts",
        made_on=DAY,
        sight="Counted over what a funder may read.",
        headline="Nothing has been logged yet",
    )
