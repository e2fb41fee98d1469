"""Each thing that may be done with a takeover: who may, when, what it asks, and the action that does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.actors import Actor
from coopcouncil.foundation.forms import choose
from coopcouncil.foundation.languages import say
from coopcouncil.foundation.permissions import allowed
from coopcouncil.foundation.requests import Request
from coopcouncil.people import public as people
from coopcouncil.settlement.actions import takeovers as actions
from coopcouncil.settlement.actions.takeovers.agreeing import MODELS
from coopcouncil.settlement.actions.takeovers.checking import GROUPS
from coopcouncil.settlement.domain.takeovers import stages
from coopcouncil.settlement.domain.takeovers.checklists import CHECKS
from coopcouncil.settlement.domain.takeovers.sentences import kept
from coopcouncil.settlement.forms import takeovers as asked
from coopcouncil.settlement.models import Signature, Takeover
from coopcouncil.settlement.queries import takeovers as queries
from coopcouncil.settlement.queries.entries import delivery_models

GROUP, COUNCIL, DECIDES = "settlement.act_for_group", "settlement.handle_takeover", "settlement.decide_takeover"
BEFORE = (stages.PREPARING, stages.CHECKING, stages.DECIDED)
RUN = (stages.RUNNING, stages.STEPPED_IN)
AGREE = (stages.DECIDED, *RUN)
Given = dict[str, Any]
Call = Callable[[Request, str, Given], None]
Fill = Callable[[forms.Form, Takeover], None]


@dataclass(frozen=True)
class Act:
    """One thing to do. `permission` is asked of the takeover; `fill` gives the form what only the takeover knows."""

    title: Any
    button: Any
    permission: str
    at: tuple[str, ...]
    form: type[forms.Form]
    call: Call
    lede: Any = ""
    fill: Fill | None = None


def _who(request: Request, reference: str) -> Given:
    return {"actor": request.actor, "reference": reference, "now": request.now}


def _plain(action: Callable[..., object], *, today: bool = False) -> Call:
    """The action with what was typed, by the same names."""

    def call(request: Request, reference: str, given: Given) -> None:
        action(**_who(request, reference), **given, **({"today": request.today} if today else {}))

    return call


def _answer(request: Request, reference: str, given: Given) -> None:
    actions.answer_interest(**_who(request, reference), accepted=given["accepted"] == "yes", reason=given["reason"])


def _plan(request: Request, reference: str, given: Given) -> None:
    cost, income = given.pop("yearly_cost"), given.pop("yearly_income")
    actions.write_plan(
        **_who(request, reference), **given, yearly_cost_pence=cost or 0, yearly_income_pence=income or 0
    )


def _support(request: Request, reference: str, given: Given) -> None:
    actions.offer_support(
        **_who(request, reference), kind=given["kind"], what=given["what"], worth_pence=given["worth"]
    )


def _take_support(request: Request, reference: str, given: Given) -> None:
    actions.answer_support(
        **_who(request, reference), support_id=UUID(given["support_id"]), taken=given["taken"] == "yes"
    )


def _organisation(request: Request, reference: str, given: Given) -> None:
    actions.name_organisation(**_who(request, reference), organisation_id=UUID(given["organisation_id"]))


def _check(code: str) -> Call:
    def call(request: Request, reference: str, given: Given) -> None:
        actions.sign_check(**_who(request, reference), code=code, **given)

    return call


def _decide(request: Request, reference: str, given: Given) -> None:
    agreed = given.pop("agreed") == "yes"
    actions.decide(**_who(request, reference), today=request.today, agreed=agreed, **given)


def _agree(request: Request, reference: str, given: Given) -> None:
    service, payment = UUID(given.pop("service_id")), given.pop("yearly_payment")
    actions.write_agreement(**_who(request, reference), service_id=service, yearly_payment_pence=payment or 0, **given)


def _sign(party: str) -> Call:
    def call(request: Request, reference: str, given: Given) -> None:
        actions.sign_agreement(**_who(request, reference), party=party, **given)

    return call


def _answer_alarm(request: Request, reference: str, given: Given) -> None:
    actions.answer_alarm(**_who(request, reference), alarm_id=UUID(given.pop("alarm_id")), **given)


# --- what only the takeover knows -------------------------------------------------------------------------------------


def _offers(form: forms.Form, row: Takeover) -> None:
    rows = queries.support_of(row.id).filter(answer="")
    choose(form, "support_id", [(str(item.id), f"{item.get_kind_display()}: {item.what}") for item in rows])


def _bodies(form: forms.Form, row: Takeover) -> None:
    bodies = sorted(people.organisations(), key=lambda item: item.name)
    choose(form, "organisation_id", [
        (str(item.id), item.name) for item in bodies if item.kind in GROUPS and item.id != row.accountable_id
    ])  # fmt: skip
    form.initial.setdefault("organisation_id", str(row.organisation_id or ""))


def _asks(code: str) -> Fill:
    def fill(form: forms.Form, row: Takeover) -> None:
        assert isinstance(form, asked.CheckForm)
        form.ask(CHECKS[code])
        if held := queries.checks_of(row).get(code):
            form.initial = {"finding": held.finding, "reasons": held.reasons, "evidence": held.evidence,
                            "office": held.office}  # fmt: skip

    return fill


def _last_plan(form: forms.Form, row: Takeover) -> None:
    last = queries.plans_of(row.id).first()
    if last is not None:
        form.initial = {
            **{name: getattr(last, name) for name in ("does", "level", "who", "income_from", "needs", "risks")},
            "yearly_cost": f"{Decimal(last.yearly_cost_pence) / 100:.2f}",
            "yearly_income": f"{Decimal(last.yearly_income_pence) / 100:.2f}",
        }


def _terms(form: forms.Form, row: Takeover) -> None:
    council = people.council()
    services = queries.services_to_take(row, council.id if council else None)
    choose(form, "service_id", [(str(item.id), f"{item.name} ({item.organisation.name})") for item in services])
    choose(form, "delivery_model", [(code, words) for code, words in delivery_models().items() if code in MODELS])
    last = queries.agreement_of(row.id)
    if last is not None:
        names = ("delivery_model", "starts_on", "ends_on", "level", "floor", "step_in_rights", "rewards", "minimum_how",
                 "consent", "review_on", "accounts_due_on")  # fmt: skip
        form.initial = {
            **{name: getattr(last, name) for name in names}, "service_id": str(row.service_id or ""),
            "yearly_payment": f"{Decimal(last.yearly_payment_pence) / 100:.2f}",
        }  # fmt: skip


def _open_alarms(form: forms.Form, row: Takeover) -> None:
    rows = queries.alarms_of(row.id).filter(answered_at__isnull=True)
    choose(form, "alarm_id", [(str(item.id), f"{item.get_kind_display()}: {say(kept(item.words))}") for item in rows])


_KEEP = _("Keep it")
ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "answer": Act(_("Answer the group"), _("Send the answer"), COUNCIL, (stages.INTEREST,),
                      asked.AnswerInterestForm, _answer),
        "plan": Act(_("Write your plan"), _("Send the plan"), GROUP, (stages.PREPARING, stages.CHECKING),
                    asked.PlanForm, _plan, _("Everybody can read it, so nobody’s name. You can send a better one until "
                    "it is decided on; earlier ones stay beside it."), _last_plan),
        "support": Act(_("Offer help"), _("Offer it"), COUNCIL, (*BEFORE, *RUN), asked.SupportForm, _support,
                       _("Training, money to begin with, somebody to ask, a building: what lets them do it well.")),
        "take-support": Act(_("Answer an offer of help"), _("Send the answer"), GROUP, (*BEFORE, *RUN),
                            asked.AnswerSupportForm, _take_support, "", _offers),
        "organisation": Act(_("Say which organisation the group is"), _KEEP, COUNCIL,
                            (stages.PREPARING, stages.CHECKING), asked.OrganisationForm, _organisation, "", _bodies),
        **{
            f"check-{code}": Act(check.title, _("Sign it"), COUNCIL, (*BEFORE, *RUN), asked.CheckForm, _check(code),
                                 check.asks, _asks(code))
            for code, check in CHECKS.items()
        },
        "decide": Act(_("The decision of the body that may decide"), _KEEP, DECIDES, (stages.CHECKING,),
                      asked.DecideForm, _decide),
        "agree": Act(_("Write the agreement"), _KEEP, COUNCIL, AGREE, asked.AgreementForm, _agree,
                     _("It holds once both have signed it. A new one needs both signatures again."), _terms),
        "sign": Act(_("Sign the agreement for the council"), _("Sign it"), COUNCIL, AGREE, asked.SignForm,
                    _sign(Signature.Party.COUNCIL)),
        "sign-for-group": Act(_("Sign the agreement for your group"), _("Sign it"), GROUP, AGREE,
                              asked.SignForm, _sign(Signature.Party.GROUP)),
        "hand-over": Act(_("Hand the service over"), _("Hand the service over"), COUNCIL, (stages.DECIDED,),
                         asked.NothingForm, _plain(actions.hand_over, today=True),
                         _("From this moment the group runs it, in the directory too. Who answers for it stays.")),
        "review": Act(_("Write down a review"), _KEEP, COUNCIL, RUN, asked.ReviewForm,
                      _plain(actions.review, today=True),
                      _("If the agreed level is not kept, the council steps in at once.")),
        "accounts": Act(_("The yearly accounts have come"), _KEEP, COUNCIL, RUN, asked.AccountsForm,
                        _plain(actions.receive_accounts, today=True)),
        "declare": Act(_("Say that you serve both sides"), _KEEP, "settlement.take_part", (*BEFORE, *RUN),
                       asked.DeclareForm, _plain(actions.declare_conflict)),
        "alarm": Act(_("Something is wrong"), _("Say it in public"), COUNCIL, RUN, asked.AlarmForm,
                     _plain(actions.raise_alarm)),
        "answer-alarm": Act(_("Answer what is wrong"), _("Publish the answer"), COUNCIL, (*RUN, stages.RETURNED),
                            asked.AnswerAlarmForm, _answer_alarm, "", _open_alarms),
        "step-in": Act(_("Step in"), _("Take the service back at once"), COUNCIL, (stages.RUNNING,), asked.ReasonForm,
                       _plain(actions.step_in), _("It is the council’s again from this moment, in public, and a "
                       "person of the council owns what is to be done.")),
        "give-back": Act(_("We cannot go on"), _("Give the service back"), GROUP, (stages.RUNNING,), asked.ReasonForm,
                         _plain(actions.give_back), _("The council runs it again from this moment. Thank you for "
                         "saying so in time: nobody is left without it.")),
        "put-right": Act(_("Let the group run it again"), _("Give it back to the group"), DECIDES,
                         (stages.STEPPED_IN,), asked.ReasonForm, _plain(actions.put_right, today=True)),
        "keep": Act(_("Keep the service for good"), _("Keep the service"), DECIDES, RUN, asked.ReasonForm,
                    _plain(actions.take_back_for_good)),
        "end": Act(_("End it, with reasons"), _("End it"), COUNCIL, stages.MAY_END, asked.ReasonForm,
                   _plain(actions.end),
                   _("Before anything is handed over. The group and everybody else read the reasons.")),
        "withdraw": Act(_("Withdraw your interest"), _("Withdraw it"), GROUP, stages.BEFORE_HAND_OVER, asked.ReasonForm,
                        _plain(actions.withdraw), _("Your group does not want to take the service over any more.")),
    }
)  # fmt: skip


def offered(actor: Actor, row: Takeover) -> list[tuple[str, Any, str]]:
    """What this actor may do with it now: (verb, words, what stands after the address)."""
    may = {name: allowed(actor, name, row) for name in {act.permission for act in ACTS.values()}}
    terms = queries.agreement_of(row.id)
    signed = {item.party for item in terms.signatures.all()} if terms else set()
    idle = {
        "sign": terms is None or Signature.Party.COUNCIL in signed,
        "sign-for-group": terms is None or Signature.Party.GROUP in signed,
        "take-support": not queries.support_of(row.id).filter(answer="").exists(),
        "answer-alarm": not queries.alarms_of(row.id).filter(answered_at__isnull=True).exists(),
    }
    # Whoever signs signs what they read here, and nothing that was written meanwhile.
    query = f"?number={terms.number}" if terms else ""
    return [
        (verb, say(act.title), query if verb.startswith("sign") else "")
        for verb, act in ACTS.items()
        if row.stage in act.at and may[act.permission] and not idle.get(verb)
    ]
