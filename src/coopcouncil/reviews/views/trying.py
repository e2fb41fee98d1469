"""A case of one's own, worked out on a page. Nothing is kept."""

from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from coopcouncil.foundation import languages, limits, uploads
from coopcouncil.foundation.forms import typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request, caller
from coopcouncil.kernel.errors import BadInput, Mistakes
from coopcouncil.reviews import queries
from coopcouncil.reviews.formats.shipped import example
from coopcouncil.reviews.forms import CaseForm, PublishForm
from coopcouncil.reviews.views.appraisals import DOOR, as_json, years_as_csv
from coopcouncil.reviews.views.shown import WorkedOut, explained, shown, work_out

# Cases that one person may have worked out, or one place where nobody is signed in.
TRIES: dict[str, Any] = {"most": 120, "within": timedelta(hours=1)}


@requires("public", "GET", "POST")
def try_case(request: Request) -> HttpResponse:
    """Paste a case or send its file, and see what it comes to; `?example=yes` begins with one."""
    if request.POST.get("as") == "form":
        return _form(request, CaseForm(initial=request.POST.dict()))
    form = CaseForm(typed(request), request.FILES or None, initial=example() if request.GET.get("example") else None)
    if request.method == "POST" and uploads.too_large(request):
        form.add_error("case_file", _("The file is too large for a page. Use the command instead."))
    if request.method != "POST" or not form.is_valid():
        return _form(request, form)
    limits.take_try(f"appraise:{request.actor.account_id or caller(request)}", **TRIES, now=request.now)
    texts = {name: form.cleaned_data.get(name, "") for name in ("case_text", "ranges_text")}
    try:
        made = work_out(**texts)
    except BadInput as error:
        for mistake in error.mistakes if isinstance(error, Mistakes) else (error,):
            form.add_error(_field(mistake), f"{mistake.place}: {languages.explain(mistake)}".removeprefix(": "))
        return _form(request, form)
    if request.POST.get("as") == "json":
        return as_json(made, "result.json")
    if request.POST.get("as") == "csv":
        return years_as_csv(made.found, "years.csv")
    return tried(request, made, texts)


def _field(mistake: BadInput) -> str:
    return "ranges_text" if mistake.place.startswith("ranges.toml") else "case_text"


def _form(request: Request, form: CaseForm) -> HttpResponse:
    context = {"form": form, "error_summary": bool(form.errors), "door": DOOR}
    return render(request, "reviews/try.html", context, status=422 if form.errors else 200)


def tried(request: Request, made: WorkedOut, texts: dict[str, str], form: PublishForm | None = None) -> HttpResponse:
    """The result of a case that is not published; with a form to publish it, for those who may."""
    mine = queries.may_publish_for(request.actor)
    if form is None and mine:
        form = PublishForm(initial=texts)
        form.offer(mine)
    context = {"texts": texts, "publish": form, "held": None, "may_withdraw": False, "door": DOOR,
               **shown(made), **explained(made)}  # fmt: skip
    return render(request, "reviews/appraisal.html", context, status=422 if form is not None and form.errors else 200)
