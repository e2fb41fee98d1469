"""Why two records are to be joined, or parted."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as __
from django.utils.translation import gettext_lazy as _

from coopcouncil.kernel.words import Said, spoken
from coopcouncil.people.domain.matching import ASKED, GROUNDS, PARTING, WORDS


def _choices(words: dict[str, Said]) -> list[tuple[str, str]]:
    return [(code, spoken(said, __)) for code, said in words.items()]


class _GroundsForm(forms.Form):
    grounds = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Say why")})
    offered: dict[str, Said]
    question: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["grounds"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices, field.label = _choices(self.offered), self.question


class JoinForm(_GroundsForm):
    offered = {**GROUNDS, ASKED: WORDS[ASKED]}
    question = _("What shows that they are one person?")


class PartForm(_GroundsForm):
    offered = PARTING
    question = _("Why should they be parted?")


def pair(typed: list[str]) -> tuple[UUID, UUID] | None:
    """The two records that were ticked; None where it is not two."""
    try:
        found = list(dict.fromkeys(UUID(text) for text in typed))
    except ValueError:
        return None
    return (found[0], found[1]) if len(found) == 2 else None
