"""Routes of insights: who shares which barrier, as a page, a picture and a graph."""

import json
from collections.abc import Callable, Sequence

import networkx as nx
from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_babel import gettext as _

from tracker.audit.acts import Act, exports
from tracker.auth.guards import find_programme, guarded, this_sight
from tracker.auth.permissions import Permission
from tracker.exports.attachments import attachment_headers
from tracker.graph.network import as_gexf, as_graphml, as_node_link
from tracker.insights.conditional_get import cached_page_content, conditional_file, conditional_page
from tracker.insights.criteria import NO_CATEGORY, NetworkCriteria, parse_criteria
from tracker.insights.network_graph import UNNAMED_ID, network_labels
from tracker.insights.network_page import draw_network, network_page, picture_title
from tracker.insights.queries import Network, network_of
from tracker.insights.queries_whole import whole_network
from tracker.insights.sentences import names_of, unknown_sentences
from tracker.insights.sight_labels import describe_sight
from tracker.insights.standalone import standalone
from tracker.models import Programme
from tracker.models.moment import now
from tracker.sight.catalogue import catalogue_of
from tracker.web.error_pages import NothingToDownload
from tracker.web.rate_limits import FILES, limited
from tracker.web.svg import Address

bp = Blueprint("insights", __name__, url_prefix="/programmes/<slug:slug>")

DEPTHS = frozenset({"", "barriers", "obstacles"})
"""How far a file of the network goes: to the barriers, or by default to the obstacles too."""


@bp.get("/network")
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def network(programme: Programme) -> ResponseReturnValue:
    """Show the network of shared barriers: the finding, the picture and the table."""
    found = network_of(this_sight())
    criteria = _criteria()
    category = _name_of_category(criteria)

    def page() -> str:
        sight_description = describe_sight(this_sight())
        key_parts = (programme.slug, found.digest, criteria, category, sight_description)
        content = cached_page_content(
            *key_parts,
            render=lambda: _page_content(programme, found, criteria, category, sight_description),
        )
        return render_template("insights/network.html", content=content)

    return conditional_page(found.digest, criteria, category, programme.name, render=page)


def _criteria() -> NetworkCriteria:
    return parse_criteria(request.args).in_catalogue(catalogue_of(this_sight()))


def _name_of_category(criteria: NetworkCriteria) -> str:
    """Return the name of the selected category; the network has it only if it has barriers."""
    categories = catalogue_of(this_sight()).categories
    return next((each.name for each in categories if each.slug == criteria.category), "")


def _page_content(
    programme: Programme,
    found: Network,
    criteria: NetworkCriteria,
    category: str,
    sight_description: str,
) -> str:
    address = address_in(programme, found, criteria)
    return render_template(
        "insights/_content.html",
        page=network_page(found, criteria, address, category_name=category),
        unknown=unknown_sentences(criteria.unknown),
        sight_description=sight_description,
        names_of=names_of,
        barriers_at=url_for("barriers.index", slug=programme.slug),
    )


def address_in(programme: Programme, found: Network, criteria: NetworkCriteria) -> Address:
    """Return the function that gives a node's URL; a group's URL is a filter."""
    here = url_for("insights.network", slug=programme.slug)
    labels = network_labels(found.barriers)
    categories = {one.category: one.category_slug or NO_CATEGORY for one in found.barriers}

    def address(kind: str, identity: str) -> str:
        if kind == "barrier":
            return url_for("barriers.show", slug=programme.slug, reference=identity)
        if kind == "organisation" and identity != UNNAMED_ID:
            return url_for("register.index", slug=programme.slug, organisation=identity)
        if kind == "category" and identity in categories:
            return here + criteria.filtered_by(category=categories[identity]).query_string
        if kind == "country" and labels.country_code(identity):
            return here + criteria.filtered_by(country=labels.country_code(identity)).query_string
        if kind == "kind" and identity in labels.kinds:
            return here + criteria.filtered_by(kind=labels.kinds[identity].value).query_string
        return ""

    return address


@bp.get("/network.svg")
@limited(FILES)
@exports(Act.NETWORK_EXPORT)
@guarded(Permission.PROGRAMME_READ, on=find_programme)
def network_svg(programme: Programme) -> ResponseReturnValue:
    """Send the picture as a standalone SVG file, without links."""
    criteria = _criteria()
    _require_known(criteria.unknown)
    today = format_date(now().date(), format="long")
    note = f"{programme.full_name}. {describe_sight(this_sight())} {today}."

    def render() -> Response:
        picture = draw_network(network_of(this_sight()), criteria, lambda _kind, _identity: "")
        if picture is None:
            raise NothingToDownload(_("No shared barriers to show, so there is no picture."))
        content = standalone(picture, title=picture_title(), note=note)
        return _attached(programme, content, "svg", "image/svg+xml")

    return conditional_file(("svg", criteria, note), render)


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
    programme: Programme, ending: str, kind: str, serialise: Callable[[nx.DiGraph], bytes]
) -> ResponseReturnValue:
    depth = request.args.get("depth", "")
    unknown_depth = [("depth", depth[:40])] if depth not in DEPTHS else []
    _require_known((*_criteria().unknown, *unknown_depth))
    has_obstacles = depth != "barriers"

    def render() -> Response:
        graph = whole_network(this_sight(), has_obstacles=has_obstacles)
        return _attached(programme, serialise(graph), ending, kind)

    return conditional_file((ending, has_obstacles), render)


def _require_known(unknown: Sequence[tuple[str, str]]) -> None:
    """Raise NothingToDownload if a filter has an unknown value."""
    if unknown:
        raise NothingToDownload(" ".join(unknown_sentences(unknown)))


def _attached(programme: Programme, content: bytes, ending: str, kind: str) -> Response:
    headers = attachment_headers(f"{programme.slug}-network.{ending}")
    return Response(content, mimetype=kind, headers=headers)
