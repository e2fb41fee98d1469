"""Default deny: every door names one permission, and every permission is one named predicate.

A permission has a *door* (may this actor come in at all?) and, where it is about an object, a *predicate* of actor and
object. A view whose permission is about an object fails closed if nobody asked about one.
"""

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.requests import Request
from coopcouncil.kernel.errors import NotAllowed

PUBLIC = "public"
_NO_SCOPE = "This key was not made for that: it lacks the scope “{}”. Ask the council for a key that has it."

Door = Callable[[Actor], bool]
Predicate = Callable[[Actor, Any], bool]


class UncheckedObjectError(Exception):
    """A view answered about an object without asking whether this actor may see it. A defect: fail closed."""


@dataclass(frozen=True)
class Permission:
    name: str
    says: str
    door: Door
    predicate: Predicate | None
    scope: str = ""

    @property
    def on_object(self) -> bool:
        return self.predicate is not None

    def lacks_scope(self, actor: Actor) -> bool:
        """Whether the actor is an organisation's key without the scope that this asks of a key."""
        return actor.kind == "agency" and bool(self.scope) and self.scope not in actor.scopes

    def opens_to(self, actor: Actor) -> bool:
        """Whether this actor may come in at all."""
        return self.door(actor) and not self.lacks_scope(actor)


_registry: dict[str, Permission] = {}
_asked: ContextVar[set[str] | None] = ContextVar("asked", default=None)


def permission(name: str, predicate: Predicate | None = None, *, door: Door, says: str, scope: str = "") -> None:
    """Register a permission. `says` completes “may …” in plain words; `predicate` makes it about an object.

    With `scope`, an organisation's key needs that scope besides.
    """
    if name in _registry:
        raise ValueError(f"The permission {name} is registered twice.")
    _registry[name] = Permission(name, says, door, predicate, scope)


def every() -> list[Permission]:
    return sorted(_registry.values(), key=lambda item: item.name)


def known(name: str) -> bool:
    return name in _registry


def allowed(actor: Actor, name: str, obj: Any = None) -> bool:
    """Whether `actor` may do `name` — to `obj`, where the permission is about an object."""
    item = _registry[name]
    if item.predicate is None:
        return item.opens_to(actor)
    if obj is None:
        raise UncheckedObjectError(f"{name} is about an object, and none was given.")
    asked = _asked.get()
    if asked is not None:
        asked.add(name)
    return item.opens_to(actor) and item.predicate(actor, obj)


def require(actor: Actor, name: str, obj: Any = None) -> None:
    """Raise NotAllowed unless `actor` may do `name` (to `obj`)."""
    if not allowed(actor, name, obj):
        raise NotAllowed(name, about_object=_registry[name].on_object)


def requires(name: str, *methods: str) -> Callable[[Callable[..., HttpResponseBase]], Callable[..., HttpResponseBase]]:
    """Guard a page by one named permission and the methods it answers (GET alone unless told).

    Pages are for people: an organisation's key opens only what is public.
    Not signed in: off to sign in and back. Signed in and shut out: NotAllowed, answered 403.
    """
    answered = methods or ("GET",)

    def decorate(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "OPTIONS":  # Django asks for no token then, so the page itself is not called
                return HttpResponse(status=204, headers={"Allow": ", ".join((*answered, "OPTIONS"))})
            if request.method not in answered and not (request.method == "HEAD" and "GET" in answered):
                return HttpResponseNotAllowed(answered)
            item = _registry[name]
            if name != PUBLIC:  # there nobody is asked who they are, so that caches may keep a page that asks nothing
                if request.actor.kind == "agency":
                    raise NotAllowed(name, about_object=False)  # a key is for the API
                if not item.opens_to(request.actor):
                    return _turned_away(request, name)
            with_questions = _asked.set(set())
            try:
                response = view(request, *args, **kwargs)
                if item.on_object and response.status_code < 400 and name not in (_asked.get() or ()):
                    raise UncheckedObjectError(f"{request.resolver_match} answered without asking {name}.")
            finally:
                _asked.reset(with_questions)
            return response

        guarded.permission, guarded.methods = name, answered  # type: ignore[attr-defined]
        return guarded

    return decorate


def _turned_away(request: Request, name: str) -> HttpResponseBase:
    actor = request.actor
    back = urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})
    if actor.needs_second_factor:
        return HttpResponseRedirect(f"{reverse('people:second_factor')}?{back}")
    if actor.kind == "anonymous":
        return HttpResponseRedirect(f"{reverse('account_login')}?{back}")
    raise NotAllowed(name, about_object=False)


def requires_api(name: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Guard an API operation: the same rules, answered as JSON problems (401, 403 or 404) and never a redirect.

    The API is for organisations' keys: a session opens only what is public. (The browser sends its cookie along by
    itself, also when another site asks it to; what asks for no CSRF token must not take that for a person's will.)
    """

    def decorate(operation: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(operation)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> Any:
            item, actor = _registry[name], request.actor
            if name != PUBLIC and (actor.kind != "agency" or not item.opens_to(actor)):
                lacking = item.lacks_scope(actor) and item.door(actor)
                raise NotAllowed(name, about_object=False, why=_NO_SCOPE.format(item.scope) if lacking else "")
            with_questions = _asked.set(set())
            try:
                answer = operation(request, *args, **kwargs)
                if item.on_object and name not in (_asked.get() or ()):
                    raise UncheckedObjectError(f"{operation.__name__} answered without asking {name}.")
            finally:
                _asked.reset(with_questions)
            return answer

        guarded.permission = name  # type: ignore[attr-defined]
        return guarded

    return decorate


def anyone(actor: Actor) -> bool:
    return True


def signed_in(actor: Actor) -> bool:
    return actor.is_signed_in


def holding(*roles: str) -> Door:
    """A door for those who hold any of `roles`."""
    return lambda actor: actor.has_role(*roles)


def not_declared(items: Iterable[tuple[str, Any]]) -> list[str]:
    """Of (place, callable) pairs, the places whose callable names no registered permission."""
    return [place for place, target in items if not known(getattr(target, "permission", ""))]


permission(PUBLIC, door=anyone, says="see what is public")
permission("signed_in", door=signed_in, says="use what every signed-in person has")
permission("operator", door=lambda actor: actor.kind == "operator", says="run the command line of this installation")
