"""System checks: a route that names no permission stops the process at start-up."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, Tags, register
from django.urls import URLPattern, URLResolver, get_resolver

from coopcouncil.foundation.fields import SealedBytesField
from coopcouncil.foundation.permissions import not_declared


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every route of the project as (pattern, view)."""
    resolver = resolver or get_resolver()
    for item in resolver.url_patterns:
        place = prefix + str(item.pattern)
        if isinstance(item, URLPattern):
            yield place, item.callback
        else:
            yield from routes(item, place)


def api_operations() -> Iterator[tuple[str, str, Callable[..., Any]]]:
    """Every API operation as (path, method, function)."""
    from coopcouncil.foundation.api import api

    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield (
                        "/".join(part.strip("/") for part in ("api/v1", prefix, path) if part.strip("/")),
                        method,
                        (operation.view_func),
                    )


@register(Tags.security)
def every_route_names_a_permission(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    # Ninja's own view answers for its operations, which are checked one by one.
    pages = [(place, view) for place, view in routes() if not place.startswith("api/v1/")]
    operations = [(f"{method} {path}", function) for path, method, function in api_operations()]
    return [
        Error(
            f"The route {place} names no permission.",
            hint='Put @requires("…") (or @requires_api) on its view; "public" is a name too.',
            id="foundation.E001",
        )
        for place in not_declared([*pages, *operations])
    ]


@register(Tags.models)
def every_sealed_row_says_whose_it_is(app_configs: Sequence[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """A value that is sealed under the ring itself cannot be destroyed by itself."""
    return [
        Error(
            f"{model._meta.label} has a sealed field, and does not say whose it is.",
            hint="Give it a property `sealed_for`: the id of the account, the submission or the file.",
            id="foundation.E002",
        )
        for model in apps.get_models()
        if any(isinstance(field, SealedBytesField) for field in model._meta.fields) and not hasattr(model, "sealed_for")
    ]
