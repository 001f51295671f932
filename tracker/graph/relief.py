"""Which obstacles hold up which: relieved obstacles and cycles of hindrance."""

import networkx as nx


def obstacles_relieved_by(hindrances: nx.DiGraph, obstacle: str) -> set[str]:
    """Return the obstacles that nothing holds up once `obstacle` is resolved.

    Those it leads to in turn are not counted: what is freed is not yet removed. An obstacle of a
    circle is relieved like any other, if nothing outside `obstacle` holds it up; an obstacle is
    never relieved by its own going.

    Parameters
    ----------
    hindrances : nx.DiGraph
        An edge ``a -> b`` says that ``a`` holds up ``b``.
    obstacle
        One that is not in the graph relieves nothing.

    >>> hindrances = nx.DiGraph([("no mandate", "no budget"), ("no budget", "no staff"),
    ...                          ("no mandate", "no rooms"), ("old lease", "no rooms")])
    >>> obstacles_relieved_by(hindrances, "no mandate")
    {'no budget'}
    >>> obstacles_relieved_by(nx.DiGraph([("a", "b"), ("b", "a")]), "a")
    {'b'}
    """
    if obstacle not in hindrances:
        return set()
    return {
        other
        for other in hindrances.successors(obstacle)
        if other != obstacle and set(hindrances.predecessors(other)) - {other} == {obstacle}
    }


def circles_of_hindrance(hindrances: nx.DiGraph) -> list[set[str]]:
    """Return the groups of obstacles that hold each other up in a circle, the largest first.

    Two obstacles are in one group if each holds up the other, directly or through others. A
    circle is a finding, not a mistake: nobody in it can begin alone.

    >>> circles_of_hindrance(nx.DiGraph([("a", "b"), ("b", "a"), ("b", "c")])) == [{"a", "b"}]
    True
    """
    groups = [group for group in nx.strongly_connected_components(hindrances) if len(group) > 1]
    return sorted(groups, key=lambda group: (-len(group), min(group)))
