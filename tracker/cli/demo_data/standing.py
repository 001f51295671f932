"""Who is counted under a barrier: nobody beside a body that it holds."""

from collections.abc import Mapping

from tracker.cli.demo_data.shapes import DemoOrganisation, Nature

Organisations = Mapping[str, DemoOrganisation]


def counted(bodies: set[str], organisations: Organisations) -> set[str]:
    """Return the bodies that hold no other of them, so that nobody is counted twice.

    A generality holds everybody but other generalities.
    """
    return {
        body
        for body in bodies
        if not any(_holds(body, other, organisations) for other in bodies - {body})
    }


def groups_around(body: str, organisations: Organisations) -> set[str]:
    """Return every group that holds the body, by any number of steps; itself in a circle."""
    around: set[str] = set()
    waiting = list(organisations[body].within)
    while waiting:
        group = waiting.pop()
        if group not in around:
            around.add(group)
            waiting.extend(organisations[group].within)
    return around


def _holds(whole: str, part: str, organisations: Organisations) -> bool:
    if organisations[whole].nature is Nature.GENERAL:
        return organisations[part].nature is not Nature.GENERAL
    return whole in groups_around(part, organisations)
