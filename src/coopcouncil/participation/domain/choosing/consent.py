"""Deciding in a forum: enough members there, and consent rather than a bare majority.

A proposal has consent when nobody there objects with a reason (Endenburg, "Sociocracy", 1998: the principle of
consent). Where the forum's rules say so, it may be put to a vote after it was talked over and still met an objection.
"""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Rules:
    """`quorum`: the least share of members there. `votes_after`: after so many meetings that ended with an objection a
    vote may be taken, None for never; `majority`: the share of the votes for and against that it then needs, which must
    be exceeded where `is_exceeded`, else reached.
    """

    quorum: Fraction
    votes_after: int | None = None
    majority: Fraction = Fraction(1, 2)
    is_exceeded: bool = True


@dataclass(frozen=True)
class Meeting:
    """Members in all; of those there, how many consent, stand aside and object with a reason. `objected_before`: at how
    many meetings this proposal met an objection.
    """

    members: int
    consent: int
    stand_aside: int
    objections: int
    objected_before: int = 0

    @property
    def there(self) -> int:
        return self.consent + self.stand_aside + self.objections


@dataclass(frozen=True)
class Decision:
    """`outcome`: "no_quorum", "consent", "nobody_for", "talk_again", "carried", "lost"; `needed` for a quorum."""

    outcome: str
    needed: int
    there: int

    def in_words(self) -> str:
        words = {
            "no_quorum": f"Members there: {self.there}. Needed: {self.needed}. So nothing can be decided.",
            "consent": "Nobody there objects: the proposal is adopted.",
            "nobody_for": "Nobody objects, and nobody is for it: the proposal is not adopted.",
            "talk_again": "Somebody objects with a reason: the forum hears it, mends the proposal and meets again.",
            "carried": "It meets an objection, and the forum’s rules now let it go to a vote: it was carried.",
            "lost": "It meets an objection, and the forum’s rules now let it go to a vote: it was lost.",
        }
        return words[self.outcome]


def decide(rules: Rules, meeting: Meeting) -> Decision:
    """What a forum has decided. Raises ValueError for numbers that cannot be."""
    if min(meeting.members, meeting.consent, meeting.stand_aside, meeting.objections) < 0:
        raise ValueError("There is no fewer than nobody.")
    if meeting.there > meeting.members:
        raise ValueError("More are there than there are members.")
    needed = -(-rules.quorum.numerator * meeting.members // rules.quorum.denominator)
    return Decision(_outcome(rules, meeting, needed), needed, meeting.there)


def _outcome(rules: Rules, meeting: Meeting, needed: int) -> str:
    if meeting.there < needed or not meeting.there:
        return "no_quorum"
    if not meeting.objections:
        return "consent" if meeting.consent else "nobody_for"
    if rules.votes_after is None or meeting.objected_before < rules.votes_after:
        return "talk_again"
    share = Fraction(meeting.consent, meeting.consent + meeting.objections)
    is_carried = share > rules.majority if rules.is_exceeded else share >= rules.majority
    return "carried" if is_carried else "lost"
