"""How any operation of the API may be refused, for its description: each is a problem document (RFC 9457)."""

from collections.abc import Collection
from typing import Any

PROBLEM = {
    "type": "object",
    "required": ["title", "status", "detail"],
    "properties": {"title": {"type": "string"}, "status": {"type": "integer"}, "detail": {"type": "string"}},
}
_WHEN = {
    "401": "No key came, or none that we know.",
    "403": "The key was not made for this.",
    "404": "There is no such thing, or none that the key may see.",
    "409": "It has moved on meanwhile, or the `Idempotency-Key` was used for something else.",
    "413": "The body is larger than 1 MB.",
    "422": "Something in it cannot be used; `errors` says what, where, and how to mend it.",
    "429": "The key has asked too often. `Retry-After` says for how many seconds to wait.",
    "503": "Not just now. Nothing was kept; `Retry-After` says when to ask again.",
}


def describe(description: dict[str, Any], public: Collection[tuple[str, str]]) -> dict[str, Any]:
    """Add to an OpenAPI description what may refuse each operation, and which ask for a key: all but the `public`
    ones, as (path, method in capitals). What an operation says itself stays.
    """
    held = description.setdefault("components", {})
    held["responses"] = {
        f"refused_{status}": {"description": when, "content": {"application/problem+json": {"schema": PROBLEM}}}
        for status, when in _WHEN.items()
    }
    for path, operations in description["paths"].items():
        for method, operation in operations.items():
            asks = operation.get("requestBody") or operation.get("parameters")
            by_key, writes = (path, method.upper()) not in public, method != "get"
            statuses = {
                "401": by_key, "403": by_key, "404": "{" in path or writes, "409": writes,
                "413": "requestBody" in operation, "422": bool(asks), "429": by_key, "503": True,
            }  # fmt: skip
            for status, may in statuses.items():
                if may and status not in {str(code) for code in operation["responses"]}:
                    operation["responses"][status] = {"$ref": f"#/components/responses/refused_{status}"}
            if by_key:
                operation["security"] = [{"key": []}]
    return description
