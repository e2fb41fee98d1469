"""Figures without persons: how many notices were answered, and how fast."""

from dataclasses import dataclass

from django.db import connection

FEWEST = 5  # fewer could tell something about one person

_ANSWERED = """
    SELECT organisation.kind,
           count(*) AS told,
           count(delivery.answered_at) AS answered,
           count(*) FILTER (WHERE delivery.state = 'acted') AS done,
           count(*) FILTER (WHERE delivery.state IN ('retrying', 'dead')) AS not_reached,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY delivery.answered_at - notice.created_at)
               FILTER (WHERE delivery.answered_at IS NOT NULL) AS median
    FROM sharing_delivery AS delivery
    JOIN sharing_notice AS notice ON notice.id = delivery.notice_id
    JOIN people_organisation AS organisation ON organisation.id = notice.organisation_id
    GROUP BY organisation.kind
    ORDER BY organisation.kind
"""


@dataclass(frozen=True)
class AnswerFigure:
    """How one kind of organisation answers, as the public may know it.

    Counts are rounded to the nearest five, so that no figure, and no difference of two, is about one person.
    `median_hours` is None while fewer than five notices were answered.
    """

    organisation_kind: str
    told: int
    answered: int
    done: int
    not_reached: int
    median_hours: float | None


def answer_figures() -> list[AnswerFigure]:
    """One figure for each kind of organisation that was told something (often enough to be counted). One query."""
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERED)
        found = [
            AnswerFigure(
                kind, rounded(told), rounded(answered), rounded(done), rounded(not_reached),
                median.total_seconds() / 3600 if answered >= FEWEST else None,
            )
            for kind, told, answered, done, not_reached, median in cursor.fetchall()
        ]  # fmt: skip
    return [figure for figure in found if figure.told]


def rounded(count: int) -> int:
    """The multiple of five that is nearest to `count`."""
    return (count + FEWEST // 2) // FEWEST * FEWEST
