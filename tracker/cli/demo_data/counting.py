"""Which organisations are counted under a barrier: a group only without any of its members."""

from collections.abc import Mapping

from tracker.cli.demo_data.shapes import DemoOrganisation, Nature

Organisations = Mapping[str, DemoOrganisation]


def counted_organisations(slugs: set[str], organisations: Organisations) -> set[str]:
    """Return the organisations that contain no other of them, so that none is counted twice.

    A general entry contains every organisation and group.
    """
    return {
        slug
        for slug in slugs
        if not any(_contains(slug, other, organisations) for other in slugs - {slug})
    }


def enclosing_groups(slug: str, organisations: Organisations) -> set[str]:
    """Return every group that contains the organisation, transitively; itself in a cycle."""
    groups: set[str] = set()
    pending = list(organisations[slug].within)
    while pending:
        group = pending.pop()
        if group not in groups:
            groups.add(group)
            pending.extend(organisations[group].within)
    return groups


def _contains(whole: str, part: str, organisations: Organisations) -> bool:
    if organisations[whole].nature is Nature.GENERAL:
        return organisations[part].nature is not Nature.GENERAL
    return whole in enclosing_groups(part, organisations)
