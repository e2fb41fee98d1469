"""Everything that people keeps about one person."""

from typing import Any
from uuid import UUID

from coopcouncil.foundation.models import Session
from coopcouncil.people.models import Appointment, Membership
from coopcouncil.people.queries import households, matching, powers, proofs
from coopcouncil.people.queries.accounts import account, email_addresses, sign_in
from coopcouncil.people.queries.preferences import failed_for_export, needs_of, preferences_for_export


def everything_about(account_id: UUID) -> dict[str, Any]:
    """What is kept about one person, as text and dates, for that person to read. Raises NotFound."""
    row = account(account_id)
    signing_in = sign_in(account_id)
    return {
        "account": {
            "name": row.name,
            "email": row.email,
            "since": row.created_at.isoformat(),
            "last_signed_in": row.last_login.isoformat() if row.last_login else None,
        },
        "email_addresses": email_addresses(account_id),
        "joined_records": matching.for_export(account_id),
        "household": households.for_export(account_id),
        "signing_in": {
            "password": signing_in.has_password,
            "authenticator_apps": signing_in.authenticator_apps,
            "passkeys": signing_in.passkeys,
        },
        "signed_in_with": [
            {"device": device, "since": begun.isoformat(), "last_used": seen.isoformat()}
            for device, begun, seen in Session.objects.filter(account_id=account_id)
            .order_by("begun_at")
            .values_list("device", "begun_at", "seen_at")
            if begun and seen
        ],
        "roles": [
            {
                "role": held.get_role_display(),
                "organisation": held.organisation.name,
                "from": held.starts_on.isoformat(),
                "until": held.ends_on.isoformat() if held.ends_on else None,
            }
            for held in Appointment.objects.filter(account=account_id)
            .select_related("organisation")
            .order_by("starts_on")
        ],
        "preferences": preferences_for_export(account_id),
        "not_written_to": failed_for_export(account_id),
        "needs": needs_of(account_id),
        "memberships": [
            {
                "ground": str(ground.get_ground_display()),
                "declared": ground.declared_at.isoformat(),
                "checked": ground.verified_at.isoformat() if ground.verified_at else None,
                "ended": ground.ended_at.isoformat() if ground.ended_at else None,
            }
            for ground in Membership.objects.filter(account=account_id).order_by("declared_at")
        ],
        "proofs_of_identity": proofs.proofs_for_export(account_id),
        "codes_by_post": proofs.codes_for_export(account_id),
        "powers_to_speak": powers.for_export(account_id),
    }
