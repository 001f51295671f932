"""Scripts use what the oldest browsers of the README have: Safari 15.4, Firefox 115, Chrome 100.

Whoever needs another API looks up since when those three have it, and adds its name here; one that
any of them lacks goes to NEWER, and a script that uses it says what happens without it.
"""

import re

import pytest

from tracker.paths import ROOT

STATIC = ROOT / "tracker" / "static"
_APIS = """
AbortController Boolean Collator DOMParser Date Error Event FormData HTMLFormElement Intl JSON
Map Math Number Object Option Promise Set String SubmitEvent TextDecoder TextEncoder URL
URLSearchParams Uint8Array abort aborted abs action activeElement add addEventListener after
append assign at body call catch cells charCodeAt checked childNodes children classList
className clientWidth cloneNode closest compare contains content createElement crypto dataset
decode decrypt defaultPrevented delete disabled dispatchEvent documentElement elements encode
encrypt endsWith entries exec filter find firstElementChild flatMap focus forEach form
formAction from fromCharCode get getAttribute getBoundingClientRect getClientRects
getElementById getItem getRandomValues has hasAttribute headers hidden href id importKey
includes indexOf isComposing isConnected join json key keys labels lang left length localStorage
locks map match matchMedia matches max maxWidth min name normalize now ok open options
parentElement parse parseFromString pathname persisted preventDefault print prototype query
querySelector querySelectorAll randomUUID redirected reload remove removeAttribute removeItem
replace replaceAll replaceChildren replaceState request reset rows scrollIntoView scrollLeft
scrollWidth search selected selectionStart setAttribute setItem setRangeText signal slice some
sort split startsWith state status statusText stringify style submit submitter subtle tBodies
tHead target test text textContent then toLocaleString toLowerCase toUpperCase toggle top trim
type value width
"""
APIS = frozenset(_APIS.split())
NEWER = {"requestSubmit": "autosave.js"}
"""APIs that one of the three lacks, and the one script that does without them as well."""
_OWN = """
ArrowLeft ArrowRight DELAY DraftStore KEY_PREFIX MAX_AGE MAX_DRAFTS_SHOWN MIN_WORDS NODE
PATIENCE STEPS Suggestions TIMEOUT address all answer autosave box choose cipher close column
credential earlierDrafts element ends failed fields form_key hide input isCombobox isGrid isOld
iv kind label limit lines list markOf marker n nearby networkZoom nodes note of only over
passkey pick pickList picture point prefix press proposes read readBy revision save scope
searchSoon searching show theme timer words wordsOf
"""
OWN = frozenset(_OWN.split())
"""The scripts' own names: properties, constants, data attributes."""


def names_in(script: str) -> set[str]:
    """Return the members and globals that a script names, without its texts and comments."""
    code = re.sub(r"//[^\n]*", "", script)
    code = re.sub(r'"[^"\n]*"|`[^`]*`', '""', code)
    members = re.findall(r"(?<=[\w)\]}])\s*\??\.([A-Za-z]\w*)", code)
    return {*members, *re.findall(r"(?<![\w.])([A-Z]\w+)", code)} - {"Accept"}


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("form.requestSubmit(button);", "requestSubmit"),
        ("const stop = AbortSignal.timeout(2000);", "AbortSignal"),
        ("const [one] = rows\n  .toSorted();", "toSorted"),
        ("head?.ariaSort", "ariaSort"),
    ],
)
def test_a_newer_name_is_found(script: str, name: str) -> None:
    assert name in names_in(script) - APIS - OWN


def test_scripts_use_what_the_oldest_browsers_have() -> None:
    unknown = {
        path.name: names
        for path in sorted(STATIC.glob("*.js"))
        if (
            names := {
                name
                for name in names_in(path.read_text()) - APIS - OWN
                if NEWER.get(name) != path.name
            }
        )
    }
    assert not unknown
