"""Everybody who may stand before a door, as plain data: who they are and what became of it."""

from dataclasses import dataclass, field

TIDE, REEF = "tide", "reef"
"""The two programmes."""

PARTS: dict[tuple[str, str], str] = {
    (TIDE, "kent"): "delivery",
    (TIDE, "medway"): "advisory",
    (TIDE, "lille"): "lead",
    (TIDE, "purse"): "funder",
    (TIDE, "gone"): "delivery",
    (REEF, "kent"): "evaluation",
    (REEF, "ostend"): "delivery",
}
"""How each organisation takes part; Kent in both programmes."""

LEFT = {(TIDE, "gone")}
"""Which of these parts have ended."""

READS_AS_FUNDER = {"funder", "observer"}


@dataclass(frozen=True)
class Actor:
    """Somebody, with the places that they hold now and those that have ended."""

    key: str
    member: dict[str, str] = field(default_factory=dict)
    """Their role by organisation."""
    assigned: dict[str, str] = field(default_factory=dict)
    """Their role by programme, beside any organisation."""
    was_member: dict[str, str] = field(default_factory=dict)
    was_assigned: dict[str, str] = field(default_factory=dict)
    is_active: bool = True
    is_administrator: bool = False
    is_half_signed_in: bool = False
    """Whether the password was given, and the code not yet."""
    owes_second_factor: bool = False
    """Whether a password alone has opened their session, although their role asks for more."""
    is_person: bool = True

    def __str__(self) -> str:
        return self.key

    @property
    def is_signed_in(self) -> bool:
        """Whether they have come in, wholly."""
        is_in = self.is_active and not self.is_half_signed_in and not self.owes_second_factor
        return self.is_person and is_in

    def organisations(self, programme: str) -> set[str]:
        """Return the organisations of theirs that take part now."""
        return {one for one in self.member if (programme, one) in PARTS.keys() - LEFT}

    def logs_for(self, programme: str) -> set[str]:
        """Return those of them that log: funders and observers read alone."""
        own = self.organisations(programme)
        return {one for one in own if PARTS[programme, one] not in READS_AS_FUNDER}

    def leads(self, programme: str) -> bool:
        """Say whether they are a lead of the programme."""
        return self.assigned.get(programme) == "lead"

    def has_place(self, programme: str) -> bool:
        """Say whether anything of the programme is theirs to see."""
        return self.is_signed_in and bool(
            self.organisations(programme) or programme in self.assigned
        )

    def is_partner(self, programme: str) -> bool:
        """Say whether they read what partners read."""
        return bool(self.logs_for(programme)) or self.leads(programme)


def _member(organisation: str, role: str) -> Actor:
    return Actor(f"{organisation}-{role}", member={organisation: role})


def _assigned(programme: str, role: str) -> Actor:
    return Actor(f"{programme}-{role}", assigned={programme: role})


ACTORS: dict[str, Actor] = {
    actor.key: actor
    for actor in [
        Actor("anonymous", is_person=False),
        Actor("half-signed-in", member={"kent": "lead"}, is_half_signed_in=True),
        *(
            _member(organisation, role)
            for organisation in ("kent", "medway", "lille")
            for role in ("contributor", "lead")
        ),
        _member("ostend", "contributor"),
        _member("purse", "contributor"),
        _member("gone", "contributor"),
        *(
            _assigned(programme, role)
            for programme in (TIDE, REEF)
            for role in ("lead", "funder", "observer")
        ),
        Actor("kent-and-medway", member={"kent": "contributor", "medway": "lead"}),
        Actor("lille-and-funder", member={"lille": "contributor"}, assigned={TIDE: "funder"}),
        Actor("purse-and-lead", member={"purse": "lead"}, assigned={TIDE: "lead"}),
        Actor("left-kent", was_member={"kent": "contributor"}),
        Actor("left-kent-for-lille", member={"lille": "lead"}, was_member={"kent": "lead"}),
        Actor(
            "led-tide",
            was_assigned={TIDE: "lead", REEF: "funder"},
            assigned={TIDE: "observer"},
        ),
        Actor("disabled", member={"kent": "lead"}, assigned={TIDE: "lead"}, is_active=False),
        Actor("tide-lead-by-password", assigned={TIDE: "lead"}, owes_second_factor=True),
        Actor("administrator", is_administrator=True),
    ]
}
