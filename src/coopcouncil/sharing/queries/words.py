"""What each state of a delivery means, in words for the person who told us and for those who answer."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from coopcouncil.foundation import languages
from coopcouncil.sharing.domain.consent import KEEPING
from coopcouncil.sharing.domain.delivery import FINAL
from coopcouncil.sharing.domain.purposes import shipped_purposes
from coopcouncil.sharing.domain.speech import purposes_in
from coopcouncil.sharing.models import DeadEnd, Delivery

State, Route = Delivery.State, Delivery.Route


def short(state: str) -> str:
    """A label of two or three words."""
    return {
        State.QUEUED: _("About to be told"),
        State.SENT: _("Told, no answer yet"),
        State.ACCEPTED: _("They said yes"),
        State.ACTED: _("Done"),
        State.REFUSED: _("They said no"),
        State.RETRYING: _("Not reached yet"),
        State.DEAD: _("Could not be reached"),
        State.HELD: _("Waiting: we may not tell them yet"),
        State.STOPPED: _("Stopped, not told"),
    }[State(state)]


def held(why: str, organisation: str) -> str:
    """Why a service is not told yet, and what the person may do."""
    if why == "objection":
        text = _("Waiting: we tell %(who)s nothing while we look at your objection.")
    else:
        text = _(
            "Waiting: we may not tell %(who)s yet, because our agreement with them about sharing is not in force. We "
            "see to it, and tell them then. If it cannot wait, tell them yourself."
        )
    return text % {"who": organisation}


def for_officers(state: str) -> str:
    """A label for those who answer, short enough for one line of a tag."""
    return {
        State.QUEUED: _("Not sent yet"),
        State.SENT: _("Not answered"),
        State.ACCEPTED: _("Accepted"),
        State.ACTED: _("Done"),
        State.REFUSED: _("Refused"),
        State.RETRYING: _("Trying again"),
        State.DEAD: _("Not delivered"),
        State.HELD: _("Held"),
        State.STOPPED: _("Stopped"),
    }[State(state)]


def sentence(state: str, route: str, organisation: str) -> str:
    """What is true now, and whether the person need do anything."""
    if state == State.SENT and route != Route.WEBHOOK:
        text = _("It waits in the inbox of %(who)s. They have not answered yet.")
    else:
        text = {
            State.QUEUED: _("We are about to tell %(who)s."),
            State.SENT: _("%(who)s has it. They have not answered yet."),
            State.ACCEPTED: _("%(who)s will do what is needed. They have not finished yet."),
            State.ACTED: _("%(who)s has done what is needed."),
            State.REFUSED: _("%(who)s cannot do this. Their reason is below."),
            State.RETRYING: _("We could not reach %(who)s yet. We keep trying, so you need do nothing."),
            State.DEAD: _("We could not reach %(who)s. It is now on the desk of a person here, who will see to it."),
            State.HELD: _("We have not told %(who)s yet: we may not, for now. You need do nothing."),
            State.STOPPED: _("We did not go on telling %(who)s: you asked us to stop."),
        }[State(state)]
    return text % {"who": organisation}


def stuck(organisation: str, owner: str, end: DeadEnd | None) -> str:
    """`sentence` for what could not be delivered: who sees to it, or how it was ended and why."""
    if end is not None and end.instead is not None:
        text = _("We could not reach %(who)s, so we told %(other)s instead: “%(why)s”")
        return text % {"who": organisation, "other": end.instead.organisation.name, "why": end.reason or ""}
    if end is not None:
        return _("We could not reach %(who)s, and have closed this: “%(why)s”") % {
            "who": organisation,
            "why": end.reason or "",
        }
    if owner:
        return _("We could not reach %(who)s. %(owner)s at the council is seeing to it, so you need do nothing.") % {
            "who": organisation,
            "owner": owner,
        }
    return sentence(State.DEAD, "", organisation)


def short_undo(state: str, kind: str) -> str:
    """`short` for a notice that corrects another, takes it back or stops it."""
    if kind == "stop":
        return _short_stop(state)
    wrong = kind == "withdrawal"
    return {
        State.QUEUED: _("About to be told it was wrong") if wrong else _("About to be told the change"),
        State.SENT: _("Told it was wrong, no answer yet") if wrong else _("Told the change, no answer yet"),
        State.ACCEPTED: _("They will put it right"),
        State.ACTED: _("Put right"),
        State.REFUSED: _("They said no"),
        State.RETRYING: _("Not reached yet"),
        State.DEAD: _("Could not be reached"),
        State.HELD: _("Waiting: we may not tell them yet"),
        State.STOPPED: _("Stopped, not told"),
    }[State(state)]


def sentence_undo(state: str, organisation: str, kind: str) -> str:
    """`sentence` for a notice that corrects another, takes it back or stops it."""
    if kind == "stop":
        return _sentence_stop(state, organisation)
    wrong = kind == "withdrawal"
    text = {
        State.QUEUED: _("We are about to tell %(who)s that it was wrong.")
        if wrong
        else _("We are about to tell %(who)s what has changed."),
        State.SENT: _("%(who)s knows that it was wrong. They have not said yet that it is put right.")
        if wrong
        else _("%(who)s knows what has changed. They have not said yet that it is put right."),
        State.ACCEPTED: _("%(who)s will put it right. They have not finished yet."),
        State.ACTED: _("%(who)s has put it right."),
        State.REFUSED: _("%(who)s cannot put it right. Their reason is below. Ask us if you do not agree."),
        State.RETRYING: _("We could not reach %(who)s yet. We keep trying, so you need do nothing."),
        State.DEAD: _("We could not reach %(who)s. It is now on the desk of a person here, who will see to it."),
        State.HELD: _("We have not told %(who)s yet: we may not, for now. You need do nothing."),
        State.STOPPED: _("We did not go on telling %(who)s: you asked us to stop."),
    }[State(state)]
    return text % {"who": organisation}


def _short_stop(state: str) -> str:
    return {
        State.QUEUED: _("About to be told to stop"),
        State.SENT: _("Told to stop, no answer yet"),
        State.ACCEPTED: _("They will stop"),
        State.ACTED: _("Stopped and erased"),
        State.REFUSED: _("They must keep it"),
        State.RETRYING: _("Not reached yet"),
        State.DEAD: _("Could not be reached"),
    }[State(state)]


def _sentence_stop(state: str, organisation: str) -> str:
    text = {
        State.QUEUED: _("We are about to tell %(who)s to stop."),
        State.SENT: _("%(who)s knows that they must stop. They have not answered yet."),
        State.ACCEPTED: _("%(who)s will stop. They have not finished yet."),
        State.ACTED: _("%(who)s has stopped, and has erased what we told them."),
        State.REFUSED: _("%(who)s says that a law makes them keep it. Their reason is below. Ask us if you disagree."),
        State.RETRYING: _("We could not reach %(who)s yet. We keep trying, so you need do nothing."),
        State.DEAD: _("We could not reach %(who)s. It is now on the desk of a person here, who will see to it."),
    }[State(state)]
    return text % {"who": organisation}


def bases_to_keep() -> list[tuple[str, str]]:
    """Under what a service may keep what it was told, once it was told to stop: code and words."""
    return [(code, basis(code)) for code in KEEPING]


def answered_stop(kind: str, under: str) -> str:
    """What a service answered to a notice that told it to stop; `under` is the legal basis by which it keeps it."""
    if kind == "kept_under":
        return _("They keep it. %(basis)s") % {"basis": basis(under)}
    return _("Stopped and erased") if kind == "stopped_and_erased" else _("They will stop")


def is_settled(state: str) -> bool:
    """Whether nothing more is to come."""
    return state in FINAL


def colour(state: str) -> str:
    """The class of the tag in which `short` stands."""
    return {
        State.QUEUED: "govuk-tag--grey",
        State.SENT: "govuk-tag--blue",
        State.ACCEPTED: "govuk-tag--teal",
        State.ACTED: "govuk-tag--green",
        State.REFUSED: "govuk-tag--red",
        State.RETRYING: "govuk-tag--yellow",
        State.DEAD: "govuk-tag--orange",
        State.HELD: "govuk-tag--yellow",
        State.STOPPED: "govuk-tag--grey",
    }[State(state)]


def basis(code: str) -> str:
    """The legal basis in words; the code itself where a later catalogue no longer holds it."""
    book = purposes_in(languages.current()) if languages.is_foreign() else shipped_purposes()
    return book.bases.get(code, code)


def scopes() -> list[tuple[str, str]]:
    """What an organisation's key may be made for: code and words."""
    return [
        ("notices", _("Read the notices sent to it, and answer them")),
        ("submissions", _("Tell the council for residents, and see how far that is")),
        ("drafts", _("Keep what residents have begun to tell, and send it")),
        ("reports", _("Report problems on the map, and answer those that came to it")),
        ("cases:read", _("Read the cases that it opened, or in which it has to act")),
        ("cases:write", _("Open cases, and add to them")),
        ("cases:transfer", _("As another council: hand cases over, and take them")),
    ]


def scopes_in_words(held: Iterable[str]) -> tuple[str, ...]:
    """What one key may do."""
    return tuple(words for code, words in scopes() if code in held)
