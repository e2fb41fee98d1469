"""What officers type into a case."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.actions.views import LONGEST_NAME
from coopcouncil.casework.domain.outcomes import ENDS, MOST_WORDS
from coopcouncil.casework.models import CaseLink, Task, Visibility
from coopcouncil.foundation.forms import DayMonthYearField

END_WORDS = {
    "no_answer": _("They do not answer: we asked twice, a week apart"),
    "not_ours_to_give": _("Nobody here can give what they ask"),
    "taken_back": _("They took it back"),
    "goes_on_elsewhere": _("It goes on elsewhere, and they know where"),
    "same_problem": _("Another case of theirs is about the same problem"),
    "cannot_be_reached": _("They cannot be reached in any way that we know"),
}
Choices = Sequence[tuple[str, Any]]


def words(label: Any, hint: Any = "", *, required: bool = True, rows: int = 4) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, required=required, max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": rows}),
    )  # fmt: skip


def one_of(label: Any, choices: Choices, hint: Any = "", *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, choices=choices, required=required, widget=forms.RadioSelect)


def from_list(label: Any, choices: Choices, hint: Any = "", *, required: bool = True) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, help_text=hint, choices=[("", _("Choose")), *choices], required=required)


class NoteForm(forms.Form):
    text = words(_("Write a note"), rows=3)
    visibility = from_list(_("Who may read it?"), Visibility.choices)


class AskForm(forms.Form):
    words = words(_("What was done?"), _("They read this, and we ask them whether it is solved."))


class RecordForm(forms.Form):
    solved = one_of(_("What do they say?"), [("yes", _("It is solved")), ("no", _("It is not solved"))])
    words = words(_("What did they say, and how did you speak with them?"), _("In their words. They can read it."))


class EndForm(forms.Form):
    why = one_of(_("Why does it end?"), [(code, END_WORDS[code]) for code in ENDS])
    reason = words(_("Say it to the resident"), _("They read this, and can open the case again for 28 days."))


class GoesOnForm(forms.Form):
    words = words(_("What was done, so that the service goes on?"), _("Whoever opens this case reads it."))


class ReasonForm(forms.Form):
    reason = words(_("Why?"), _("The resident reads this."), rows=3)


class OfficerForm(forms.Form):
    """Hand over, one case or several."""

    officer = from_list(_("Who owns it from now on?"), ())
    reason = words(_("Why?"), _("For whoever takes it on. The resident does not read this."), rows=3)

    def __init__(self, *args: Any, officers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "officer", officers)


class TaskForm(forms.Form):
    who = one_of(_("Who does it?"), Task.For.choices)
    organisation = from_list(_("Which organisation?"), (), _("Only if another organisation does it."), required=False)
    officer = from_list(_("Which officer?"), (), _("Only if an officer of the council does it."), required=False)
    named = forms.CharField(
        label=_("What is the neighbour or the group called?"), help_text=_("Only if a neighbour or a group does it."),
        required=False, max_length=150,
    )  # fmt: skip
    words = words(_("What is to be done?"), _("They read only this part of the case. Say only what they need to know."))
    due_on = DayMonthYearField(label=_("By when?"), help_text=_("For example, 27 3 2026"))

    def __init__(self, *args: Any, organisations: Choices, officers: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", organisations)
        offer(self, "officer", officers)


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Choose a file"),
        help_text=_("A photo (JPEG, PNG or HEIC) or a PDF, up to 10 MB. We take hidden details out of photos."),
        required=False,  # what is wrong with it is said once it was looked at
    )
    visibility = from_list(_("Who may read it?"), Visibility.choices)


class LinkForm(forms.Form):
    reference = forms.CharField(label=_("The other case’s reference"), max_length=20)
    kind = one_of(_("How do they belong together?"), CaseLink.Kind.choices)


class OrganisationForm(forms.Form):
    organisation = from_list(_("Who has to act?"), (), _("The council still owns the problem."))
    reason = words(_("Why is it their job?"), _("The resident reads this."), rows=3)

    def __init__(self, *args: Any, organisations: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", organisations)


class ExtendForm(forms.Form):
    count = forms.IntegerField(label=_("How much more time?"), min_value=1, max_value=999)
    reason = words(_("Why?"), _("The resident reads this."), rows=3)


class TickForm(forms.Form):
    state = one_of(
        _("What happened with it?"),
        [(Task.State.ACCEPTED, _("They took it on")), (Task.State.DONE, _("It is done")),
         (Task.State.REFUSED, _("It cannot be done")), (Task.State.WITHDRAWN, _("It is not needed any more"))],
    )  # fmt: skip
    words = words(_("Say what was done, or why it cannot be"), rows=3)


class AnswerTaskForm(forms.Form):
    """For the organisation that was asked; what they have `accepted` they need not accept again."""

    state = one_of(_("What do you say?"), ())
    words = words(_("Say when you do it, what you did, or why you cannot"), _("The case’s owner reads this."), rows=3)

    def __init__(self, *args: Any, accepted: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["state"]
        assert isinstance(field, forms.ChoiceField)
        first = [] if accepted else [(Task.State.ACCEPTED.value, _("We do it"))]
        field.choices = [
            *first, (Task.State.DONE.value, _("It is done")), (Task.State.REFUSED.value, _("We cannot do it")),
        ]  # fmt: skip


class ViewForm(forms.Form):
    name = forms.CharField(label=_("Name for this list"), max_length=LONGEST_NAME)


class NothingForm(forms.Form):
    """A button alone."""


def offer(form: forms.Form, name: str, choices: Choices) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = [("", _("Choose")), *choices]
