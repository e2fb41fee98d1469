"""Who speaks for whom in Ashmere: Amara for her mother, by a power that Carys has seen; a claim of Bilal's waits."""

from datetime import date

from coopcouncil.foundation import clock
from coopcouncil.people import actions, public
from coopcouncil.people.demo.cast import BY_KEY
from coopcouncil.people.queries import powers


def load() -> None:
    """Claim and check each once; a second load changes nothing."""
    now, today = clock.now(), clock.today()
    amara, bilal, carys = (
        public.actor_for_account(BY_KEY[key].account_id, today) for key in ("amara", "bilal", "carys")
    )
    if not powers.held_by_person(BY_KEY["amara"].account_id, today):
        held = actions.claim_authority(
            actor=amara,
            kind="lpa_property",
            first_names="Ngozi",
            last_name="Adeyemi",
            born_on=date(1948, 3, 9),
            evidence_kind="registered_lpa",
            evidence_number="7000-0000-0001",
            issued_on=date(2021, 5, 4),
            expires_on=None,
            now=now,
            today=today,
        )
        actions.check_authority(
            actor=carys,
            authority_id=held,
            seen="registered_lpa",
            subject_email="",
            expires_on=None,
            now=now,
            today=today,
        )
    if not powers.held_by_person(BY_KEY["bilal"].account_id, today):
        actions.claim_authority(
            actor=bilal,
            kind="appointee",
            first_names="Yusuf",
            last_name="Hussain",
            born_on=date(1939, 11, 2),
            evidence_kind="appointee_letter",
            evidence_number="",
            issued_on=date(2024, 2, 12),
            expires_on=None,
            now=now,
            today=today,
        )
