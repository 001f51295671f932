"""Checks of Word fields, Excel formulas and data connections: none may run or fetch anything.

A field's instruction may be split over many runs and hold other fields, so it is put together
before it is judged. Elements of other namespaces and text boxes are stories of their own: a field
never begins in one and ends in another, and where it seems to, programs would disagree on it.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from flask_babel import gettext as _

from tracker.attachments.packages import MAX_DEPTH, ContainsPrograms, UnsupportedFile, local_name

WORD_NAMESPACES = frozenset(
    {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    }
)
INSTRUCTIONS = frozenset({"instrText", "delInstrText"})
TEXTS = INSTRUCTIONS | {"t", "delText"}
"""Word reads ordinary text as an instruction too as long as the field's result has not begun."""
RUNNING_FIELDS = frozenset(
    {
        "database",
        "dde",
        "ddeauto",
        "include",
        "includetext",
        "link",
        "macrobutton",
    }
)
PICTURE_FIELDS = frozenset({"import", "includepicture", "rd"})
"""Fields of a file that may stand on the writer's own machine, and nowhere else."""
NO_MACRO = re.compile(r"\s+nomacro(?=\s|$)", re.IGNORECASE)
"""What templates name where they ask to click and type: a macro that is never there."""
NESTED = "\0"
"""What stands in an instruction for the result of a field within it, as no text can hold it."""
KEYWORD = re.compile(r"[\s\"'“”„\u2018’«»\u200b-\u200f\u2060\ufeff]*([^\s\"'“”„\u2018’«»\\]*)")
FETCHED = re.compile(r"[a-z][a-z0-9+.-]*://|(?:https?|ftps?|file|mhtml|ms-[a-z]+):", re.IGNORECASE)
ON_A_SHARE = re.compile(r"(?:^|[\s\"“”])[/\\]{2,}")
RUNNING_LINK = re.compile(
    r"(?:^|[\s\"“”])(?:javascript|vbscript|data|mhtml|ms-[a-z]+):", re.IGNORECASE
)

FORMULAS = frozenset(
    {
        "calculatedColumnFormula",
        "definedName",
        "f",
        "formula",
        "formula1",
        "formula2",
        "totalsRowFormula",
    }
)
QUOTED = re.compile(r"\"[^\"]*\"|'[^'|]*'|'[^'/\\?*:]*'|\[[^\[\]'\"]*\]")
"""Texts, names of sheets and names of columns, which may hold any sign and call nothing."""
RUNNING_FORMULA = re.compile(
    r"\||(?<![\w.])(?:_xl\w+\.)?(?:call|register\.id|rtd|webservice)\s*\(", re.IGNORECASE
)
"""A bar asks another program for a value (DDE); the functions call a program or the web."""
LIVE_LINKS = frozenset({"ddeLink", "oleLink"})
CONNECTIONS = frozenset({"dataFeedPr", "dbPr", "oledbPr", "webPr"})
OWN_DATA = "Data Model Connection"
"""How a workbook names the connection to its own tables."""
PLAIN_XML = re.compile(
    rb"(?:\xef\xbb\xbf)?<(?:[a-z]|\?xml version=[\"']1\.0[\"'](?: encoding=[\"']utf-8[\"'])?"
    rb"(?: standalone=[\"'](?:yes|no)[\"'])? ?\?>)",
    re.IGNORECASE,
)
"""How a part begins whose letters are written one way only, unless they are written by number."""
RUNNING_SIGNS = re.compile(
    rb"\||&#|<!|webservice|rtd|call|register|ddelink|olelink|connection|(?:db|web|text|feed)pr|wordprocessingml",
    re.IGNORECASE,
)
"""Whatever is refused in a workbook holds one of these; most sheets hold none."""
MAX_SIGN_LENGTH = 20


class RunsWhenOpened(UnsupportedFile):
    """A field, a formula or a data connection runs a program or fetches from elsewhere."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "This file has a field, a formula or a data connection that runs a program or gets "
                "data from elsewhere. Replace it with the text or number that it shows, or save "
                "the file as PDF. Then add the new file"
            )
        )


@dataclass(slots=True)
class Field:
    """An open field, its nesting level among elements of other kinds, and its instruction."""

    level: int
    instruction: list[str] = field(default_factory=list)
    has_result: bool = False


class LiveContent:
    """Parser callbacks for one XML part; raise RunsWhenOpened if an element runs or fetches.

    Raises ValueError if programs would disagree on where a field ends.
    """

    def __init__(self) -> None:
        self.namespace = ""
        self.level = 0
        self.fields: list[Field] = []
        self.open_texts: list[list[str]] = []

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        """Read the start of an element."""
        namespace, _space, name = tag.rpartition(" ")
        if namespace in WORD_NAMESPACES:
            if namespace != (self.namespace or namespace):
                raise ValueError(tag)
            self.namespace = namespace
            self._begin_word(name, attributes)
        else:
            self.level += 1
            if name in FORMULAS:
                self.open_texts.append([])
            elif name in LIVE_LINKS:
                raise ContainsPrograms
            elif name in CONNECTIONS or name in {"connection", "textPr"}:
                _refuse_connection(name, attributes)

    def text(self, content: str) -> None:
        """Read text of the element that is open."""
        if self.open_texts:
            self.open_texts[-1].append(content)

    def end(self, tag: str) -> None:
        """Read the end of an element."""
        namespace, _space, name = tag.rpartition(" ")
        if namespace in WORD_NAMESPACES:
            if name in TEXTS:
                self.open_texts.pop()
            if name != "txbxContent":
                return
        elif name in FORMULAS:
            refuse_formula("".join(self.open_texts.pop()))
        self.level -= 1
        while self.fields and self.fields[-1].level > self.level:
            self._end_field()

    def close(self) -> None:
        """Check the fields that are still open at the end of the part."""
        while self.fields:
            self._end_field()

    def _begin_word(self, name: str, attributes: dict[str, str]) -> None:
        if name == "txbxContent":
            self.level += 1
        elif name in TEXTS:
            self.open_texts.append(self._text_of_field(name))
        elif name == "fldSimple":
            refuse_instruction(attributes[f"{self.namespace} instr"])
            self._nest()
        elif name == "fldChar":
            self._read_field_char(attributes[f"{self.namespace} fldCharType"])

    def _text_of_field(self, name: str) -> list[str]:
        """Return the list that collects the text: the field's instruction, or a discarded one."""
        if not self.fields or self.fields[-1].has_result:
            return []
        if self.fields[-1].level == self.level:
            return self.fields[-1].instruction
        if name in INSTRUCTIONS:
            raise ValueError(name)
        return []

    def _read_field_char(self, kind: str) -> None:
        if kind == "begin":
            if len(self.fields) >= MAX_DEPTH:
                raise ValueError("too many fields in fields")
            self.fields.append(Field(self.level))
            return
        if kind not in {"separate", "end"}:
            raise ValueError(kind)
        if not self.fields:
            return
        if self.fields[-1].level != self.level:
            raise ValueError(kind)
        if kind == "separate":
            self.fields[-1].has_result = True
        else:
            self._end_field()

    def _end_field(self) -> None:
        refuse_instruction("".join(self.fields.pop().instruction))
        self._nest()

    def _nest(self) -> None:
        """Add a placeholder for a nested field to the instruction of the field around it."""
        if self.fields and not self.fields[-1].has_result:
            self.fields[-1].instruction.append(NESTED)


def refuse_instruction(instruction: str) -> None:
    """Raise RunsWhenOpened if a field of this instruction runs a program or fetches a file.

    >>> refuse_instruction(' MERGEFIELD "First name" ')
    """
    found = KEYWORD.match(instruction)
    keyword, rest = (found[1].lower(), instruction[found.end() :]) if found else ("", "")
    start = keyword.partition(NESTED)[0]
    may_run = start != keyword and any(
        dangerous.startswith(start) for dangerous in RUNNING_FIELDS | PICTURE_FIELDS
    )
    is_placeholder = keyword == "macrobutton" and bool(NO_MACRO.match(rest))
    if (keyword in RUNNING_FIELDS or may_run) and not is_placeholder:
        raise RunsWhenOpened
    if keyword in PICTURE_FIELDS and (NESTED in rest or _is_elsewhere(rest)):
        raise RunsWhenOpened
    if keyword == "hyperlink" and RUNNING_LINK.search(unquote(rest)):
        raise RunsWhenOpened


def refuse_formula(formula: str) -> None:
    """Raise RunsWhenOpened if a formula asks another program or the web for a value.

    >>> refuse_formula('A1&"|"&SUM(B1:B9)')
    """
    if RUNNING_FORMULA.search(QUOTED.sub(" ", formula)):
        raise RunsWhenOpened


def _refuse_connection(name: str, attributes: dict[str, str]) -> None:
    local_attributes = {local_name(key): value for key, value in attributes.items()}
    is_own = name == "dbPr" and local_attributes.get("connection") == OWN_DATA
    if name in CONNECTIONS and not is_own:
        raise RunsWhenOpened
    if any(_is_elsewhere(local_attributes.get(key, "")) for key in ("odcFile", "sourceFile")):
        raise RunsWhenOpened


def _is_elsewhere(text: str) -> bool:
    """Return whether a text holds an address of the web or of a share."""
    plain = unquote(text)
    return bool(FETCHED.search("".join(plain.split())) or ON_A_SHARE.search(plain))
