"""What every short form of a record does: it shows what is held, line by line, and gives it back whole."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from coopcouncil.directory.forms.rows import Row, Rows

MOST_ROWS = 40


class GroupForm(forms.Form):
    """The parts of a record named by `names`, as it was in `version`; what is not asked for stays as it was."""

    names: ClassVar[tuple[str, ...]] = ()
    lists: ClassVar[tuple[Rows, ...]] = ()

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, data: Mapping[str, Any] | None, *, held: Mapping[str, Any], version: int, today: date) -> None:
        super().__init__(data, initial={**self.read(held), "version": version})
        self.held, self.today = held, today
        self.sections: list[tuple[Any, list[str]]] = [
            ("", [name for name in self.fields if name not in ("version", "reason")])
        ]
        self._rows: dict[str, list[tuple[Row, list[str]]]] = {}
        for kind in self.lists:
            self._ask_for(kind, held.get(kind.name) or [])
        if "reason" in self.fields:  # why it changes is asked once it has been said what does
            self.sections.append(("", ["reason"]))

    def read(self, held: Mapping[str, Any]) -> dict[str, Any]:
        """What the fields show at first."""
        return {name: held.get(name) for name in self.base_fields if name in held}

    def written(self) -> dict[str, Any]:
        """What was filled in, by the names of the record, lists apart."""
        return {name: value for name, value in self.cleaned_data.items() if name in self.names}

    def values(self) -> dict[str, Any]:
        """The parts of the record as they were filled in, lists and all; of a valid form."""
        return {**self.written(), **self._lists}

    def visible(self) -> list[tuple[Any, list[BoundField]]]:
        """The fields to draw, by section."""
        return [(legend, [self[name] for name in names if not self[name].is_hidden]) for legend, names in self.sections]

    def read_again(self, version: int) -> None:
        """Have the form say that it was written by whoever has seen this version: what they wrote stays in it."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["version"] = str(version)
        self.data = data

    def _ask_for(self, kind: Rows, held: Sequence[Row]) -> None:
        count = f"{kind.name}-count"
        lines = self._sent(kind, count) if self.is_bound else [*held, *(dict(kind.blank) for _n in range(kind.spare))]
        self._rows[kind.name] = []
        self._hide(count, len(lines))
        for number, line in enumerate(lines):
            prefix = f"{kind.name}-{number}-"
            self._hide(f"{prefix}was", json.dumps(line))
            names = []
            shown = {} if self.is_bound or line == kind.blank else kind.read(line)
            for name, field in kind.fields(line).items():
                field.initial = shown.get(name)
                self.fields[f"{prefix}{name}"] = field
                names.append(f"{prefix}{name}")
            self._rows[kind.name].append((line, names))
            self.sections.append((kind.more if line == kind.blank and number else kind.legend, names))

    def _sent(self, kind: Rows, count: str) -> list[Row]:
        sent = str(self.data.get(count, "0"))
        number = min(int(sent), MOST_ROWS) if sent.isdecimal() and len(sent) < 4 else 0
        return [kind.was(str(self.data.get(f"{kind.name}-{at}-was", ""))) for at in range(number)]

    def _hide(self, name: str, value: Any) -> None:
        self.fields[name] = forms.CharField(widget=forms.HiddenInput, required=False, initial=value)

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        self._lists: dict[str, list[Row]] = {}
        for kind in self.lists:
            self._lists[kind.name] = [row for row in map(self._line(kind), self._rows[kind.name]) if row is not None]
        return values

    def _line(self, kind: Rows) -> Any:
        def made(line: tuple[Row, list[str]]) -> Row | None:
            was, names = line
            if any(name in self.errors for name in names):
                return None  # the form is shown again, and this is not used
            given = {name.rsplit("-", 1)[1]: self.cleaned_data.get(name) for name in names}
            try:
                return kind.write(was, given)
            except forms.ValidationError as error:
                prefix = names[0].rsplit("-", 1)[0]
                for name, problems in error.message_dict.items():
                    self.add_error(f"{prefix}-{name}", problems)
                return None

        return made


class WithReason(GroupForm):
    reason = forms.CharField(
        label=_("Why does it change?"), help_text=_("The council reads it, and it stays in the public history."),
        required=False, max_length=500,
    )  # fmt: skip
