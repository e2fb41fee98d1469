"""What groups and officers type on the way of a takeover."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import DayMonthYearField
from coopcouncil.foundation.languages import say
from coopcouncil.kernel.errors import BadInput
from coopcouncil.kernel.money import Money
from coopcouncil.settlement.domain.takeovers.checklists import FINDINGS, NOT_NEEDED, Check
from coopcouncil.settlement.models import Alarm, Support, Takeover

MOST_PENCE = 10**13


def _text(label: Any, rows: int = 4, most: int = 4000, **other: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **other)


class PoundsField(forms.CharField):
    """An amount in pounds as people write it, such as “21,500” or “£21,500.00”, nothing or more; `clean`: whole pence.

    None where it was left out, if it may be.
    """

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=20, widget=forms.TextInput(attrs={"inputmode": "decimal"}), **kwargs)

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            pence = Money.parse(text).pence
        except BadInput:
            pence = -1
        if not 0 <= pence <= MOST_PENCE:
            raise forms.ValidationError(_("Enter an amount in pounds, such as 21,500 or 21,500.50"))
        return pence


class InterestForm(forms.Form):
    group_name = forms.CharField(label=_("What is your group called?"), max_length=120)
    group_kind = forms.ChoiceField(
        label=_("What kind of group are you?"), choices=Takeover.GroupKind.choices, widget=forms.RadioSelect,
        help_text=_("You need not be an organisation yet. Neighbours who have come together are enough to begin."),
    )  # fmt: skip
    idea = _text(_("What would you do?"), most=3000, help_text=_(
        "A few sentences. They are public once we have answered you, so do not write anybody’s name or address."
    ))  # fmt: skip


class ReasonForm(forms.Form):
    reason = _text(_("Why?"), most=2000, help_text=_("Everybody can read it."))


class AnswerInterestForm(forms.Form):
    accepted = forms.ChoiceField(
        label=_("Our answer"), choices=[("yes", _("Invite them to write a plan")), ("no", _("Decline"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    reason = _text(_("Why?"), most=2000, help_text=_("The group reads it; if you invite them, everybody does."))


class PlanForm(forms.Form):
    does = _text(_("What will you do?"))
    level = _text(_("How good will it be, and how will people know?"))
    who = _text(_("Who does the work, and who answers for it?"))
    yearly_cost = PoundsField(label=_("What will it cost a year, in pounds?"))
    yearly_income = PoundsField(label=_("What will come in a year, in pounds?"))
    income_from = _text(_("Where does that come from?"), rows=3)
    needs = _text(_("What do you need from us to begin?"), rows=3)
    risks = _text(_("What could go wrong, and what would you do then?"))


class SupportForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind of help?"), choices=Support.Kind.choices, widget=forms.RadioSelect)
    what = forms.CharField(label=_("What exactly?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    worth = PoundsField(
        label=_("What is it worth, in pounds?"), required=False, help_text=_("Leave it out if nobody can say.")
    )


class AnswerSupportForm(forms.Form):
    support_id = forms.ChoiceField(label=_("Which offer?"), widget=forms.RadioSelect)
    taken = forms.ChoiceField(
        label=_("Do you take it?"), choices=[("yes", _("Yes")), ("no", _("No, thank you"))], widget=forms.RadioSelect
    )


class OrganisationForm(forms.Form):
    organisation_id = forms.ChoiceField(
        label=_("Which organisation is the group?"),
        help_text=_("It must be in the directory, and somebody must be its manager here, who then speaks for it."),
    )  # fmt: skip


class CheckForm(forms.Form):
    finding = forms.ChoiceField(label=_("What did you find?"), widget=forms.RadioSelect)
    reasons = _text(_("Why?"), help_text=_("Everybody can read it."))
    evidence = _text(
        _("What shows it?"), rows=2, most=2000, required=False, help_text=_("Documents, dates, registers.")
    )
    office = forms.CharField(label=_("Your office"), max_length=150, help_text=_("Such as “head of legal services”."))

    def ask(self, check: Check) -> None:
        """Make it ask this check."""
        field = self.fields["finding"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (code, say(words)) for code, words in FINDINGS.items() if not (check.always and code == NOT_NEEDED)
        ]


class DecideForm(forms.Form):
    agreed = forms.ChoiceField(
        label=_("What was decided?"), choices=[("yes", _("The group takes it over")), ("no", _("It does not"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    body = forms.CharField(label=_("Which body decided?"), max_length=150)
    competence = forms.CharField(
        label=_("What gives it the power to decide this?"), max_length=300,
        help_text=_("The article of a constitution."),
    )  # fmt: skip
    decided_on = DayMonthYearField(label=_("On which day?"))
    reasons = _text(_("Its reasons"), rows=6)
    record = forms.CharField(label=_("Where is it on record?"), max_length=500)


class AgreementForm(forms.Form):
    service_id = forms.ChoiceField(label=_("Which service changes hands?"))
    delivery_model = forms.ChoiceField(label=_("How will it be run?"))
    starts_on = DayMonthYearField(label=_("From which day?"))
    ends_on = DayMonthYearField(label=_("Until which day?"))
    level = _text(_("The level that is agreed"))
    floor = forms.IntegerField(
        label=_("In how many times of a hundred must the promise be kept, at the least?"), min_value=1, max_value=100,
        help_text=_("Below that the council steps in at once, when ten times or more can be counted."),
    )  # fmt: skip
    step_in_rights = _text(_("When the council may step in, and how"))
    rewards = _text(_("What the group gets for it besides money"), rows=2, required=False)
    yearly_payment = PoundsField(label=_("What the council pays a year, in pounds"))
    minimum_how = _text(
        _("How is the least that the law asks met?"), rows=3, required=False,
        help_text=_("Only where the law asks for this service."),
    )  # fmt: skip
    consent = forms.CharField(
        label=_("Where is it on record that whoever runs it so far agrees?"), max_length=300, required=False,
        help_text=_("Only where that is not the council."),
    )  # fmt: skip
    review_on = DayMonthYearField(label=_("When is the first review?"))
    accounts_due_on = DayMonthYearField(label=_("When are the first yearly accounts due?"))


class SignForm(forms.Form):
    number = forms.IntegerField(widget=forms.HiddenInput)
    office = forms.CharField(
        label=_("Your office"), max_length=150, help_text=_("Such as “chair” or “head of service”.")
    )


class ReviewForm(forms.Form):
    held_on = DayMonthYearField(label=_("On which day was the review?"))
    level_met = forms.BooleanField(label=_("The agreed level is kept"), required=False)
    equal = forms.BooleanField(label=_("Everybody is served alike"), required=False)
    words = _text(_("What was found?"), help_text=_("Everybody can read it."))
    review_on = DayMonthYearField(label=_("When is the next review?"))


class AccountsForm(forms.Form):
    year_ended_on = DayMonthYearField(label=_("When did their year end?"))
    where = forms.CharField(
        label=_("Where can they be read?"), max_length=300, help_text=_("An address, or the number in a register.")
    )


class DeclareForm(forms.Form):
    words = _text(_("How do you serve both sides?"), rows=3, most=500, help_text=_(
        "Everybody can read it, without your name. Such as “A member of the board works in the council’s parks team.”"
    ))  # fmt: skip


class AlarmForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What is wrong?"), choices=Alarm.Kind.choices, widget=forms.RadioSelect,
        help_text=_("If the service fails, it is the council’s again at once."),
    )  # fmt: skip
    words = _text(_("What happened?"), rows=3, most=1000, help_text=_("Everybody can read it: nobody’s name."))


class AnswerAlarmForm(forms.Form):
    alarm_id = forms.ChoiceField(label=_("Which one?"), widget=forms.RadioSelect)
    answer = _text(_("What was done?"), help_text=_("Everybody can read it."))
    answer_by = forms.CharField(label=_("Who did it?"), max_length=150, help_text=_("An office, not a person’s name."))


class NothingForm(forms.Form):
    """Nothing is asked: the step is taken, or not."""
