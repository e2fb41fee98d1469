"""What a person says who objects, and what the council answers."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.sharing.domain.objections import MOST_WORDS


class ObjectionForm(forms.Form):
    """Why, in the person's own words."""

    grounds = forms.CharField(
        label=_("Why should they not know or use this?"),
        help_text=_("In your own words: what is special about your situation. You need name no law."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Say why")},
    )


class AnswerObjectionForm(forms.Form):
    """The council's answer."""

    answer = forms.ChoiceField(
        label=_("What is our answer?"),
        choices=[
            ("upheld", _("The person is right: they must stop")),
            ("overridden", _("Our grounds weigh more than theirs: it goes on")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose an answer")},
    )
    reasons = forms.CharField(
        label=_("Our reasons, for the person"),
        help_text=_("They read these words. To go on, show compelling grounds, or that a legal claim needs it."),
        max_length=MOST_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Give the reasons")},
    )
