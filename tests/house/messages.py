"""What may be translated: every message of the product, and the rules that it keeps.

The rules are those of the interface's words: whole sentences, digits with plural forms, one word
for one idea. A rule is a function that says of a text what is wrong with it, or nothing.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.extract import extract

from tests.house.sources import tree_of

KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "lazy_npgettext": ((1, "c"), 2, 3),
}
FOLDERS = {"tracker": ("python", "*.py"), "templates": ("jinja2.ext:babel_extract", "*.*")}
JINJA = {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}


@dataclass(frozen=True)
class Message:
    """One message: where it is, its text, and the plural of it where it has one."""

    where: str
    text: str
    plural: str = ""
    context: str = ""

    @property
    def forms(self) -> tuple[str, ...]:
        """The text, and its plural."""
        return (self.text, self.plural) if self.plural else (self.text,)


def messages_in(root: Path) -> list[Message]:
    """Extract every message of the code and the templates, as a translator's tool would."""
    found = []
    for path, method in _files(root):
        options = JINJA if path.suffix != ".py" else {}
        with path.open("rb") as file:
            for line, texts, _comments, context in extract(method, file, KEYWORDS, [], options):
                forms = (texts,) if isinstance(texts, str) else texts
                found.append(
                    Message(f"{path.relative_to(root)}:{line}", *forms[:2], context=context or "")
                )
    return [message for message in found if message.text]


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    for folder, (method, pattern) in FOLDERS.items():
        for path in sorted((root / folder).rglob(pattern)):
            yield path, method


Rule = Callable[[Message], str | None]
"""Says what is wrong with a message, or nothing."""

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
GLUE = re.compile(r"^[\s,;:]|[\s,;]$|:\s$")


def glued(message: Message) -> str | None:
    """Find what another message joins: a comma, a colon with its space, or a space at an end."""
    return next((form for form in message.forms if GLUE.search(form)), None)


NAMES = {
    "address",
    "browser",
    "code",
    "email",
    "file",
    "inviter",
    "name",
    "names",
    "organisation",
    "person",
    "programme",
    "reference",
    "slug",
    "title",
    "what",
    "who",
}
"""Placeholders that a verb may follow, since they stand for a name."""
NO_NOUNS = {"always", "as", "does", "has", "is", "its", "this", "us", "was", "yes"}
BETWEEN = r"(?:(?!(?:and|at|for|from|in|is|of|on|or|to|was)\b)[a-z-]+ )?"
COUNTED = re.compile(rf"(?:%\((\w+)\)[sd]|\{{(\w+)\}})(?:</b>)? {BETWEEN}(people|[a-z-]+s)\b")


def counted(text: str) -> list[str]:
    """Return what a text counts: a number's placeholder with its noun."""
    return [
        found[0]
        for found in COUNTED.finditer(text)
        if (found[1] or found[2]) not in NAMES and found[3] not in NO_NOUNS
    ]


def counted_without_a_plural(message: Message) -> str | None:
    """Find a number beside a noun that cannot agree, as one message has one plural."""
    found = counted(message.plural or message.text)
    return message.text if len(found) > bool(message.plural) else None


NUMBER_WORD = re.compile(r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|a single)\b", re.I)


def plural_without_digits(message: Message) -> str | None:
    """Find a plural that says its number in one form only, or as a word."""
    if not message.plural:
        return None
    placeholders = [set(PLACEHOLDER.findall(form)) for form in message.forms]
    spelt = not placeholders[0] and NUMBER_WORD.match(message.text)
    return message.text if placeholders[0] != placeholders[1] or spelt else None


WORDS = {
    r"(?<!got )past (?:it|them)": "no longer in the way, has got past it",
    r"stands?|standing|stood": "appears, is linked to, status",
    r"beside|besides": "linked to, next to, also",
    r"met|meets?": "has",
    r"told|said|tells? of": "added, recorded, marked, entered",
    r"(?:you|who|they|nobody) may(?! (?:be|have|need|remember|still))|may (?:read|see)": "can",
    r"(?:they|you|partners|members) reads?|read by|let more people read": "see",
    r"whoever|somebody|anybody": "the person who, someone, you",
    r"from now on|meanwhile|anew|once more|alone": "now, again, only, or nothing",
    r"mails?|e-mails?": "email",
    r"tries": "attempts",
    r"issues?|items?|entry|entries|blockers?|tags?|(?<!\.)orgs?": "the thing itself",
    r"records|(?:a|an|the|this|that|each|every|no|one) record": "the thing itself",
    r"held up|holds? up|holding up": "blocks, blocked by",
    r"tak(?:e|es|en) (?:it |this |them )?(?:away|back|out|off)": "remove, delete, undo",
    r"br(?:ing|ought) back": "restore, undo",
    r"put (?:it |this |them |these )?(?:under|beside|there|together)": "link, choose, merge",
    r"invalid|error code": "say what to do",
    r"throw(?:n)? away": "discard",
    r"step(?:ped)? down": "give up the role",
}
"""Words that are not used, by pattern, with what is said for them."""
AT_THE_START = re.compile(
    r"^(?:Type(?! of)|Write|Say|Give(?! up| concurrence))\b|[Pp]lease (?!do not reply)"
)
"""Verbs that begin no message of a form, and a politeness that no text has."""
FORBIDDEN = re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in WORDS), re.I)
TECHNICAL = re.compile(r"\b(?:director(?:y|ies)|sessions?|encoders?|node-link)\b", re.I)
"""Words for whoever runs the server, on the command line alone."""


def forbidden_word(message: Message) -> str | None:
    """Find a word that is not used."""
    for form in message.forms:
        plain = PLACEHOLDER.sub("…", re.sub(r"<[^>]*>", "", form))
        found = FORBIDDEN.search(plain) or AT_THE_START.search(plain)
        if not found and not message.where.startswith("tracker/cli/"):
            found = TECHNICAL.search(plain)
        if found:
            return f"[{found[0]}] {form}"
    return None


def html(message: Message) -> str | None:
    """Find a tag that is neither bold nor a link."""
    return next((f for f in message.forms if re.search(r"<(?!/?[ab]\b)/?[a-z]", f)), None)


def straight_apostrophe(message: Message) -> str | None:
    """Find an apostrophe of a typewriter."""
    return next((f for f in message.forms if "'" in f), None)


def soft_hyphen(message: Message) -> str | None:
    """Find a hyphen that nobody sees."""
    return next((f for f in message.forms if "\u00ad" in f), None)


OUTSIDE = {"action", "noun", "thing", "verb", "what", "word", "words"}


def noun_from_outside(message: Message) -> str | None:
    """Find a noun or verb that is put in, so that nothing can agree with it."""
    names = {one or other for one, other in PLACEHOLDER.findall(message.text + message.plural)}
    return message.text if names & OUTSIDE else None


RULES: dict[str, Rule] = {
    "glued to another": glued,
    "counts without a plural": counted_without_a_plural,
    "a plural without digits": plural_without_digits,
    "a word that is not used": forbidden_word,
    "HTML but for b and a": html,
    "a straight apostrophe": straight_apostrophe,
    "a soft hyphen": soft_hyphen,
    "a noun from outside": noun_from_outside,
}


def offenders(rule: Rule, messages: Iterable[Message], allowed: Iterable[str] = ()) -> list[str]:
    """List what breaks a rule, each with its place; `allowed` are whole texts."""
    spared = set(allowed)
    broken = ((m.where, rule(m)) for m in messages if not spared & set(m.forms))
    return [f"{where}: {said}" for where, said in broken if said]


def _bare(text: str) -> str:
    """Return a text without its case, its last sign and the names of its placeholders."""
    plain = PLACEHOLDER.sub("%", text).replace("’", "'").replace("\u00ad", "")
    return re.sub(r"\s+", " ", plain).strip(" .,:;!?…").casefold()


def said_in_two_ways(messages: Iterable[Message], allowed: Iterable[str] = ()) -> list[str]:
    """List the texts that differ in case, a last sign or a placeholder's name alone."""
    ways: dict[tuple[str, ...], dict[tuple[str, ...], str]] = defaultdict(dict)
    spared = {_bare(text) for text in allowed}
    for message in messages:
        key = tuple(_bare(form) for form in message.forms)
        if re.search("[a-z]", key[0]) and key[0] not in spared:
            ways[message.context, *key].setdefault(message.forms, message.where)
    return [
        "; ".join(f"{where}: {forms[0]}" for forms, where in texts.items())
        for texts in ways.values()
        if len(texts) > 1
    ]


def filled_before_translated(root: Path) -> list[str]:
    """List the calls that put values into a text before it is translated."""
    found = []
    for path, _method in _files(root):
        if path.suffix == ".py":
            calls = (n for n in ast.walk(tree_of(path)) if isinstance(n, ast.Call))
            found += [
                f"{path.relative_to(root)}:{call.lineno}"
                for call in calls
                if isinstance(call.func, ast.Name)
                and call.func.id in KEYWORDS
                and any(isinstance(argument, ast.JoinedStr) for argument in call.args)
            ]
    return found


CAPITALISED = re.compile(r"\|\s*(?:capitalize|title)\b|\|\s*label\s*\|\s*(?:upper|lower)\b")
HIDDEN_GLUE = re.compile(r"_\([^<]*\}\}\s*<[a-z]+ class=\"visually-hidden\">[^<]*(?:\b_|gettext)\(")
"""A hidden message that goes on where a seen one ends; a name after a message is no glue."""


def in_templates(root: Path, pattern: re.Pattern[str]) -> list[str]:
    """List the lines of templates that have a pattern."""
    return [
        f"{path.relative_to(root)}:{number}: {line.strip()}"
        for path, _method in _files(root)
        if path.suffix != ".py"
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if pattern.search(line)
    ]
