"""What each letter about a takeover says, in its reader’s language: what happened, what is next, where to read on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from django.urls import reverse
from django.utils.translation import gettext as _

from coopcouncil.foundation.jinja import date_in_words
from coopcouncil.foundation.languages import say
from coopcouncil.people import public as people
from coopcouncil.settlement import gateways
from coopcouncil.settlement.domain.takeovers import letters, stages
from coopcouncil.settlement.domain.takeovers.sentences import kept
from coopcouncil.settlement.models import (
    Agreement,
    Alarm,
    BusinessCase,
    Letter,
    Signature,
    StepIn,
    Support,
    TakeoverStep,
)
from coopcouncil.settlement.queries import letters as queries
from coopcouncil.settlement.queries import takeovers

_RUN = (stages.RUNNING, stages.STEPPED_IN)
Told = tuple[str, list[str]]  # its subject, and its paragraphs


@dataclass(frozen=True)
class Words:
    """A letter, ready to be sent."""

    subject: str
    greeting: str
    paragraphs: list[str]
    farewell: list[str]

    @property
    def text(self) -> str:
        """All of it, as an e-mail has it."""
        return "\n\n".join([self.greeting, *self.paragraphs, "\n".join(self.farewell)]) + "\n"


def words_of(letter: Letter, today: date) -> Words | None:
    """In the language of the moment; None where what it would say has been overtaken."""
    found = _SAYS[letter.side, letter.kind](letter)
    if found is None:
        return None
    subject, paragraphs = found
    last = [
        _("Read on here:\n%(address)s") % {"address": _page(letter, today)},
        _("You can choose whether and how we write to you:\n%(address)s") % {"address": _at("people:contact")},
    ]
    return Words(f"{subject}: {letter.takeover.title}", _("Hello,"), [*paragraphs, *last],
                 [_("Thank you,"), _("your council")])  # fmt: skip


def _page(letter: Letter, today: date) -> str:
    """Where this reader may read on: what is to be done, else what everybody reads, else the promise."""
    row = letter.takeover
    if queries.has_room(letter.account_id, row, today):
        return _at("settlement:work", row.reference)
    if row.public_since is not None:
        return _at("settlement:takeover", row.reference)
    return _at("settlement:promise", row.code)


def _at(name: str, *args: str) -> str:
    return f"{gateways.public_url()}{reverse(name, args=args)}"


def _why(reason: str) -> list[str]:
    return [_("Why:\n%(reason)s") % {"reason": reason}] if reason else []


# --- to the group -----------------------------------------------------------------------------------------------------


def _invited(letter: Letter) -> Told | None:
    row = letter.takeover
    if row.stage != stages.PREPARING:
        return None
    step = queries.part(TakeoverStep, letter.about)
    return _("Please write your plan"), [
        _("Thank you for your offer to take over “%(title)s”. We would like to go on with it.") % {"title": row.title},
        _("What the council says:\n%(reason)s") % {"reason": step.reason},
        _("What to do next: write your plan. It says what you will do, who does the work, and what it costs. You may "
          "ask us for help with it. From now on everybody can read how it goes on."),
    ]  # fmt: skip


def _declined(letter: Letter) -> Told | None:
    row, step = letter.takeover, queries.part(TakeoverStep, letter.about)
    return _("Not this time"), [
        _("The council has decided not to go on with your group’s offer to take over “%(title)s”.")
        % {"title": row.title},
        *_why(step.reason),
        _("Thank you for thinking of it. You may come with another idea at any time: open the promise, and choose “We "
          "are a group, and would take it over”."),
    ]  # fmt: skip


def _help(letter: Letter) -> Told | None:
    row, offer = letter.takeover, queries.part(Support, letter.about)
    if offer.answer or row.stage in stages.OVER:
        return None
    return _("Help is offered to you"), [
        _("The council offers your group help with “%(title)s”:") % {"title": row.title},
        f"{offer.get_kind_display()}: {offer.what}",
        _("What to do next: say whether you take it. You need not, and it does your group no harm if you do not."),
    ]


def _to_sign(letter: Letter) -> Told | None:
    row, terms = letter.takeover, queries.part(Agreement, letter.about)
    newest = takeovers.agreement_of(row.id)
    signed = newest is None or any(item.party == Signature.Party.GROUP for item in newest.signatures.all())
    if row.stage not in (stages.DECIDED, *_RUN) or newest is None or newest.id != terms.id or signed:
        return None
    anew = [_("It was written anew. Who signed an earlier one must sign again.")] if terms.number > 1 else []
    return _("An agreement to sign"), [
        _("The agreement about “%(title)s” is there for your group to read.") % {"title": row.title},
        *anew,
        _("What to do next: read all of it, above all how good the service must be, and when the council steps in. "
          "Then sign it. If something is not right, do not sign: tell us."),
    ]  # fmt: skip


def _agreed(letter: Letter) -> Told | None:
    row = letter.takeover
    if row.stage not in (stages.DECIDED, *_RUN) or row.organisation_id is None:
        return None
    return _("Agreed to"), [
        _("Good news: it was agreed that your group takes over “%(title)s”. Decided by: %(body)s.")
        % {"title": row.title, "body": queries.decided_by(row.id)},
        _("From now on those who manage %(organisation)s speak for the group.")
        % {"organisation": people.organisation(row.organisation_id).name},
        _("What comes next: the council writes an agreement, and both sides sign it. Then you begin."),
    ]


def _handed_over(letter: Letter) -> Told | None:
    row, terms = letter.takeover, takeovers.terms_of(letter.takeover_id)
    if row.stage not in _RUN or terms is None:
        return None
    return _("It is yours to run"), [
        _("From now on your group runs “%(title)s”. The list of services says so to everybody.") % {"title": row.title},
        _("Keep these days in mind: the first review is by %(review)s, the first yearly accounts are due by "
          "%(accounts)s.")
        % {"review": date_in_words(terms.review_on), "accounts": date_in_words(terms.accounts_due_on)},
        _("If you ever cannot go on, say so on the page below. The council takes the service back in that moment, and "
          "nobody is left without it."),
    ]  # fmt: skip


def _alarm(letter: Letter) -> Told | None:
    alarm = queries.part(Alarm, letter.about)
    if alarm.answered_at is not None or queries.step_in_after(alarm.id):  # of that there is a letter of its own
        return None
    return _("Something needs an answer"), [
        _("This was found about “%(title)s”, which your group runs, and everybody can read it:")
        % {"title": letter.takeover.title},
        str(say(kept(alarm.words))),
        _("What to do next: look at it together, put right what you can, and tell the council. It answers in public."),
    ]


def _answered(letter: Letter) -> Told | None:
    alarm = queries.part(Alarm, letter.about)
    return _("An answer was given"), [
        _("This was found about “%(title)s”:") % {"title": letter.takeover.title},
        str(say(kept(alarm.words))),
        _("The answer, for everybody to read:\n%(answer)s") % {"answer": alarm.answer},
        _("You need do nothing about this letter. If you see it in another way, tell the council."),
    ]


def _stepped_in(letter: Letter) -> Told | None:
    held = queries.part(StepIn, letter.about)
    if held.ended_at is not None:
        return None
    return _("The council has stepped in"), [
        _("The council runs “%(title)s” from now on, so that people are not left without it.")
        % {"title": letter.takeover.title},
        *_why(str(say(kept(held.reason)))),
        _("What to do next: please give the council what it needs, such as keys and records. An officer is in charge; "
          "the public page names them."),
        _("This need not be the end: once all that was found has its answer, your group may run it again."),
    ]  # fmt: skip


def _runs_again(letter: Letter) -> Told | None:
    row, step = letter.takeover, queries.part(TakeoverStep, letter.about)
    if row.stage != stages.RUNNING:
        return None
    return _("It is yours to run again"), [
        _("Your group runs “%(title)s” again from now on. The list of services says so to everybody.")
        % {"title": row.title},
        *_why(step.reason),
        _("The agreement that both signed holds, as before. If something would help you to keep it, tell us early."),
    ]


def _for_good(letter: Letter) -> Told | None:
    row, step = letter.takeover, queries.part(TakeoverStep, letter.about)
    return _("The council keeps the service"), [
        _("“%(title)s” is the council’s again, for good.") % {"title": row.title},
        *_why(step.reason),
        _("Thank you for what your group has done for people here. What you learned stays on the public page, for "
          "others to learn from."),
    ]  # fmt: skip


# --- to the council ---------------------------------------------------------------------------------------------------


def _interest(letter: Letter) -> Told | None:
    """Neither the group nor its words are named: until it is answered they are for nobody else to read."""
    row = letter.takeover
    if row.stage != stages.INTEREST:
        return None
    return _("A group would take over"), [
        _("A group says that it would take over “%(title)s”.") % {"title": row.title},
        _("What to do next: read what it says, and invite it to write its plan, or decline, with your reason. Only the "
          "group and the council can read it until then; please do not pass it on."),
    ]  # fmt: skip


def _plan(letter: Letter) -> Told | None:
    row, plan = letter.takeover, queries.part(BusinessCase, letter.about)
    newest = takeovers.plans_of(row.id).first()
    if row.stage != stages.CHECKING or newest is None or newest.id != plan.id:
        return None
    return _("A plan to check"), [
        _("%(group)s has sent its plan to take over “%(title)s”. It is plan number %(number)s.")
        % {"group": row.group_name, "title": row.title, "number": plan.number},
        _("What to do next: read it, offer help where it lacks something, and sign the checks."),
    ]


def _withdrawn(letter: Letter) -> Told | None:
    row, step = letter.takeover, queries.part(TakeoverStep, letter.about)
    # What was said while only the council could read it stays out of a letter.
    public = row.public_since is not None
    return _("A group has changed its mind"), [
        _("A group does not want to take over “%(title)s” any more.") % {"title": row.title},
        *_why(step.reason if public else ""),
        _("Nothing changes: whoever runs the service now goes on. You need do nothing."),
    ]


def _found(letter: Letter) -> Told | None:
    row, alarm = letter.takeover, queries.part(Alarm, letter.about)
    if alarm.answered_at is not None:
        return None
    taken = queries.step_in_after(alarm.id)
    return _("Something needs an answer"), [
        _("This was found about “%(title)s”, which is run by %(group)s:")
        % {"title": row.title, "group": row.group_name},
        str(say(kept(alarm.words))),
        *(
            [_("The council has stepped in: it runs the service from now on. A case about it is open.")]
            if taken
            else []
        ),
        _("What to do next: talk with the group, and say in public what is done about it."),
    ]


def _given_back(letter: Letter) -> Told | None:
    row, alarm = letter.takeover, queries.part(Alarm, letter.about)
    if alarm.answered_at is not None:
        return None
    return _("A group cannot go on"), [
        _("%(group)s gives back “%(title)s”. The council runs it from now on, and a case about it is open.")
        % {"group": row.group_name, "title": row.title},
        str(say(kept(alarm.words))),
        _("What to do next: make sure that people still get the service, and say in public what is done about it."),
    ]


_SAYS: Mapping[tuple[str, str], Callable[[Letter], Told | None]] = MappingProxyType(
    {
        (letters.GROUP, letters.INVITED): _invited,
        (letters.GROUP, letters.DECLINED): _declined,
        (letters.GROUP, letters.HELP): _help,
        (letters.GROUP, letters.TO_SIGN): _to_sign,
        (letters.GROUP, letters.AGREED): _agreed,
        (letters.GROUP, letters.HANDED_OVER): _handed_over,
        (letters.GROUP, letters.ALARM): _alarm,
        (letters.GROUP, letters.ALARM_ANSWERED): _answered,
        (letters.GROUP, letters.STEPPED_IN): _stepped_in,
        (letters.GROUP, letters.RUNS_AGAIN): _runs_again,
        (letters.GROUP, letters.COUNCILS_FOR_GOOD): _for_good,
        (letters.COUNCIL, letters.INTEREST): _interest,
        (letters.COUNCIL, letters.PLAN): _plan,
        (letters.COUNCIL, letters.WITHDRAWN): _withdrawn,
        (letters.COUNCIL, letters.ALARM): _found,
        (letters.COUNCIL, letters.GIVEN_BACK): _given_back,
    }
)
