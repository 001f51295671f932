"""Standalone SVG files of pictures, with styles, legend and date."""

from xml.etree.ElementTree import Element, tostring

from tracker.graph.lettering import width_of
from tracker.graph.sharing import STATES
from tracker.models.labels import label
from tracker.models.vocabulary import Status
from tracker.web.marks import draw_state
from tracker.web.svg import Drawing, add, drawing

_MARGIN, _HEAD, _FOOT = 28, 84, 32
_SANS = "'Public Sans', 'Helvetica Neue', Arial, sans-serif"
_SERIF = "'Source Serif 4', Charter, Georgia, serif"

_PAGE_BACKGROUND, _PRINT_BACKGROUND = "#f4f4f0", "#ffffff"

_SHEET = f"""
text{{font-family:{_SANS};fill:#231b26}}
.ground{{fill:GROUND}}
.e{{fill:none;stroke-width:1.6}}
.e-o{{stroke:#c2541a;opacity:.62}}
.e-w{{stroke:#c2541a;opacity:.75;stroke-dasharray:5 4}}
.e-r{{stroke:#14786c}}
.e-s{{stroke:#14786c;stroke-width:3}}
.e-i{{stroke:#5b5563}}
.g-o{{fill:#c2541a}}
.g-wl{{fill:GROUND;stroke:#c2541a;stroke-width:2}}
.g-rl{{fill:GROUND;stroke:#14786c;stroke-width:2.6}}
.g-s{{fill:#14786c}}
.g-i{{fill:#5b5563}}
.g-t{{fill:none;stroke:GROUND;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}}
.bx{{fill:#ffffff;stroke:#82798a;stroke-width:1}}
.more .bx{{fill:none;stroke-dasharray:4 3}}
.num{{font-weight:600;text-anchor:middle}}
.bt{{font-family:{_SERIF};font-size:16px}}
.oc{{fill:#231b26}}
.on{{fill:GROUND;font-weight:600;font-size:13px}}
.ot{{font-size:15px;font-weight:600}}
.os{{fill:#5a5160;font-size:13.5px}}
.hd{{fill:#5a5160;font-size:13.5px}}
.pt{{fill:#5a5160;font-size:13px;paint-order:stroke;stroke:GROUND;stroke-width:4px}}
.name{{font-size:20px;font-weight:600}}
.key{{font-size:13.5px}}
"""


def standalone(picture: Drawing, *, title: str, note: str) -> bytes:
    """Return `picture` as an SVG file on the light ground, with its title, legend and `note`.

    The note stands at the foot: whose sight it shows, and of which day.
    """
    width = picture.width + 2 * _MARGIN
    height = picture.height + _HEAD + _FOOT
    page = _page(width, height, _PAGE_BACKGROUND)
    add(page, "title", title)
    add(page, "desc", note)
    add(page, "text", title, class_="name", x=_MARGIN, y=34)
    _legend(page)
    body = add(page, "g", class_="net", transform=f"translate({_MARGIN} {_HEAD})")
    body.extend(picture.root)
    add(page, "text", note, class_="hd", x=_MARGIN, y=height - 18)
    return _serialise(page)


def printable_svg(picture: Drawing) -> bytes:
    """Return `picture` as an SVG on white, to be set in a document that has its own caption."""
    page = _page(picture.width, picture.height, _PRINT_BACKGROUND)
    add(page, "g", class_="net").extend(picture.root)
    return _serialise(page)


def _page(width: float, height: float, ground: str) -> Element:
    """Start a file with its sheet and its ground."""
    namespace = "http://www.w3.org/2000/svg"
    root = drawing(width, height, xmlns=namespace, width=width, height=height).root
    add(root, "style").text = _SHEET.replace("GROUND", ground)
    add(root, "rect", class_="ground", width=width, height=height)
    return root


def _serialise(page: Element) -> bytes:
    """Write the file; equal pictures give equal bytes."""
    svg: bytes = tostring(page, encoding="utf-8", xml_declaration=True)
    return svg


def _legend(root: Element) -> None:
    """Draw each state's mark with its word, in one row."""
    x = _MARGIN + 7.0
    for state in STATES:
        word = str(label(Status(state)))
        draw_state(root, state, x, 58, 7)
        add(root, "text", word, class_="key", x=x + 14, y=62.5)
        x += 14 + width_of(word, 13.5) + 28
