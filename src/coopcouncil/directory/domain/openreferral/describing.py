"""The feed described for programs: OpenAPI 3.1, made from the profile and from what may be asked."""

from collections.abc import Mapping
from typing import Any

from coopcouncil.directory.domain.openreferral import asking
from coopcouncil.directory.domain.openreferral.profile import Profile, page_schema, schema

PROFILE = "https://docs.openreferraluk.org/en/latest/"
# Address → (what it holds, how one is called, what may be asked of its list).
RESOURCES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "services": ("service", asking.SERVICES),
    "organizations": ("organization", asking.ORGANIZATIONS),
    "service_at_locations": ("service_at_location", asking.AT_LOCATIONS),
    "taxonomies": ("taxonomy", asking.PAGING),
    "taxonomy_terms": ("taxonomy_term", asking.TERMS),
}
_PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
}
_REFUSED = {
    "404": "There is no such record.",
    "405": "This is only for reading: GET.",
    "422": "Something that was asked cannot be; `errors` says what, and how to mend it.",
    "429": "Asked too often. `Retry-After` says how many seconds to wait.",
    "503": "Not just now. `Retry-After` says when to ask again.",
}


def openapi(profile: Profile, *, base: str, title: str) -> dict[str, Any]:
    """`base` is the address under which the resources are."""
    paths: dict[str, Any] = {
        "/": _get("What this is", "api", {"$ref": "#/components/schemas/api"}),
        "/openapi.json": _get("This description", "description", {"type": "object"}),
    }
    for name, (kind, asked) in RESOURCES.items():
        record = {"$ref": f"#/components/schemas/{kind}"}
        # `minimal` gives less of each than the profile has.
        items = {"type": "object", "required": ["id"]} if "minimal" in asked else record
        paths[f"/{name}"] = _get(f"A page of {name}", f"list_{name}", _page(profile, items), asked, "422")
        key = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
        paths[f"/{name}/{{id}}"] = _get(f"One {kind}, whole", f"get_{kind}", record, (), "404")
        paths[f"/{name}/{{id}}"]["parameters"] = [key]
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": profile.version,
            "description": "Everybody may read it; nobody needs a key.",
        },
        "servers": [{"url": base}],
        "paths": paths,
        "components": {
            "schemas": {kind: _component(profile, kind) for kind in [*profile.records, "api"]},
            "responses": {
                f"refused_{status}": {
                    "description": when,
                    "content": {"application/problem+json": {"schema": _PROBLEM}},
                }
                for status, when in _REFUSED.items()
            },
        },
    }


def _get(
    summary: str, name: str, answer: Mapping[str, Any], asked: tuple[str, ...] = (), *refused: str
) -> dict[str, Any]:
    content: dict[str, Any] = {"application/json": {"schema": answer}}
    if "format" in asked:
        content["application/x-ndjson"] = {"schema": {"type": "string"}}
    operation: dict[str, Any] = {
        "summary": summary,
        "operationId": name,
        "parameters": [
            # A form sends what was left empty, too: it narrows nothing.
            {"name": each.name, "in": "query", "description": each.says, "schema": dict(each.schema)}
            | {"allowEmptyValue": True}
            for each in (asking.PARAMETERS[item] for item in asked)
        ],
        "responses": {
            "200": {"description": "Here it is.", "content": content},
            **{
                status: {"$ref": f"#/components/responses/refused_{status}"}
                for status in (*refused, "405", "429", "503")
            },
        },
    }
    return {"get": operation}


def _page(profile: Profile, items: Mapping[str, Any]) -> dict[str, Any]:
    made = page_schema(profile)
    made["properties"]["contents"] = {"type": "array", "items": items}
    return {**made, "required": [*profile.page, "contents"]}


def _component(profile: Profile, kind: str) -> dict[str, Any]:
    """The schema of a kind, with those that it holds among the components."""
    made = schema(profile, kind)
    properties = {name: _moved(held) for name, held in made["properties"].items()}
    return {"type": "object", "properties": properties, "required": made.get("required", [])}


def _moved(held: dict[str, Any]) -> dict[str, Any]:
    if reference := held.get("$ref"):
        return {"$ref": reference.replace("#/$defs/", "#/components/schemas/")}
    if held.get("type") == "array":
        return {**held, "items": _moved(held["items"])}
    if held.get("format") == "time":  # ours may come without an offset, which RFC 3339 asks for
        return {"type": "string", "pattern": asking.TIME_PATTERN}
    return held
