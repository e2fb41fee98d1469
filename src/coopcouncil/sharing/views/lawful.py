"""Receipts for what people agreed to, and the schema that they keep to."""

from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from coopcouncil.foundation.permissions import requires
from coopcouncil.foundation.requests import Request
from coopcouncil.sharing import formats, gateways, public, queries
from coopcouncil.sharing.queries import processing


@requires("public")
def receipt_schema(request: Request) -> HttpResponse:
    """Our published JSON Schema of a consent receipt."""
    answer = JsonResponse(formats.receipt_schema(), json_dumps_params={"ensure_ascii": False})
    answer["Content-Type"] = "application/schema+json"
    return answer


@requires("sharing.withdraw_consent")
def receipt(request: Request, consent_id: UUID) -> HttpResponse:
    """The receipt for one consent, to keep."""
    consent = public.consent(request.actor, consent_id, request.now)
    site = gateways.public_url()
    document = formats.consent_receipt(
        consent,
        may_be_told=processing.listed([consent.purpose], request.today)[consent.purpose],
        controller=queries.controller(),
        basis_words=queries.words.basis("consent"),
        site=site,
        withdrawal_url=f"{site}/account/agreed-to/{consent.id}/",
        how=_("Open the page and choose “Stop agreeing”, or phone us and say the reference. It takes effect at once."),
    )
    answer = JsonResponse(document, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="consent-receipt-{consent.reference}.json"'
    answer["Cache-Control"] = "private, no-store"
    return answer
