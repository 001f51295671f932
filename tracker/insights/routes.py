"""Routes of insights: who shares which barrier, as a page, a picture and a graph."""

import json
from collections.abc import Callable

import networkx as nx
from flask import Blueprint, Response, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from tracker.audit.acts import Act, exports
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.exports.attachments import attachment_headers
from tracker.graph.network import as_gexf, as_graphml, as_node_link
from tracker.insights.conditional_get import file_unless_held, kept_body, page_unless_held
from tracker.insights.criteria import NO_CATEGORY, NetworkAsked, asked_for
from tracker.insights.network_graph import UNNAMED_ID, words_for
from tracker.insights.network_page import drawn, network_page, picture_title
from tracker.insights.queries import Network, network_of
from tracker.insights.queries_whole import whole_network
from tracker.insights.sentences import names_of
from tracker.insights.sight_labels import whose_sight
from tracker.insights.standalone import standalone
from tracker.models import Programme
from tracker.models.moment import now
from tracker.web.rate_limits import FILES, limited
from tracker.web.svg import Address

bp = Blueprint("insights", __name__, url_prefix="/programmes/<slug:slug>")


@bp.get("/network")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def network(programme: Programme) -> ResponseReturnValue:
    """Show who shares which barrier: the finding, the picture, and all of it as a table."""
    found = network_of(this_sight())
    asked = asked_for(request.args)

    def page() -> str:
        sight_words = whose_sight(this_sight())
        seen = (programme.slug, found.digest, asked, sight_words)
        body = kept_body(*seen, make=lambda: _body(programme, found, asked, sight_words))
        return render_template("insights/network.html", body=body)

    return page_unless_held(found.digest, asked, programme.name, make=page)


def _body(programme: Programme, found: Network, asked: NetworkAsked, sight_words: str) -> str:
    return render_template(
        "insights/_body.html",
        page=network_page(found, asked, address_in(programme, found, asked)),
        sight_words=sight_words,
        names_of=names_of,
        barriers_at=url_for("barriers.index", slug=programme.slug),
    )


def address_in(programme: Programme, found: Network, asked: NetworkAsked) -> Address:
    """Return where the nodes of a picture lead; what stands for several leads to them."""
    here = url_for("insights.network", slug=programme.slug)
    words = words_for(found.barriers)
    categories = {one.category: one.category_slug or NO_CATEGORY for one in found.barriers}

    def address(kind: str, identity: str) -> str:
        if kind == "barrier":
            return url_for("barriers.show", slug=programme.slug, reference=identity)
        if kind == "organisation" and identity != UNNAMED_ID:
            return url_for("register.index", slug=programme.slug, organisation=identity)
        if kind == "category" and identity in categories:
            return here + asked.within(category=categories[identity]).address
        if kind == "country" and words.country_code(identity):
            return here + asked.within(country=words.country_code(identity)).address
        if kind == "kind" and identity in words.kinds:
            return here + asked.within(kind=words.kinds[identity].value).address
        return ""

    return address


@bp.get("/network.svg")
@limited(FILES)
@exports(Act.NETWORK_EXPORT)
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def network_svg(programme: Programme) -> ResponseReturnValue:
    """Send the picture as a file that stands alone; its nodes lead nowhere."""
    asked = asked_for(request.args)
    today = format_date(now().date(), format="long")
    note = f"{programme.full_name}. {whose_sight(this_sight())} {today}."

    def make() -> Response:
        picture = drawn(network_of(this_sight()), asked, lambda _kind, _identity: "")
        if picture is None:
            abort(404, description=_("No shared barriers to show, so there is no picture."))
        body = standalone(picture, title=picture_title(), note=note)
        return _attached(programme, body, "svg", "image/svg+xml")

    return file_unless_held(("svg", asked, note), make)


@bp.get("/network.json")
@limited(FILES)
@exports(Act.NETWORK_EXPORT)
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def network_json(programme: Programme) -> ResponseReturnValue:
    """Send the network as node-link JSON."""
    return _sent(programme, "json", "application/json", _json_of)


@bp.get("/network.graphml")
@limited(FILES)
@exports(Act.NETWORK_EXPORT)
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def network_graphml(programme: Programme) -> ResponseReturnValue:
    """Send the network as GraphML."""
    return _sent(programme, "graphml", "application/graphml+xml", as_graphml)


@bp.get("/network.gexf")
@limited(FILES)
@exports(Act.NETWORK_EXPORT)
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def network_gexf(programme: Programme) -> ResponseReturnValue:
    """Send the network as GEXF, which Gephi opens."""
    return _sent(programme, "gexf", "application/gexf+xml", as_gexf)


def _json_of(graph: nx.DiGraph) -> bytes:
    return json.dumps(as_node_link(graph), ensure_ascii=False).encode()


def _sent(
    programme: Programme, ending: str, kind: str, written: Callable[[nx.DiGraph], bytes]
) -> ResponseReturnValue:
    has_obstacles = request.args.get("depth") != "barriers"

    def make() -> Response:
        graph = whole_network(this_sight(), has_obstacles=has_obstacles)
        return _attached(programme, written(graph), ending, kind)

    return file_unless_held((ending, has_obstacles), make)


def _attached(programme: Programme, body: bytes, ending: str, kind: str) -> Response:
    headers = attachment_headers(f"{programme.slug}-network.{ending}")
    return Response(body, mimetype=kind, headers=headers)
