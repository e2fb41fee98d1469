"""Taking a case up with another body: begin, write, write down what came, go higher, end; and the letters as PDF."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from coopcouncil.casework.actions import advocating
from coopcouncil.casework.domain.advocacy import shipped_tracks
from coopcouncil.casework.forms.elsewhere import EndMatterForm, LetterForm, ReplyForm, TakeUpForm
from coopcouncil.casework.models import MatterStep, Visibility
from coopcouncil.casework.queries import cases
from coopcouncil.casework.queries.elsewhere import MatterView
from coopcouncil.foundation import pdf
from coopcouncil.foundation.forms import act_on, typed
from coopcouncil.foundation.pages import render
from coopcouncil.foundation.permissions import require, requires
from coopcouncil.foundation.requests import Request
from coopcouncil.people import public as people

DESK = "/desk/"


@requires("casework.work", "GET", "POST")
def take_up(request: Request, case_id: UUID) -> HttpResponse:
    """Begin to take a case up with a body that the council does not command."""
    case = cases.case(case_id)
    require(request.actor, "casework.work", case)
    council = people.council()
    form = TakeUpForm(
        typed(request),
        tracks=[(track.code, track.title) for track in shipped_tracks().values()],
        bodies=[
            (str(body.id), body.name) for body in people.organisations() if council is None or body.id != council.id
        ],
        initial={"organisation": str(case.organisation_id or "")},
    )  # fmt: skip

    def act(said: dict[str, Any]) -> HttpResponse:
        made = advocating.take_up(
            actor=request.actor, case_id=case_id, track=said["track"], body=form.body(), asks=said["asks"],
            organisation_id=UUID(said["organisation"]) if said["organisation"] else None, agreed=said["agreed"],
            agreed_on=said["agreed_on"], now=request.now, today=request.today,
        )  # fmt: skip
        return redirect("casework:letter_elsewhere", made)

    return act_on(form, act) or _page(request, "casework/take_up.html", form, case=case)


@requires("casework.work", "GET", "POST")
def letter_elsewhere(request: Request, matter_id: UUID) -> HttpResponse:
    """Write to the body, or with `?up=1` to whoever is above."""
    matter = _matter(request, matter_id)
    up = request.GET.get("up") == "1" and matter.above is not None
    files = cases.documents_of(matter.row.case_id, list(Visibility.values)) if matter.row.agreed else []
    form = LetterForm(typed(request), files=files, initial=_begun(matter, up=up))

    def act(said: dict[str, Any]) -> HttpResponse:
        advocating.write_letter(
            actor=request.actor, matter_id=matter_id, to=form.to(), opening=said["opening"], what=said["what"],
            document_ids=form.document_ids(), sent=said["sent"], up=up, now=request.now,
        )  # fmt: skip
        by_email = said["sent"] == MatterStep.Sent.EMAIL
        messages.success(
            request, _("It goes by e-mail now.") if by_email else _("Kept. Open it below, print it and post it.")
        )
        return _back(matter)

    rung = matter.above if up and matter.above else matter.rung
    return act_on(form, act) or _page(
        request, "casework/letter_elsewhere.html", form, case=matter.row.case, matter=matter, rung=rung, up=up
    )


def _begun(matter: MatterView, *, up: bool) -> dict[str, str]:
    rung = matter.above if up and matter.above else matter.rung
    council = people.council()
    opening = rung.opening.replace("{body}", matter.name).replace("{council}", council.name if council else "")
    body = matter.row.body or {}
    to = {"name": rung.title} if up else {key: body.get(key, "") for key in ("name", "email", "address")}
    return {**to, "opening": opening, "sent": "email" if to.get("email") else "post"}


@requires("casework.work", "GET", "POST")
def reply_elsewhere(request: Request, matter_id: UUID) -> HttpResponse:
    """Write down what the body answered."""
    matter = _matter(request, matter_id)
    form = ReplyForm(typed(request))

    def act(said: dict[str, Any]) -> HttpResponse:
        advocating.record_reply(actor=request.actor, matter_id=matter_id, words=said["words"], now=request.now)
        messages.success(request, _("Kept. The resident can read it."))
        return _back(matter)

    return act_on(form, act) or _page(
        request, "casework/reply_elsewhere.html", form, case=matter.row.case, matter=matter
    )


@requires("casework.work", "GET", "POST")
def end_elsewhere(request: Request, matter_id: UUID) -> HttpResponse:
    """Say how it ended there."""
    matter = _matter(request, matter_id)
    form = EndMatterForm(typed(request))

    def act(said: dict[str, Any]) -> HttpResponse:
        advocating.end_matter(
            actor=request.actor, matter_id=matter_id, outcome=said["outcome"], words=said["words"], now=request.now
        )
        messages.success(request, _("Kept. The case itself goes on until the resident says that it is solved."))
        return _back(matter)

    return act_on(form, act) or _page(request, "casework/end_elsewhere.html", form, case=matter.row.case, matter=matter)


@requires("casework.see")
def letter_pdf(request: Request, step_id: UUID) -> HttpResponse:
    """A letter to another body, to print and post. Opening it is logged."""
    return _pdf(advocating.read_letter(actor=request.actor, step_id=step_id))


@requires("casework.see_own")
def own_letter_pdf(request: Request, step_id: UUID) -> HttpResponse:
    """A letter that was written for you."""
    return _pdf(advocating.read_own_letter(actor=request.actor, step_id=step_id, today=request.today))


def _matter(request: Request, matter_id: UUID) -> MatterView:
    return advocating.read_matter(actor=request.actor, matter_id=matter_id)


def _back(matter: MatterView) -> HttpResponse:
    return redirect("casework:case", matter.row.case_id)


def _page(request: Request, template: str, form: forms.Form, **context: Any) -> HttpResponse:
    status = 400 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, "door": DESK, **context}, status=status)


def _pdf(step: MatterStep) -> HttpResponse:
    """In English, as it was written: it is a copy of what went."""
    words = step.words or {}
    council = people.council()
    name = council.name if council else "The council"
    made = pdf.letter(
        pdf.Letter(
            to=words.get("to", []), date=f"{step.at.day} {step.at:%B %Y}", reference=step.case.reference,
            title=words.get("title", ""), paragraphs=["Dear Sir or Madam,", *words.get("paragraphs", [])],
            farewell=["Yours faithfully,", name],
        )
    )  # fmt: skip
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="letter-{step.case.reference}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
