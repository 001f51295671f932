"""Follow every link of the pages that a person gets, and ask each form's address what it takes."""

from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urldefrag, urlencode, urljoin, urlsplit

from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

SITE = "http://localhost"
MAX_PAGES_OF_A_KIND = 2
"""So many addresses are opened of one endpoint with the same parameters."""
ATTRIBUTES = {"a": "href", "img": "src", "link": "href", "script": "src"}


@dataclass(frozen=True)
class Form:
    """A form, or a button of it that sends elsewhere."""

    action: str
    method: str
    fields: tuple[tuple[str, str], ...] = ()


@dataclass
class Page(HTMLParser):
    """The links, ids and forms of a page."""

    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    forms: list[Form] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self._open: tuple[str, str] | None = None
        self._fields: list[tuple[str, str]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if (attribute := ATTRIBUTES.get(tag)) in given:
            self.links.append(given[attribute])
        if tag == "form":
            self._open = (given.get("action", ""), given.get("method", "get").lower())
        if "formaction" in given:
            method = given.get("formmethod") or (self._open[1] if self._open else "post")
            self.forms.append(Form(given["formaction"], method))
        self._take_field(tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = ""
        if tag == "form" and self._open:
            self.forms.append(Form(*self._open, tuple(self._fields)))
            self._open, self._fields = None, []

    def _take_field(self, tag: str, given: dict[str, str]) -> None:
        if tag == "select":
            self._select = given.get("name", "")
        elif tag == "option" and self._select and "selected" in given:
            self._fields.append((self._select, given.get("value", "")))
        elif tag == "textarea":
            self._fields.append((given.get("name", ""), ""))
        elif tag == "input" and _is_sent(given):
            self._fields.append((given["name"], given.get("value", "")))


def _is_sent(field: dict[str, str]) -> bool:
    is_choice = field.get("type") in {"checkbox", "radio"}
    return "name" in field and ("checked" in field or not is_choice)


class Crawl:
    """What one person's client finds from its first page on; `faults` says what is wrong where."""

    def __init__(self, client: FlaskClient, start: str = "/") -> None:
        self._client = client
        self._app = client.application
        self._queue = deque([(start, "where it begins")])
        self._seen = {start}
        self._kinds: Counter[tuple[str, ...]] = Counter()
        self._pages: dict[str, Page] = {}
        self._fragments: list[tuple[str, str, str]] = []
        self._asked: set[tuple[str, ...]] = set()
        self.faults: list[str] = []
        self.endpoints: Counter[str] = Counter()
        self.forms: set[str] = set()
        """The endpoints to which a form writes."""

    def run(self) -> "Crawl":
        """Follow links until there are no new ones."""
        while self._queue:
            address, page = self._queue.popleft()
            self._open(address, page)
        for page, address, fragment in self._fragments:
            if address in self._pages and fragment not in self._pages[address].ids:
                self.faults.append(f"{page}: {address}#{fragment} is a link to no element")
        return self

    def _open(self, address: str, found_on: str) -> None:
        response = self._client.get(address, base_url=SITE, buffered=True)
        for _turn in range(5):
            if response.status_code not in {301, 302, 303, 307, 308}:
                break
            target = urljoin(SITE + address, response.location or "")
            if not target.startswith(SITE):
                return
            response = self._client.get(target, base_url=SITE, buffered=True)
        if response.status_code != 200:
            self.faults.append(f"{found_on}: {address} is answered by {response.status_code}")
        elif response.mimetype == "text/html":
            self._read(address, response)

    def _read(self, address: str, response: TestResponse) -> None:
        page = self._pages[address] = Page()
        page.feed(response.text)
        base = SITE + urlsplit(response.request.path).path
        for link in page.links:
            self._follow(address, urljoin(base, link) if link else "")
        for form in page.forms:
            self._ask(address, urljoin(base, form.action), form)

    def _follow(self, page: str, link: str) -> None:
        if not link:
            self.faults.append(f"{page}: a link without an address")
        if not link.startswith(SITE):
            return
        target, fragment = urldefrag(link)
        target = target.removeprefix(SITE)
        if fragment:
            self._fragments.append((page, target, fragment))
        self._add(page, target)

    def _add(self, page: str, address: str) -> None:
        if address in self._seen or "/logout" in address:
            return
        kind = self._kind_of(address)
        if self._kinds[kind] < MAX_PAGES_OF_A_KIND:
            self._kinds[kind] += 1
            self.endpoints[kind[0]] += 1
            self._seen.add(address)
            self._queue.append((address, page))

    def _ask(self, page: str, target: str, form: Form) -> None:
        """Follow a form that reads; ask the address of any other whether it takes its method."""
        address = target.removeprefix(SITE)
        if form.method == "get":
            self._add(page, f"{urlsplit(address).path}?{urlencode(form.fields)}")
        else:
            self.forms.add(self._kind_of(address, form.method.upper())[0])
        key = (*self._kind_of(address), form.method)
        if key in self._asked:
            return
        self._asked.add(key)
        response = self._client.options(address, base_url=SITE)
        if form.method.upper() not in response.headers.get("Allow", ""):
            self.faults.append(f"{page}: no {form.method} of a form at {address}")

    def _kind_of(self, address: str, method: str | None = None) -> tuple[str, ...]:
        """Return the endpoint and parameters of an address, or the address where none answers."""
        parts = urlsplit(address)
        rules = self._app.url_map.bind("localhost")
        try:
            endpoint, _values = rules.match(parts.path, method=method)
        except HTTPException:
            endpoint = parts.path
        return (endpoint, *sorted({name for name, _value in parse_qsl(parts.query)}))
