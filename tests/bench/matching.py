"""Measure what matching finds, how fast, and in how much memory.

    .venv/bin/python -m tests.bench.matching FOLDER [--times 10000]

FOLDER holds the public sets. What is printed is of one half of the questions, drawn by their
words, so that the other is left for choosing. `--times` measures speed and memory
at so many texts, which are mixed from real ones.
"""

import argparse
import resource
import sys
import time
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np

from tests.bench.matching_sets import Question, Set, read, sentences, sets
from tracker.matching.corpus import Corpus
from tracker.matching.encoder import WIDTH, Encoder, get_encoder
from tracker.matching.suggesting import suggest
from tracker.matching.texts import Text
from tracker.matching.thresholds import worth_showing
from tracker.matching.vectors import from_bytes, to_bytes, vectors_of
from tracker.matching.words import DETAILS_LENGTH

AT_ONCE = 512
DEEP = 50
SCHEME = Path(__file__).parents[2] / "tracker" / "categories" / "scheme.toml"


def encoded(encoder: Encoder | None, texts: Sequence[Text]) -> list[Text]:
    """Return the texts with their vectors."""
    found: list[Text] = []
    for start in range(0, len(texts), AT_ONCE):
        some = texts[start : start + AT_ONCE]
        vectors = vectors_of(encoder, [(text.title, text.details) for text in some])
        found += [
            replace(text, vector=to_bytes(vector))
            for text, vector in zip(some, vectors, strict=True)
        ]
    return found


def is_reported(question: Question) -> bool:
    """Tell whether a question is in the half that figures are printed of."""
    return bool(crc32(f"half {question.text.title}".encode()) & 1)


def found_at(ids: Sequence[object], question: Question) -> int:
    """Return the rank of the first right answer, or 0."""
    left = [id_ for id_ in ids if id_ not in question.apart]
    return next((rank for rank, id_ in enumerate(left, 1) if id_ in question.right), 0)


def by_meaning_alone(texts: Sequence[Text]) -> Callable[[Question], list[object]]:
    """Return what answers by cosine and nothing else."""
    vectors = np.array([from_bytes(text.vector) for text in texts], np.float32)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1)

    def answer(question: Question) -> list[object]:
        cosines = vectors @ from_bytes(question.text.vector).astype(np.float32)
        return [texts[row].id for row in np.argsort(-cosines, kind="stable")[:DEEP]]

    return answer


def line(name: str, ranks: Sequence[int]) -> str:
    """Return recall at 1 and 5 and the mean reciprocal rank, with where 95 % of samples lie."""
    values = np.array([[rank == 1, 0 < rank <= 5, 1 / rank if rank else 0] for rank in ranks])
    draws = np.random.default_rng(1).integers(0, len(values), (2000, len(values)))
    low, high = np.quantile(values[draws].mean(axis=1), [0.025, 0.975], axis=0)
    figures = zip(values.mean(axis=0), low, high, strict=True)
    return f"  {name:<14}" + "  ".join(f"{a:.2f} ({b:.2f}-{c:.2f})" for a, b, c in figures)


def measure(one: Set, encoder: Encoder | None, others: Sequence[Text]) -> None:
    """Print what each matcher finds in one set."""
    texts = encoded(encoder, one.texts)
    asked = [question for question in one.questions if is_reported(question)]
    with_vectors = encoded(encoder, [question.text for question in asked])
    asked = [
        replace(question, text=text) for question, text in zip(asked, with_vectors, strict=True)
    ]
    corpus, wordless = Corpus(texts), by_meaning_alone(texts)

    def ours(question: Question) -> list[object]:
        found = corpus.nearest(question.text, DEEP, exclude=question.apart)
        return [match.id for match in found]

    def words(question: Question) -> list[object]:
        return ours(replace(question, text=replace(question.text, vector=None)))

    print(f"{one.name}: {len(texts)} texts, {len(asked)} of {len(one.questions)} questions")
    for name, matcher in (("tracker", ours), ("words alone", words), ("encoder alone", wordless)):
        print(line(name, [found_at(matcher(question), question) for question in asked]))
    print(shown(corpus, asked))
    print(strangers(corpus, others))


def strangers(corpus: Corpus, texts: Sequence[Text]) -> str:
    """Return how much is shown for texts on something else altogether."""
    found = [worth_showing(corpus.nearest(text, 10), corpus.thresholds) for text in texts]
    share = 100 / len(texts)
    return (
        f"  asked with texts on something else: {sum(map(len, found)) * share:.0f} shown "
        f"for {sum(map(bool, found)) * share:.0f} of 100"
    )


def shown(corpus: Corpus, asked: Sequence[Question]) -> str:
    """Return how often the right text is shown, and how much is where there is none."""
    right, false, disturbed, likely, sure = 0, 0, 0, 0, 0
    for question in asked:
        near = corpus.nearest(question.text, 10, exclude=question.apart)
        seen = worth_showing(near, corpus.thresholds)
        right += any(match.id in question.right for match in seen)
        best = near[0]
        if best.score >= corpus.thresholds.likely:
            likely, sure = likely + 1, sure + (best.id in question.right)
        apart = question.apart | question.right
        wrong = worth_showing(corpus.nearest(question.text, 10, exclude=apart), corpus.thresholds)
        false, disturbed = false + len(wrong), disturbed + bool(wrong)
    share = 100 / len(asked)
    return (
        f"  bar {corpus.thresholds.shown:.2f}: the right one shown for {right * share:.0f} of 100; "
        f"with it taken away, {false * share:.0f} shown for {disturbed * share:.0f} of 100; "
        f"likely from {corpus.thresholds.likely:.2f}: {likely * share:.0f} of 100, right {sure}"
    )


def measure_suggestions(folder: Path, encoder: Encoder | None) -> None:
    """Print how often a row's category is suggested, each row left out in turn."""
    rows = read(folder, "ticc_obstacles.csv")
    texts = encoded(encoder, [Text(n, row["obstacle"]) for n, row in enumerate(rows)])
    category_of = {n: row["category_guess"] for n, row in enumerate(rows)}
    scheme = tomllib.loads(SCHEME.read_text(encoding="utf-8"))["category"]
    kinds = [kind for top in scheme for kind in top.get("below", [])]
    definitions = [
        Text(kind["name"], kind["name"], " ".join([kind["definition"], *kind.get("examples", [])]))
        for kind in kinds
        if kind["name"] in category_of.values()
    ]
    corpus, defined = Corpus(texts), Corpus(encoded(encoder, definitions))
    for name, known in (("neighbours", Corpus()), ("and definitions", defined)):
        first = three = 0
        for text in texts:
            labels = {n: [kind] for n, kind in category_of.items() if n != text.id}
            known_or_named = known if len(known) else named(category_of.values())
            found = suggest(text, corpus.without([text.id]), labels, known_or_named)
            first += found[:1] == [category_of[text.id]]
            three += category_of[text.id] in found
        print(
            f"categories by {name}: "
            f"first {first / len(texts):.2f}, in three {three / len(texts):.2f}"
        )


def named(categories: Iterable[str]) -> Corpus:
    """Return definitions that say nothing, so that neighbours alone decide."""
    return Corpus(Text(category, "") for category in categories)


def real(folder: Path, encoder: Encoder | None) -> list[Text]:
    """Return real texts to make many of."""
    told = [Text(0, words[:80], words[80:]) for words in sentences(folder)]
    reported = [
        Text(0, row["summary"], row["description_first_3000"][:DETAILS_LENGTH])
        for row in read(folder, "gitbugs_hadoop_reports.csv")[:1000]
    ]
    return encoded(encoder, told + reported)


def typical(some: Sequence[Text], count: int, seed: int = 1) -> Iterator[Text]:
    """Yield `count` texts with the words and vectors of real ones, mixed and shaken."""
    draw = np.random.default_rng(seed)
    for number in range(count):
        one, other = (some[place] for place in draw.integers(0, len(some), 2))
        words = f"{one.details} {other.details} {other.title}".split()
        details = " ".join(draw.permutation(words))[:DETAILS_LENGTH]
        shaken = from_bytes(one.vector) + draw.normal(0, 12, WIDTH)
        vector = to_bytes(np.clip(np.rint(shaken), -127, 127).astype(np.int8))
        yield Text(number, one.title, details, "en", vector)


def measure_times(folder: Path, encoder: Encoder | None, count: int) -> None:
    """Print what an answer costs; the encoder, the texts and their search in one process."""
    some = real(folder, encoder)
    questions = list(typical(some, 60, seed=2))
    without_texts = peak()
    start = time.process_time()
    corpus = Corpus(typical(some, count))
    built = time.process_time() - start
    half = corpus.restricted_to(range(0, count, 2))
    for warm in (corpus, half):
        warm.nearest(questions[0])
    print(f"{count} texts; built in {built:.1f} s of processor; questions of 300 characters")
    rows: list[tuple[str, Callable[[Text], object], int]] = [
        ("encode and search", lambda one: answer(corpus, encoder, one), 60),
        ("search alone", corpus.nearest, 60),
        ("search in half", half.nearest, 60),
        ("narrow to half", lambda _: corpus.restricted_to(range(0, count, 2)), 9),
        ("add one text", lambda one: corpus.with_texts([one]), 20),
        ("work out the thresholds", lambda _: corpus.restricted_to(range(count)).thresholds, 3),
    ]
    for name, act, times in rows:
        print(f"  {name:<18}", *timed(act, questions[:times]))
    print(f"  most memory: {without_texts:.0f} MB before, {peak():.0f} MB with the texts")


def answer(corpus: Corpus, encoder: Encoder | None, question: Text) -> object:
    """Return what the page asks for while somebody types."""
    return corpus.nearest(encoded(encoder, [question])[0], 10)


def timed(act: Callable[[Text], object], questions: Sequence[Text]) -> list[str]:
    """Return least and median, by the clock and by the processor, in milliseconds."""
    clocks, processors = [], []
    for question in questions:
        clock, processor = time.perf_counter(), time.process_time()
        act(question)
        clocks.append((time.perf_counter() - clock) * 1000)
        processors.append((time.process_time() - processor) * 1000)
    return [
        f"{name} {min(values):.1f} / {np.median(values):.1f} ms"
        for name, values in (("clock", clocks), ("processor", processors))
    ]


def peak() -> float:
    """Return the most memory that this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Print every figure, or say that the data is not there."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--times", type=int, help="measure speed at so many texts, and no recall")
    given = parser.parse_args()
    if not (given.folder / "gitbugs_hadoop_reports.csv").exists():
        sys.exit(f"Skipped: the public sets are not in {given.folder}.")
    encoder = get_encoder()
    if given.times:
        measure_times(given.folder, encoder, given.times)
        return
    print("recall at 1, recall at 5, mean reciprocal rank (95 % of samples)")
    others = encoded(encoder, [Text(0, words) for words in sentences(given.folder)[:300:3]])
    reports = read(given.folder, "gitbugs_hadoop_reports.csv")[:100]
    technical = encoded(encoder, [Text(0, row["summary"]) for row in reports])
    for one in sets(given.folder):
        measure(one, encoder, technical if one.name.startswith("obstacles") else others)
    measure_suggestions(given.folder, encoder)


if __name__ == "__main__":
    main()
