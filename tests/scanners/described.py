"""Describe the product's addresses as OpenAPI, so that a fuzzer knows what may be asked."""

import re
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.scanners.serving import Person, token_in

ASKED = ["category", "depth", "level", "obstacle", "organisation", "page", "q", "sort", "status"]
LEFT_OUT = ("/demo/", "/logout", "/healthz", "/step-down", "/leave", "/end-role", "/end-part")
"""What would end the session, or the places, that the fuzzer goes by."""


def document(app: Flask, person: Person) -> dict[str, Any]:
    """Return the description: every address with real names in its gaps, and its forms."""
    token = token_in(person.get("/account"))
    names = real_names(person)
    paths: dict[str, Any] = {}
    for rule in app.url_map.iter_rules():
        if any(word in rule.rule for word in LEFT_OUT) or rule.endpoint.startswith("assets."):
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            operation = paths.setdefault(path, {})
            operation[method.lower()] = described(rule, method, names, token)
    return {"openapi": "3.0.3", "info": {"title": "Tracker", "version": "1"}, "paths": paths}


def real_names(person: Person) -> dict[str, str]:
    """Return a name of each kind of thing that the person sees."""
    pages = " ".join(
        person.get(f"/programmes/ticc/{kind}")
        for kind in ("obstacles", "workarounds", "barriers", "decision-makers", "organisations")
    )
    found = re.findall(r"/programmes/ticc/([a-z-]+)/([A-Za-z0-9-]+)", pages)
    return {kind: name for kind, name in found if name not in {"add", "log"}}


def described(rule: Rule, method: str, names: dict[str, str], token: str) -> dict[str, Any]:
    kind = next((word for word in reversed(rule.rule.split("/")) if word in names), "")
    gaps = [
        {
            "name": gap,
            "in": "path",
            "required": True,
            "schema": {
                "type": "string",
                "enum": ["ticc" if gap == "slug" else names.get(kind, "x")],
            },
        }
        for gap in rule.arguments
    ]
    if method == "GET":
        text = {"type": "string", "maxLength": 200}
        asked = [{"name": name, "in": "query", "schema": text} for name in ASKED]
        return {"parameters": gaps + asked, "responses": {"default": {"description": "a page"}}}
    return {
        "parameters": gaps,
        "requestBody": {"content": {"application/x-www-form-urlencoded": {"schema": form(token)}}},
        "responses": {"default": {"description": "a page"}},
    }


FIELDS = (
    "about act barrier categories category country definition details direction email ended_on"
    " explanation level look_again_on name next obstacle organisation other outcome password reason"
    " role since source_url started_on status team title version visibility what_it_took workaround"
)


def form(token: str) -> dict[str, Any]:
    text = {"type": "string", "maxLength": 300}
    fields: dict[str, Any] = dict.fromkeys(FIELDS.split(), text)
    fields["csrf_token"] = {"type": "string", "enum": [token]}
    return {"type": "object", "properties": fields, "required": ["csrf_token"]}
