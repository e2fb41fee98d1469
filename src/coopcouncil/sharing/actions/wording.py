"""The words of messages to people, written like letters from a helpful person."""

from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopcouncil.foundation import pdf
from coopcouncil.people import public as people
from coopcouncil.sharing import gateways
from coopcouncil.sharing.models import Message
from coopcouncil.sharing.queries import speaking as queries


@dataclass(frozen=True)
class Written:
    """`paragraphs` between the greeting and the farewell; `short` is the text message."""

    subject: str
    paragraphs: tuple[str, ...]
    short: str
    name: str
    word_for_word: bool = False  # an officer wrote it as it stands

    @property
    def text(self) -> str:
        if self.word_for_word:
            return "\n\n".join(self.paragraphs) + "\n"
        return "\n\n".join([self.greeting, *self.paragraphs, _("Yours,\nyour council")]) + "\n"

    @property
    def greeting(self) -> str:
        return _("Hello %(name)s,") % {"name": self.name} if self.name else _("Hello,")


def written(message: Message) -> Written:
    """What a message says, in the language that is active now."""
    if message.template == "case_letter":
        values = message.values
        return Written(values["subject"], tuple(values["paragraphs"]), values["subject"], "", word_for_word=True)
    reference = message.values.get("reference", "")
    count = len(message.values.get("answers", [])) or 1
    subject, lines = {
        "told": _told,
        "answered": _answered,
        "put_right": _put_right,
        "needs_you": _needs_you,
        "decision": _decision,
        "your_data": _your_data,
        "proposed": _proposed,
        "your_case": _your_case,
        "case_for_you": _case_for_you,
        "case_helper": _case_helper,
    }[message.template](message, reference, count)
    if message.submission_id is None:
        return _on_no_submission(message, subject, lines)
    address = f"{gateways.public_url()}/notices/{message.submission_id}/"
    lines += [_("See how far everything is:\n%(address)s") % {"address": address}]
    if phone := _phone():
        lines += [phone]
    short = _("%(council)s: %(subject)s. Reference %(reference)s. %(address)s") % {
        "council": _council(),
        "subject": subject,
        "reference": reference,
        "address": f"{gateways.public_url()}/account/",
    }
    name = people.person_name(message.account_id) if message.account_id else ""
    return Written(subject, tuple(lines), short, name)


def _your_data(message: Message, reference: str, count: int) -> tuple[str, list[str]]:
    return _("Something to read in your account"), [
        _("There is news about something that you asked us. Please sign in and read it: we say nothing of it here.")
    ]


def _your_case(message: Message, reference: str, count: int) -> tuple[str, list[str]]:
    return _("News about what you asked us: %(reference)s") % {"reference": reference}, [
        _("There is news about the problem that you told us of, or a question for you. Please sign in and read it: for "
          "your privacy we say nothing of it here."),
    ]  # fmt: skip


def _case_for_you(message: Message, reference: str, count: int) -> tuple[str, list[str]]:
    return _("A case waits for you: %(reference)s") % {"reference": reference}, [
        _("Something in this case needs you: it is yours now, a day is near or gone by, or somebody has answered."),
    ]  # fmt: skip


def _case_helper(message: Message, reference: str, count: int) -> tuple[str, list[str]]:
    return _("Somebody asks you to help them with a problem"), [
        _("Somebody told the council of a problem, and would like you to help them with it. They will have told you "
          "that they ask you. For their privacy we do not say here who it is."),
        _("Sign in with this e-mail address, or make an account with it. Then type this code: %(code)s")
        % {"code": message.values["code"]},
        _("It works for 14 days. You read first what they ask, and you may say no. If you expect nothing of the kind, "
          "do nothing."),
    ]  # fmt: skip


def _on_no_submission(message: Message, subject: str, lines: list[str]) -> Written:
    """It says where to read on, and nothing else: by its `path`, or in the account."""
    address = f"{gateways.public_url()}{message.values.get('path', '/account/')}"
    name = people.person_name(message.account_id) if message.account_id else ""
    short = _("%(council)s: %(subject)s. %(address)s") % {
        "council": _council(), "subject": subject, "address": address
    }  # fmt: skip
    return Written(subject, (*lines, address), short, name)


def _told(message: Message, reference: str, count: int) -> tuple[str, list[str]]:
    return _("We have what you told us"), [
        _("Thank you for telling us. Your reference is %(reference)s. Keep it: with it we can find everything again.")
        % {"reference": reference},
        _("We are telling the services that need to know. You need not call them. If one of them does not answer, it "
          "is ours to chase, not yours."),
    ]  # fmt: skip


def _answered(message: Message, reference: str, count: int) -> tuple[str, list[str]]:
    subject = ngettext("A service has answered you", "%(count)s services have answered you", count)
    words = ngettext(
        "A service has answered what you told us under the reference %(reference)s. There is nothing that you must do.",
        "There are %(count)s answers to what you told us under the reference %(reference)s. There is nothing that you "
        "must do.",
        count,
    )  # fmt: skip
    return subject % {"count": count}, [words % {"count": count, "reference": reference}]


def _put_right(message: Message, reference: str, count: int) -> tuple[str, list[str]]:
    words = ngettext(
        "A service has put right what was wrong under the reference %(reference)s.",
        "There are %(count)s services that have put right what was wrong under the reference %(reference)s.",
        count,
    )
    return _("It is put right"), [
        words % {"count": count, "reference": reference},
        _("On your page you see whether others still have to. We chase them for you."),
    ]


def _needs_you(message: Message, reference: str, count: int) -> tuple[str, list[str]]:
    words = ngettext(
        "A service cannot do what you need, under the reference %(reference)s. It has said why.",
        "There are %(count)s services that cannot do what you need, under the reference %(reference)s. They have said "
        "why.",
        count,
    )  # fmt: skip
    return _("Please read an answer"), [
        words % {"count": count, "reference": reference},
        _("Please read it when you can: there may be something for you to do. If it is not clear, ask us."),
    ]


def _decision(message: Message, reference: str, count: int) -> tuple[str, list[str]]:
    decision = queries.decision_view(message.values["decision"])
    lines = [
        _("A decision was made about what you told us under the reference %(reference)s. You can read it, and keep it "
          "as a letter, on your page.") % {"reference": reference},
    ]  # fmt: skip
    if decision.appeal_by:
        lines.append(
            _("If you do not agree, you can ask for it to be looked at again. The last day for that is %(day)s.")
            % {"day": date_format(decision.appeal_by, "j F Y")}
        )
    return _("A decision was made"), lines


def _proposed(message: Message, reference: str, count: int) -> tuple[str, list[str]]:
    return _("Please check something for us"), [
        _("A service that was told something under the reference %(reference)s holds it in another way. Only you can "
          "say which is right.") % {"reference": reference},
        _("Please sign in, open “What we know about you”, and look. Nothing changes unless you agree."),
    ]  # fmt: skip


def letter(message: Message, words: Written) -> bytes:
    """The message as a letter to post: with a decision, the decision itself, where its person chose to have letters."""
    lines = [str(line) for line in message.to]
    if message.template == "decision" and message.follows_id is None:
        return pdf.letter(queries.decision_letter(message.values["decision"], to=lines, greeting=words.greeting))
    return pdf.letter(
        pdf.Letter(
            to=lines,
            date=date_format(message.queued_at, "j F Y"),
            reference=message.values.get("reference", ""),
            title=words.subject,
            paragraphs=[words.greeting, *words.paragraphs],
            farewell=[_("Yours,"), _council()],
        )
    )


def _council() -> str:
    council = people.council()
    return council.name if council else _("Your council")


def _phone() -> str:
    council = people.council()
    if council is None or not council.phone:
        return ""
    return _("Or phone us on %(phone)s and say the reference.") % {"phone": council.phone}
