"""Groups of audited acts, by topic and by who may read them."""

from enum import StrEnum

from tracker.audit.acts import Act


class Group(StrEnum):
    """The groups by which the log can be filtered."""

    READERS = "readers"
    OBSTACLES = "obstacles"
    WORKAROUNDS = "workarounds"
    ROLES = "places"
    PROGRAMME = "programme"
    SIGN_INS = "sign-ins"
    FILES = "files"
    REFUSALS = "refusals"


def acts_on(*things: str) -> frozenset[Act]:
    """Return the acts on these kinds of things, the prefix of an act's name."""
    return frozenset(act for act in Act if act.partition(":")[0] in things)


DRAFTS = acts_on("draft")
"""Only the draft's author may read these."""

PAIRS = acts_on("link", "trial") | {
    Act.OBSTACLE_HINDER,
    Act.OBSTACLE_MATCH,
    Act.OBSTACLE_STOP_HINDERING,
}
"""Acts that link two things, which may belong to different organisations."""

OWNER_ONLY_ACTS = (
    DRAFTS
    | acts_on("attachment")
    | {
        Act.OBSTACLE_CONFIRM,
        Act.OBSTACLE_DELETE,
        Act.OBSTACLE_EDIT,
        Act.OBSTACLE_LOG,
        Act.OBSTACLE_NARROW,
        Act.OBSTACLE_RESTORE,
        Act.OBSTACLE_STATUS,
        Act.OBSTACLE_WIDEN,
        Act.OBSTACLE_WITHDRAW,
        Act.WORKAROUND_DELETE,
        Act.WORKAROUND_EDIT,
        Act.WORKAROUND_LOG,
        Act.WORKAROUND_NARROW,
        Act.WORKAROUND_RESTORE,
        Act.WORKAROUND_WIDEN,
        Act.WORKAROUND_WITHDRAW,
    }
)
"""Acts that only members of the thing's organisation may do."""

EXPORTS = frozenset(act for act in Act if act.endswith(":export"))

PERSONAL = acts_on(
    "address", "directory", "passkey", "password", "person", "request", "second-factor", "session"
)
"""Acts on a person's account, in no programme."""

PROGRAMME_WIDE = acts_on(
    "assignment", "backup", "barrier", "category", "decision-maker", "participation", "programme"
)

GROUPS: dict[Group, frozenset[Act]] = {
    Group.READERS: frozenset(
        {
            Act.COMMENT_WIDEN,
            Act.OBSTACLE_NARROW,
            Act.OBSTACLE_WIDEN,
            Act.WORKAROUND_NARROW,
            Act.WORKAROUND_WIDEN,
        }
    ),
    Group.OBSTACLES: acts_on("attachment", "comment", "draft", "obstacle") - EXPORTS,
    Group.WORKAROUNDS: acts_on("workaround", "link", "trial") - EXPORTS,
    Group.ROLES: acts_on("assignment", "invitation", "membership", "participation"),
    Group.PROGRAMME: acts_on(
        "backup", "barrier", "category", "decision-maker", "organisation", "programme"
    )
    - EXPORTS,
    Group.SIGN_INS: PERSONAL - {Act.REQUEST_REFUSE, Act.PERSON_EXPORT},
    Group.FILES: EXPORTS,
    Group.REFUSALS: frozenset({Act.REQUEST_REFUSE, Act.SESSION_REFUSE}),
}
