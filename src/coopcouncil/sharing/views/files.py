"""Notices as files: what can be fetched, files on demand, and a file of answers sent back."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopcouncil.foundation import languages, pages, tables, uploads
from coopcouncil.foundation.jinja import time_in_words
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.foundation.roles import INBOX_ROLES
from coopcouncil.kernel.errors import BadInput, NotFound
from coopcouncil.people import public as people
from coopcouncil.sharing import actions, queries
from coopcouncil.sharing.forms.files import AnswersFileForm, OrganisationForm
from coopcouncil.sharing.queries import batching as batches

FILES = tables.Table(
    name="files",
    caption=gettext_lazy("Files of the last 30 days"),
    order="-made_at",
    empty=gettext_lazy("No files were made yet. They are made each morning, and at once for what is urgent."),
    columns=[
        tables.Column("made_at", gettext_lazy("Made"), show=lambda row: time_in_words(row.made_at)),
        tables.Column("organisation", gettext_lazy("Organisation"), source="organisation__name"),
        tables.Column("notices", gettext_lazy("Notices"), numeric=True),
        tables.Column(
            "download", gettext_lazy("Download"), value=lambda row: row.id, in_files=False,
            show=lambda row: _("All files (ZIP)"), link=lambda row: reverse("sharing:batch", args=[row.id]),
        ),
    ],
)  # fmt: skip


def _mine(request: Request) -> dict[UUID, str]:
    """The organisations with files in which this person works an inbox, by name."""
    taking = batches.takes_files(request.actor.organisations_for(*INBOX_ROLES))
    return {item.id: item.name for item in people.organisations() if item.id in taking}


@requires("sharing.work_inbox")
def files(request: Request) -> HttpResponseBase:
    """What can be fetched, and the ways to ask for more and to answer."""
    return _page(request)


def _page(request: Request, form: AnswersFileForm | None = None, status: int = 200) -> HttpResponseBase:
    mine = _mine(request)
    rows = batches.batches_for_table(set(mine), since=request.now - actions.KEPT)
    shown = form or AnswersFileForm()
    shown.offer(mine)
    ask = OrganisationForm(auto_id="make_%s")  # two forms on one page
    ask.offer(mine)
    context = {
        "door": "/desk/",
        "form": shown,
        "ask": ask,
        "mine": mine,
        "public_key": actions.public_key(),
        "kept_days": actions.KEPT // timedelta(days=1),
    }
    found = tables.respond(request, FILES, rows, "sharing/files.html", context)
    found.status_code = status
    return found


@requires("sharing.make_batch", "GET", "POST")
def make_files(request: Request) -> HttpResponseBase:
    """Have what waits as files now."""
    mine = _mine(request)
    form = OrganisationForm(request.POST or None)
    form.offer(mine)
    if request.method != "POST" or not form.is_valid():
        _asked(request, mine)
        return redirect("sharing:files")
    try:
        made = actions.make_batch(
            actor=request.actor, organisation_id=UUID(form.cleaned_data["organisation"]), now=request.now
        )
    except NotFound:
        messages.error(request, _("This organisation takes its notices in another way now. Look in the inbox."))
        return redirect("sharing:files")
    if made:
        messages.success(request, _("The files are made. You can download them now."))
    else:
        messages.info(request, _("Nothing waits that is not in a file already."))
    return redirect("sharing:files")


def _asked(request: Request, mine: dict[UUID, str]) -> None:
    """Whoever works an inbox comes in, whether or not their organisation takes files."""
    for organisation_id in [*mine, *request.actor.organisations_for(*INBOX_ROLES)][:1]:
        require(request.actor, "sharing.make_batch", actions.OfOrganisation(organisation_id))


@requires("sharing.read_batch")
def batch(request: Request, batch_id: UUID) -> HttpResponse:
    """All files of a batch in one. That each notice in it was read is logged."""
    packed = actions.open_batch_as_zip(actor=request.actor, batch_id=batch_id, now=request.now)
    return uploads.as_download(packed, name=f"notices-{batch_id}.zip", media_type="application/zip")


@requires("sharing.make_batch", "GET", "POST")
def send_answers(request: Request) -> HttpResponseBase:
    """A file of answers, each line judged on its own; then a page that says what became of each."""
    mine = _mine(request)
    _asked(request, mine)
    if request.method != "POST":
        return redirect("sharing:files")
    form = AnswersFileForm(request.POST, request.FILES)
    form.offer(mine)
    if uploads.too_large(request):
        form.add_error("file", _("The file is too large. Send at most 1 MB; split it."))
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        judged = actions.take_answers(
            actor=request.actor,
            organisation_id=UUID(form.cleaned_data["organisation"]),
            content=form.cleaned_data["file"].read(),
            now=request.now,
        )
    except BadInput as error:
        form.add_error("file", f"{error.place}: {languages.explain(error)}")
        return _page(request, form, status=422)
    context = {
        "rows": judged,
        "done": sum(item.outcome in {"done", "again"} for item in judged),
        "next_id": queries.next_waiting(request.actor.organisations_for(*INBOX_ROLES), but_not=uuid4()),
        "door": "/desk/",
    }
    return pages.render(request, "sharing/answers_file.html", context)
