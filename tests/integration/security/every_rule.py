"""Call every rule of the URL map: the tests that use this know no list of routes."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from flask import Flask
from werkzeug.routing import Rule

from tests.factories import Factory

UNSAFE = frozenset({"DELETE", "PATCH", "POST", "PUT"})
TOKEN = "T" * 43
"""What opens the invitation that is made."""


@dataclass(frozen=True)
class Call:
    """A method on an address that a rule answers."""

    endpoint: str
    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path} ({self.endpoint})"


@dataclass
class Things:
    """What stands in the gaps of a rule: a programme, and per word of the rule what names one."""

    slug: str = "no-such-programme"
    names: dict[str, str] = field(default_factory=dict)

    def path(self, rule: Rule) -> str:
        """Fill the rule's gaps; what nobody made gets a name that nothing has."""
        words = [word for word in rule.rule.split("/") if word in self.names]
        values = dict.fromkeys(rule.arguments, self.names[words[-1]] if words else "XX-2222")
        values |= {"slug": self.slug, "filename": "app.css", "token": TOKEN}
        gaps = {name: value for name, value in values.items() if name in rule.arguments}
        built = rule.build(gaps)
        assert built is not None, rule
        return built[1]


def make_things(make: Factory) -> Things:
    """Make one thing of each kind that has an address, all in the first programme."""
    programme = make.programme("the-programme")
    barrier = make.barrier()
    category = make.category()
    obstacle = make.obstacle(barrier=barrier, categories=[category])
    workaround = make.workaround(against=[obstacle])
    organisation = make.organisation(slug="the-organisation")
    invitation = make.invitation(TOKEN, organisation=organisation)
    return Things(
        slug=programme.slug,
        names={
            "attachments": make.attachment(obstacle).reference,
            "barriers": barrier.reference,
            "categories": category.slug,
            "comments": make.comment(obstacle).reference,
            "directories": "kent",
            "decision-makers": make.decision_maker().reference,
            "invitations": invitation.reference,
            "obstacles": obstacle.reference,
            "organisations": organisation.slug,
            "programmes": programme.slug,
            "sessions": "no-such-session",
            "trials": make.trial(workaround, obstacle).reference,
            "from": "kent",
            "with": "kent",
            "workarounds": workaround.reference,
        },
    )


def calls(app: Flask, things: Things, methods: frozenset[str] | None = None) -> Iterator[Call]:
    """Yield each method of each rule, or those of `methods` alone."""
    for rule in app.url_map.iter_rules():
        for method in sorted(rule.methods or ()):
            if methods is None or method in methods:
                yield Call(rule.endpoint, method, things.path(rule))
