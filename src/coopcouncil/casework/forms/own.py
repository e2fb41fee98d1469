"""What a resident writes about a problem of theirs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.casework.forms import words


class WriteForm(forms.Form):
    text = words(_("What do you want to add?"), _("The officer who owns your problem reads it."))


class SolvedForm(forms.Form):
    words = words(_("Anything you want to say?"), _("You do not have to."), required=False)


class NotSolvedForm(forms.Form):
    words = words(_("What is still wrong?"), _("You do not have to say, but it helps."), required=False)


class OwnFileForm(forms.Form):
    file = forms.FileField(
        label=_("Choose a file"),
        help_text=_("A photo (JPEG, PNG or HEIC) or a PDF, up to 10 MB. We take hidden details out of photos."),
        required=False,  # what is wrong with it is said once it was looked at
    )


class DoneForm(forms.Form):
    words = words(_("What did you do?"), _("You do not have to say."), required=False, rows=3)
