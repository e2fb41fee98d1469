"""What an organisation's software says of how a resident was helped: the same words in submissions and drafts."""

from typing import Annotated, Any

from django.conf import settings
from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from coopcouncil.frontdoor.actions import Given, Help, Safely
from coopcouncil.kernel.errors import BadInput
from coopcouncil.sharing.public import Agreement, HelpChannel, Need, SafeWay, safe_contact

MOST_NOTICES = 60


def _spoken_here(code: str) -> str:
    if code and code not in dict(settings.LANGUAGES) and code != "en":
        raise ValueError(f"is none of ours: {', '.join(code for code, _name in settings.LANGUAGES)}")
    return code


def _in_one_line(text: str) -> str:
    if not text.isprintable():
        raise ValueError("holds a character that cannot be seen")
    return " ".join(text.split())


Code = Annotated[str, Field(max_length=60)]
Line = Annotated[str, AfterValidator(_in_one_line)]


class NeedIn(Schema):
    """How to speak with the resident. Every service that is told sees it."""

    model_config = ConfigDict(extra="forbid")
    code: str = Field(pattern=r"^[a-z][a-z_]{1,39}$", description="Such as interpreter, bsl, large_print, text_relay.")
    words: Line = Field(
        default="", max_length=120, description="Where a code needs them: which language, who speaks for them."
    )


class HelpIn(Schema):
    """How the resident was helped."""

    model_config = ConfigDict(extra="forbid")
    channel: HelpChannel = Field(description="`own_software`: the resident did it in the organisation's own pages.")
    agreement: Agreement = Field(description="How the resident agreed that the council is told.")
    officer: Line = Field(
        default="", max_length=80, description="Name or staff number. Needed unless it was `own_software`."
    )
    access_point: Code = Field(default="", description="The code of the place, as in the directory.")
    needs: list[NeedIn] = Field(default_factory=list, max_length=10)
    language: Annotated[str, AfterValidator(_spoken_here)] = Field(default="en", max_length=10)

    def help(self) -> Help:
        return Help(
            self.channel, self.agreement, self.officer, self.access_point, needs_of(self.needs) or (), self.language
        )


class SafeContactIn(Schema):
    """How the resident may safely be reached. With it, what they tell is told in safe mode."""

    model_config = ConfigDict(extra="forbid")
    way: SafeWay
    detail: Line = Field(default="", max_length=200, description="The number, address or place; not for `none`.")
    when: Line = Field(default="", max_length=200)


class SafelyIn(Schema):
    """Safe mode: what keeps a resident safe who is afraid of somebody."""

    model_config = ConfigDict(extra="forbid")
    safe_contact: SafeContactIn | None = Field(
        default=None, description="Safe mode, for a resident who is afraid of somebody. Needed where that is always on."
    )
    must_not_know: list[Code] = Field(
        default_factory=list,
        max_length=MOST_NOTICES,
        description="Codes of organisations that must not learn of it: somebody whom the resident fears works there, "
        "or knows somebody there. They are told nothing, and the council's safeguarding lead is told instead; where "
        "the council itself is named, nobody is. With `safe_contact` only.",
    )

    def safely(self) -> Safely | None:
        """Raises BadInput for a way that lacks its number or address, and for who must not know without a way."""
        found = self.safe_contact
        if found is not None:
            return Safely(safe_contact(found.way, found.detail, found.when), tuple(self.must_not_know))
        if self.must_not_know:
            mend = "Ask how they may be reached safely, or send the way “none”."
            raise BadInput("Who must not know is for safe mode only.", place="safe_contact", mend=mend)
        return None


class PartialHelpIn(Schema):
    """The same, where it may come bit by bit. What is left out stays as it was."""

    model_config = ConfigDict(extra="forbid")
    channel: HelpChannel | None = None
    agreement: Agreement | None = None
    officer: Line = Field(default="", max_length=80)
    access_point: Code = ""
    needs: list[NeedIn] | None = Field(default=None, max_length=10)
    language: Annotated[str, AfterValidator(_spoken_here)] = Field(default="", max_length=10)

    def help(self) -> Help:
        return Help(
            self.channel or "", self.agreement or "", self.officer, self.access_point, needs_of(self.needs),
            self.language,
        )  # fmt: skip


def needs_of(needs: list[NeedIn] | None) -> tuple[Need, ...] | None:
    return None if needs is None else tuple(Need(need.code, need.words) for need in needs)


class AnswersIn(Schema):
    """What the resident said."""

    model_config = ConfigDict(extra="forbid")
    answers: dict[str, Any] = Field(default_factory=dict, description="By fact: a value, or its boxes by name.")
    left_out: list[Code] = Field(default_factory=list, max_length=MOST_NOTICES, description="Notices left out.")
    agreed: list[Code] = Field(
        default_factory=list, max_length=MOST_NOTICES, description="Notices that the resident agreed to, by consent."
    )

    def given(self) -> Given:
        return Given(self.answers, left_out=self.left_out, agreed=self.agreed)
