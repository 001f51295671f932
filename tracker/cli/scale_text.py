"""Plausible invented sentences for measurements, deterministic for a seed."""

import random

_SUBJECTS = [
    "The approval of {thing}", "Access to {thing}", "The budget for {thing}", "Training in {thing}",
    "The form for {thing}", "Responsibility for {thing}", "La validation de {thing}",
    "L'accès à {thing}", "De goedkeuring van {thing}", "Het budget voor {thing}",
]  # fmt: skip
_THINGS = [
    "equipment", "shared records", "evening rotas", "the medicines list", "travel time",
    "new recruits", "the referral", "agency staff", "les fournitures", "le dossier partagé",
    "de roosters", "het zorgdossier", "discharge letters", "wound care", "the team phone",
    "joint visits", "the annual review", "insurance cover", "l'hôpital de jour", "de thuiszorg",
]  # fmt: skip
_PREDICATES = [
    "sits two grades above the team", "takes six weeks", "is split between two systems",
    "depends on a rule nobody can name", "is refused without a reason",
    "is only given on paper", "needs three signatures", "prend trois semaines",
    "relève d'un autre service", "ligt bij een andere dienst", "duurt te lang",
    "is counted by the minute", "changes every quarter", "has no owner",
]  # fmt: skip
_CONSEQUENCES = [
    "so visits wait", "so the team works round it", "and people are sent home",
    "so nobody plans ahead", "alors l'équipe attend", "zodat het team wacht",
    "and it is done twice", "so families ring the office",
]  # fmt: skip


def sentence(dice: random.Random) -> str:
    """Return one sentence on an obstacle, in English, French, Dutch or a mixture."""
    subject = dice.choice(_SUBJECTS).format(thing=dice.choice(_THINGS))
    return f"{subject} {dice.choice(_PREDICATES)}, {dice.choice(_CONSEQUENCES)}"


def paragraph(dice: random.Random) -> str:
    """Return two to five such sentences, or nothing with probability one half."""
    if dice.random() < 0.5:
        return ""
    return " ".join(f"{sentence(dice)}." for _ in range(dice.randint(2, 5)))
