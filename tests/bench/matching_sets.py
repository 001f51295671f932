"""The sets that matching is measured on, read from a folder of public data."""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tracker.matching.texts import Text

GROUPINGS = Path(__file__).parents[2] / "tracker" / "cli" / "demo_data" / "groupings.csv"
LANGUAGES = ("en", "fr", "nl")


@dataclass(frozen=True)
class Question:
    """A text to ask with, what is to be found, and what must not be."""

    text: Text
    right: frozenset[str]
    apart: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Set:
    """Texts, and questions to which one or more of them are the answer."""

    name: str
    texts: list[Text]
    questions: list[Question]


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    """Return the rows of a file."""
    with (folder / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def sets(folder: Path) -> list[Set]:
    """Return every set; no text says its language, as when nobody was asked."""
    return [*hadoop(folder), *translated(folder), tatoeba(folder), barriers(folder)]


def hadoop(folder: Path) -> Iterator[Set]:
    """Duplicate reports, asked for by one sentence, and by 300 characters more."""
    reports = {row["issue_id"]: row for row in read(folder, "gitbugs_hadoop_reports.csv")}
    texts = [
        Text(id_, row["summary"], row["description_first_3000"]) for id_, row in reports.items()
    ]
    pairs = [
        row
        for row in read(folder, "gitbugs_hadoop_duplicate_pairs.csv")
        if row["both_texts_present"] == "1"
    ]
    for name, length in (("hadoop, one sentence", 0), ("hadoop, 300 characters", 300)):
        questions = []
        for row in pairs:
            asked = reports[row["issue_id"]]
            text = Text(row["issue_id"], asked["summary"], asked["description_first_3000"][:length])
            right = frozenset([row["duplicate_of"]])
            questions.append(Question(text, right, frozenset([text.id])))
        yield Set(name, texts, questions)


def translated(folder: Path) -> Iterator[Set]:
    """Pairs scored 4 and up: sentence 1 in one language finds sentence 2 in another.

    Once with each second sentence in one language only, and once in all three, where the one in
    the question's own language is no answer and may not be found.
    """
    pairs = read(folder, "stsb_en_fr_nl_dev.csv")
    for name, every in (("stsb, one language each", False), ("stsb, all languages", True)):
        texts, questions = [], []
        for number, pair in enumerate(pairs):
            given = LANGUAGES if every else LANGUAGES[number % 3 : number % 3 + 1]
            texts += [Text(f"{code}{number}", pair[f"{code}_2"]) for code in given]
            if float(pair["similarity_0_5"]) < 4:
                continue
            for code in LANGUAGES:
                right = frozenset(f"{other}{number}" for other in given if other != code)
                if right:
                    text = Text(f"{code}{number}", pair[f"{code}_1"])
                    questions.append(Question(text, right, frozenset([f"{code}{number}"])))
        yield Set(name, texts, questions)


def tatoeba(folder: Path) -> Set:
    """Sentences and their translations, all in one corpus."""
    pairs = list(enumerate(read(folder, "tatoeba_fra_eng.csv")))
    texts = [Text(f"{code}{row}", pair[code]) for row, pair in pairs for code in ("fra", "eng")]
    questions = [
        Question(
            Text(f"{code}{row}", pair[code]),
            frozenset([f"{other}{row}"]),
            frozenset([f"{code}{row}"]),
        )
        for row, pair in pairs
        for code, other in (("fra", "eng"), ("eng", "fra"))
    ]
    return Set("tatoeba, French and English", texts, questions)


def barriers(folder: Path) -> Set:
    """Obstacles of one barrier, by the demo's grouping, among sentences on something else."""
    rows = read(folder, "ticc_obstacles.csv")
    obstacles = [Text(f"{number}", row["obstacle"]) for number, row in enumerate(rows, 1)]
    others = [Text(f"ec{number}", words) for number, words in enumerate(sentences(folder))]
    groups: dict[str, set[str]] = {}
    for row in read(GROUPINGS.parent, GROUPINGS.name):
        groups.setdefault(row["barrier"], set()).add(row["row"])
    questions = [
        Question(text, frozenset(group - {text.id}), frozenset([text.id]))
        for text in obstacles
        for group in groups.values()
        if text.id in group and len(group) > 1
    ]
    return Set("obstacles of one barrier", obstacles + others, questions)


def sentences(folder: Path) -> list[str]:
    """Return the sentences of 40 to 300 characters of the feedback on a roadmap."""
    feedback = " ".join(row["text"] for row in read(folder, "ec_ai_roadmap_feedback.csv"))
    found = re.split(r"(?<=[.!?])\s+", " ".join(feedback.split()))
    return [words for words in found if 40 <= len(words) <= 300]
