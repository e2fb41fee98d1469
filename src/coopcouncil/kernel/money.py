"""Money in whole pence, and shares that lose none of them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from coopcouncil.kernel.errors import BadInput

_POUNDS = re.compile(r"(?P<sign>-?)£?(?P<pounds>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<pence>\d{2}))?", re.ASCII)


@dataclass(frozen=True, order=True)
class Money:
    """An amount in integer pence. Sterling only; there is no rounding anywhere in it."""

    pence: int

    def __post_init__(self) -> None:
        if type(self.pence) is not int:
            raise TypeError(f"Money is whole pence, not {type(self.pence).__name__}.")

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "£1,234.56", "1234.56" or "-£3". Raises BadInput for anything less than plain."""
        match = _POUNDS.fullmatch(text.strip())
        if match is None:
            raise BadInput(f"“{text}” is not an amount of money.", mend="Write pounds and pence, such as £1,234.56.")
        pence = int(match["pounds"].replace(",", "")) * 100 + int(match["pence"] or 0)
        return cls(-pence if match["sign"] else pence)

    def __add__(self, other: "Money") -> "Money":
        return Money(self.pence + other.pence)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.pence - other.pence)

    def __neg__(self) -> "Money":
        return Money(-self.pence)

    def __str__(self) -> str:
        pounds, pence = divmod(abs(self.pence), 100)
        return f"{'-' if self.pence < 0 else ''}£{pounds:,}.{pence:02d}"


@dataclass(frozen=True)
class Share:
    """How an amount is divided between named parties: exact fractions that sum to one."""

    parts: Mapping[str, Fraction]

    def __post_init__(self) -> None:
        if not self.parts or any(part < 0 for part in self.parts.values()) or sum(self.parts.values()) != 1:
            raise BadInput("Shares must be none below nothing and add up to exactly one.")

    def of(self, amount: Money) -> dict[str, Money]:
        """Divide to the penny: the results always add up to `amount`.

        Each party gets its share rounded towards zero; the pence left over go one each by largest remainder, and by
        name where remainders tie (Hamilton's method).
        """
        sign, pence = (-1 if amount.pence < 0 else 1), abs(amount.pence)
        exact = {name: part * pence for name, part in self.parts.items()}
        whole = {name: int(value) for name, value in exact.items()}
        left_over = pence - sum(whole.values())
        by_remainder = sorted(exact, key=lambda name: (whole[name] - exact[name], name))
        for name in by_remainder[:left_over]:
            whole[name] += 1
        return {name: Money(sign * value) for name, value in whole.items()}
