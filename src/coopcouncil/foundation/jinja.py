"""The one template environment: Jinja2, autoescaped, with GOV.UK Frontend's macros and our own words for values."""

from collections.abc import MutableMapping
from datetime import date, datetime
from typing import Any, Protocol

from babel.dates import format_date, format_skeleton
from django.template import engines
from django.templatetags.static import static
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext, ngettext
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined, Undefined
from jinja2 import Template as JinjaTemplate

from coopcouncil.foundation import forms, languages


class HasPence(Protocol):
    """Anything that holds an amount of money as whole pence, such as `kernel.money.Money`."""

    @property
    def pence(self) -> int: ...


class LenientLoader(PackageLoader):
    """Loads a package's templates into an overlay in which an unknown name is merely empty.

    GOV.UK's macros are ported from Nunjucks and live on parameters left out; our own templates stay strict.
    """

    def load(
        self, environment: Environment, name: str, globals: MutableMapping[str, Any] | None = None
    ) -> JinjaTemplate:
        if environment.undefined is not Undefined:
            environment = self._overlay(environment)
        return super().load(environment, name, globals)

    def _overlay(self, environment: Environment) -> Environment:
        kept: Environment | None = getattr(self, "_kept", None)
        if kept is None:
            kept = self._kept = environment.overlay(undefined=Undefined)
        return kept


class _Pages(Environment):
    """An environment whose templates share one plain dictionary of globals.

    Jinja gives each template a chain of two, for globals of its own, which none of ours has; and goes through the chain
    at each of the thirty imports of a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return super().make_globals(d) if d else self.globals


def environment(**options: Any) -> Environment:
    """Jinja2's environment for Django's backend (`OPTIONS["environment"]`).

    `options` are the backend's own (its loader for `DIRS` is asked first); GOV.UK's macros are
    found under the prefix `govuk_frontend_jinja/`.
    A misspelt name raises `jinja2.UndefinedError`, in tests and in production alike: what was tested is what runs.
    """
    macros = PrefixLoader({"govuk_frontend_jinja": LenientLoader("govuk_frontend_jinja")})
    options["loader"] = ChoiceLoader([options["loader"], macros] if "loader" in options else [macros])
    options["autoescape"] = True
    options["undefined"] = StrictUndefined
    options["finalize"] = languages.say  # sentences of pure rooms, wherever they are shown
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    made = _Pages(**options, extensions=["jinja2.ext.i18n", "jinja2.ext.do", "jinja2.ext.loopcontrols"])
    made.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        url=url, static=static, form_problems=forms.problems, form_component=forms.component, form_params=forms.params
    )
    made.filters.update(
        date_in_words=date_in_words,
        month_in_words=month_in_words,
        time_in_words=time_in_words,
        money=money,
        number=number,
        due=due,
        percent=percent,
        as_written=languages.as_written,
    )
    return made


def compile_pages() -> None:
    """Compile every page and every macro now, and not when somebody first asks for it."""
    templates: Environment = engines["jinja2"].env  # type: ignore[attr-defined]  # Jinja2's backend has one
    for name in templates.list_templates():
        templates.get_template(name)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named route. Raises `NoReverseMatch`."""
    return reverse(name, args=args, kwargs=kwargs)


def date_in_words(value: date | datetime | None) -> str:
    """A date as people say it, in the council's time zone: "3 May 2026". Nothing for None."""
    if value is None:
        return ""
    day = localtime(value) if isinstance(value, datetime) else value
    return format_date(day, "long", locale=languages.tag(languages.current()).replace("-", "_"))


def month_in_words(value: date | datetime) -> str:
    """The month of a date, in the council's time zone: "May 2026"."""
    day = localtime(value) if isinstance(value, datetime) else value
    return format_skeleton("yMMMM", day, locale=languages.tag(languages.current()).replace("-", "_"))


def time_in_words(value: datetime | None) -> str:
    """A moment as people say it, in the council's time zone: "3 May 2026 at 2:05pm". Nothing for None.

    Other languages of the site use the clock of 24 hours.
    """
    if value is None:
        return ""
    local = localtime(value)
    if languages.is_foreign():
        return gettext("%(date)s at %(time)s") % {"date": date_in_words(value), "time": f"{local:%H:%M}"}
    clock = f"{local.hour % 12 or 12}:{local:%M}" if local.minute else f"{local.hour % 12 or 12}"
    return gettext("%(date)s at %(time)s") % {
        "date": date_in_words(value),
        "time": clock + ("am" if local.hour < 12 else "pm"),
    }


def money(value: int | HasPence) -> str:
    """Whole pence as pounds: 123456 → "£1,234.56". A negative amount has its sign before the pound: "−£5.00"."""
    pence = value if isinstance(value, int) else value.pence
    pounds, rest = divmod(abs(pence), 100)
    return f"{'−' if pence < 0 else ''}£{pounds:,}.{rest:02d}"


def number(value: float, places: int = 0) -> str:
    """A number with commas: 1234 → "1,234"; `places` digits after the point."""
    return f"{value:,.{places}f}"


def percent(value: float, places: int = 0) -> str:
    """A ratio as a percentage: 0.471 → "47%"."""
    return f"{100 * value:,.{places}f}%"


def due(value: date | datetime, today: date) -> str:
    """How far away a day is: "due today", "due tomorrow", "due in 3 days", "1 day late"."""
    day = localtime(value).date() if isinstance(value, datetime) else value
    days = (day - today).days
    if days == 0:
        return gettext("due today")
    if days == 1:
        return gettext("due tomorrow")
    if days > 0:
        return ngettext("due in %(days)s day", "due in %(days)s days", days) % {"days": number(days)}
    return ngettext("%(days)s day late", "%(days)s days late", -days) % {"days": number(-days)}
