"""What people type about appraisals."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.forms import choose
from coopcouncil.reviews.formats.worked_out import MOST_BYTES


class CaseForm(forms.Form):
    """A case, pasted or as a file, and the ranges of its numbers, which may be left out."""

    case_file = forms.FileField(
        label=_("A case file"), required=False, help_text=_("A TOML file. What you paste below is not read then.")
    )
    case_text = forms.CharField(
        label=_("Or paste the case here"), required=False, max_length=MOST_BYTES, strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "false"}),
    )  # fmt: skip
    ranges_text = forms.CharField(
        label=_("How far numbers may lie (leave it out if you like)"), required=False, max_length=MOST_BYTES,
        strip=False,
        help_text=_("With ranges, the case is worked out 10,000 times, and you see how sure the result is."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
    )  # fmt: skip

    def clean(self) -> dict[str, str]:
        given = super().clean() or {}
        file = given.pop("case_file", None)
        if file is not None:
            content = file.read(MOST_BYTES + 1)
            if len(content) > MOST_BYTES:
                self.add_error("case_file", _("The file is too large for a page. Use the command instead."))
                return given
            try:
                given["case_text"] = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                self.add_error("case_file", _("This is not UTF-8 text. Save the file again as UTF-8."))
        elif not given.get("case_text", "").strip() and "case_text" not in self.errors:
            self.add_error("case_text", _("Choose a file, or paste a case"))
        return given


class PublishForm(forms.Form):
    """What is needed besides the case to publish it."""

    case_text = forms.CharField(widget=forms.HiddenInput, max_length=MOST_BYTES, strip=False)
    ranges_text = forms.CharField(widget=forms.HiddenInput, max_length=MOST_BYTES, required=False, strip=False)
    organisation = forms.ChoiceField(label=_("Which organisation answers for it?"))
    summary = forms.CharField(
        label=_("What is it, in one plain sentence?"), max_length=300, help_text=_("Everybody can read it.")
    )

    def offer(self, organisations: Sequence[tuple[str, str]]) -> None:
        """Offer these organisations; a single one is chosen already."""
        choose(self, "organisation", organisations)
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0][0]


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=_("Why does it not stand any more?"), max_length=500, help_text=_("Everybody can read it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
