"""Language detection by stop words and spelling."""

import re
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from tracker.matching.tokens import words_of

LANGUAGES: Final = ("en", "fr", "nl")
UNKNOWN: Final = ""

_STOP_WORD_LISTS: Final[Mapping[str, str]] = {
    "en": """a about above after again against all also am an and any are as at be because been
        before being below between both but by can cannot could did do does doing don down during
        each few for from further get got had has have having he her here hers him his how i if in
        into is isn it its itself just let like me more most must my no nor not of off on once only
        or other our out over own same shall she should so some still such than that the their them
        then there these they this those through to too under until up upon us very was we were
        what when where which while who whom whose why will with within without would yes you your
        """,
    "fr": """a afin ai ainsi alors apres au aucun aucune aussi autre autres aux avant avec avez
        avoir avons bien c ca car ce ceci cela celle celles celui ces cet cette ceux chaque chez
        comme comment d dans de deja depuis des deux donc dont du elle elles en encore entre es est
        et etaient etait etant ete etes etre eu eux fait faire faut hors ici il ils j je jusque l
        la le les leur leurs lors lui m ma mais me meme memes mes moi moins mon n ne ni non nos
        notre nous on ont ou oui par parce pas pendant peu peut peuvent plus pour pourquoi pres qu
        quand que quel quelle quelles quels qui quoi s sa sans se sera ses si soi sois soit son
        sont sous sur t ta tandis te tes toi ton toujours tous tout toute toutes tres trop tu un
        une vers voici vont vos votre vous y""",
    "nl": """aan al alle alleen als altijd ander andere anders ben bent bij daar daarom dan dat de
        deze die dit doch doen door dus een eens en er ergens gaan gaat ge geen geweest haar had
        hadden heb hebben hebt heeft heel hem hen het hier hij hoe hun iemand iets ik in is ja je
        jij jou jouw jullie kan kon kunnen maar me meer men met mij mijn moet moeten na naar nee
        niet niets nog nooit nu of om omdat onder ons onze ook op over reeds samen sinds te tegen
        ten ter terwijl toch toen tot tussen u uit uw van veel voor waar waarom wanneer waren was
        wat we weer wel welk welke werd werden wie wij wil willen word worden wordt zal ze zei zelf
        zich zij zijn zo zoals zonder zou zouden zullen""",
}
STOP_WORDS_BY_LANGUAGE: Final = {
    name: frozenset(words.split()) for name, words in _STOP_WORD_LISTS.items()
}
STOP_WORDS: Final = frozenset().union(*STOP_WORDS_BY_LANGUAGE.values())

_SPELLING: Final = {
    "en": re.compile(
        r"th|wh|gh|sh|ck|ing\b|ed\b|ly\b|[aeo]w|ould|ness\b|ight|ea|ay|oo[lkdmt]|y\b|ies\b|ys\b"
    ),
    "fr": re.compile(
        r"[éèêàùçœîôû]|\b[cdjlmnst]’|\b[cdjlmnst]'|qu'|eux?\b|ez\b|aux\b|oi[rts]|eur|"
        r"que\b|ée?s?\b|ient\b|ment\b|ille|elle|ette|ait\b|sse\b|gn|é"
    ),
    "nl": re.compile(
        r"ij|aa|uu|oe|ee|ui|ieu|sch|cht|ng[es]?\b|en\b|oo[rpns]|eu|je\b|lijk|heid|vr|zw|dt\b|kk|"
        r"\bge|\bver|\bbe|\bz|tie\b|ts\b|k[et]?\b"
    ),
}
_STOP_WORD_POINTS: Final = 3
_MIN_LEAD: Final = 1
"""Names and jargon give a lead of one point at most: better unknown than wrong."""

_SHORTEST: Final = 5
"""Fewer words may be a name or borrowed from another language."""


def detect_language(text: str) -> str:
    """Return "en", "fr" or "nl", or "" if there is too little evidence.

    >>> detect_language("Deux formulaires sont demandés pour la même visite")
    'fr'
    >>> detect_language("Two forms are asked for one visit")
    'en'
    >>> detect_language("Voor één bezoek worden twee formulieren gevraagd")
    'nl'
    >>> detect_language("4711")
    ''
    """
    points = _points(text)
    best, second = sorted(LANGUAGES, key=lambda language: -points[language])[:2]
    return best if points[best] - points[second] > _MIN_LEAD else UNKNOWN


@lru_cache(maxsize=8192)
def language_of_page_part(text: str) -> str:
    """Return the language to mark a text with on a page, or "" where unsure: of a short text, too.

    >>> language_of_page_part("Deux formulaires sont demandés pour la même visite")
    'fr'
    >>> language_of_page_part("Deux formulaires")
    ''
    """
    return detect_language(text) if len(words_of(text)) >= _SHORTEST else UNKNOWN


def _points(text: str) -> dict[str, int]:
    lowered, words = text.casefold(), Counter(words_of(text))
    return {
        language: _STOP_WORD_POINTS
        * sum(words[word] for word in words.keys() & STOP_WORDS_BY_LANGUAGE[language])
        + len(_SPELLING[language].findall(lowered))
        for language in LANGUAGES
    }
