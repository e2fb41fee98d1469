"""What officers and administrators type."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.sharing.models import Delivery
from coopcouncil.sharing.queries import words

ANSWERS = [
    ("accepted", _("We accept: we will do what is needed")),
    ("acted", _("Done: we have done what was needed")),
    ("refused", _("We cannot do this")),
    ("stopped_and_erased", _("Stopped: we use it no more and have erased it")),
    ("kept_under", _("A law makes us keep it")),
]


class AnswerForm(forms.Form):
    """An officer's answer to one notice."""

    answer = forms.ChoiceField(
        label=_("What is your answer?"),
        choices=ANSWERS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer")},
    )
    reason = forms.CharField(
        label=_("What should the person know?"),
        help_text=_("They will read these words. If you cannot do it, say why and what they can do instead."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    outcome = forms.ChoiceField(
        label=_("Is this a decision that the person can appeal?"),
        help_text=_("Then we write a letter with your reasons, how to appeal, and the last day for that."),
        choices=[
            ("", _("No, it is only an answer")),
            ("granted", _("Yes: they get what they need")),
            ("partly", _("Yes: they get it in part")),
            ("refused", _("Yes: they do not get it")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    basis = forms.ChoiceField(
        label=_("If you keep it: which legal basis makes you?"),
        choices=lambda: [("", _("We do not keep it")), *words.bases_to_keep()],
        widget=forms.RadioSelect,
        required=False,
    )
    decided_on = DayMonthYearField(
        label=_("Day of the decision"), help_text=_("Only for a decision. For example, 27 11 2026."), required=False
    )
    seen_state = forms.ChoiceField(
        choices=[(state, state) for state in Delivery.State.values], widget=forms.HiddenInput
    )
    answer_id = forms.UUIDField(widget=forms.HiddenInput)

    def offer(self, open_answers: tuple[str, ...]) -> None:
        """Offer only these answers."""
        field = self.fields["answer"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind, label) for kind, label in ANSWERS if kind in open_answers]
        for name in ("outcome", "decided_on") if "kept_under" in open_answers else ("basis",):
            del self.fields[name]

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "refused" and not str(cleaned.get("reason", "")).strip():
            self.add_error("reason", _("Say why you cannot do this"))
        if cleaned.get("answer") == "kept_under" and not str(cleaned.get("reason", "")).strip():
            self.add_error("reason", _("Say why you must keep it"))
        if (cleaned.get("answer") == "kept_under") != bool(cleaned.get("basis")):
            self.add_error("basis", _("Choose a legal basis where you keep it, and none where you do not"))
        self._check_decision(cleaned)
        return cleaned

    def _check_decision(self, cleaned: dict[str, object]) -> None:
        outcome, answer = cleaned.get("outcome"), cleaned.get("answer")
        if not outcome or not answer:
            return
        if answer != ("refused" if outcome == "refused" else "acted"):
            self.add_error(
                "outcome",
                _("A decision goes with “Done” where they get it, and with “We cannot do this” where they do not"),
            )
        if not str(cleaned.get("reason", "")).strip() and "reason" not in self.errors:
            self.add_error("reason", _("A decision needs its reasons"))
        if not cleaned.get("decided_on") and "decided_on" not in self.errors:
            self.add_error("decided_on", _("Write the day of the decision"))


MOST_AT_ONCE = 100


class SeveralForm(forms.Form):
    """One answer to several notices of an inbox. `notice` holds each as "id:state", the state that the officer saw."""

    answer = forms.ChoiceField(
        label=_("What is your answer to all that you chose?"),
        choices=ANSWERS[:3],  # to a notice that says "stop" each answers on its own
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer")},
    )
    reason = forms.CharField(
        label=_("What should each of these people know?"),
        help_text=_("Each of them will read these words. A refusal needs a reason."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if cleaned.get("answer") == "refused" and not str(cleaned.get("reason", "")).strip():
            self.add_error("reason", _("Say why you cannot do this"))
        if not self.chosen:
            self.add_error(None, _("Choose at least one notice in the list"))
        if len(self.chosen) > MOST_AT_ONCE:
            self.add_error(None, _("Choose at most 100 notices at once"))
        return cleaned

    @property
    def chosen(self) -> list[str]:
        """What was ticked, each once."""
        ticked = self.data.getlist("notice") if hasattr(self.data, "getlist") else []
        return list(dict.fromkeys(ticked))


class ConnectionForm(forms.Form):
    """How an organisation takes its notices."""

    route = forms.ChoiceField(
        label=_("How does this organisation take its notices?"),
        choices=Delivery.Route.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a way")},
    )
    url = forms.URLField(
        label=_("Address of their server"),
        help_text=_("Only for “Their own server”. It begins with https://."),
        required=False,
        assume_scheme="https",
        max_length=200,
    )
    email = forms.EmailField(
        label=_("E-mail address"), help_text=_("Only for e-mail. Somebody must read it daily."), required=False
    )
    concurrency = forms.IntegerField(
        label=_("How many notices may be sent at a time?"),
        help_text=_("Only for “Their own server”. From 1 to 8; 1 suits most. Notices about one person go in order."),
        min_value=1,
        max_value=8,
        required=False,
    )
    thin = forms.BooleanField(
        label=_("Send every notice without its facts"),
        help_text=_(
            "Only for “Their own server”. Their program fetches each with its key. Sensitive ones always go so"
        ),
        required=False,
    )


class KeyForm(forms.Form):
    """A new key: its name, and what it may do."""

    name = forms.CharField(
        label=_("Which program will use this key?"),
        max_length=80,
        error_messages={"required": _("Write which program will use it")},
    )
    scopes = forms.MultipleChoiceField(
        label=_("What may the program do?"),
        help_text=_("Give a key only what its program needs. To help residents the organisation needs a grant too."),
        choices=words.scopes,
        initial=["notices"],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one thing that the program may do")},
    )


class ReferenceForm(forms.Form):
    """A reference, as somebody reads it out."""

    reference = forms.CharField(
        label=_("What is the reference?"),
        help_text=_("Nine letters and numbers, such as 7KD-4QM-9XF. Every service that was told can name it."),
        max_length=60,
        error_messages={"required": _("Write the reference")},
    )


class WrongReportForm(forms.Form):
    """What the services should know of a wrong report."""

    words = forms.CharField(
        label=_("What should the services know? (optional)"),
        help_text=_("Every service that was told will read these words. Do not name who told it."),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    agreed = forms.BooleanField(
        label=_("I have made sure that the person who asks is the one it is about"),
        error_messages={"required": _("Make sure who is asking first")},
    )
