"""Messages by GOV.UK Notify. Our words go into one template for e-mails and one for texts; a letter goes as our PDF.

Notify knows a message by our reference, its id: before it is sent again, Notify is asked whether it has it already.
"""

from io import BytesIO
from typing import Any

import requests
from django.conf import settings
from notifications_python_client.errors import HTTPError, InvalidResponse
from notifications_python_client.notifications import NotificationsAPIClient

from coopcouncil.sharing.gateways.messages.outgoing import Outgoing, Sent

TIMEOUT_SECONDS = 8  # for each of two questions: together well under an outbox lease


def send(message: Outgoing) -> Sent:
    """Hand a message over. What Notify cannot do at all (a wrong key, template or address) is hopeless."""
    if message.files:  # what was written before the way was changed: half a letter is none
        return Sent("notify_no_files", hopeless=True)
    if len(settings.NOTIFY_KEY) < 73:
        return Sent("no_key", hopeless=True)
    # The client has no types of its own.
    client: Any = NotificationsAPIClient(  # type: ignore[no-untyped-call]
        settings.NOTIFY_KEY, base_url=settings.NOTIFY_URL, timeout=TIMEOUT_SECONDS
    )
    try:
        if message.again and (known := _known(client, message)):
            return Sent("sent", known)
        answer = _hand_over(client, message)
    except HTTPError as error:
        # 429 is "too much just now"; everything else below 500 will be refused again.
        hopeless = 400 <= error.status_code < 500 and error.status_code != 429
        return Sent(f"notify_{error.status_code}", hopeless=hopeless)
    except (InvalidResponse, requests.RequestException):
        return Sent("notify_unclear")
    return Sent("sent", str(answer.get("id", "")))


def _known(client: Any, message: Outgoing) -> str:
    found = client.get_all_notifications(reference=str(message.id)).get("notifications", [])
    return str(found[0].get("id", "")) if found else ""


def _hand_over(client: Any, message: Outgoing) -> dict[str, Any]:
    reference = str(message.id)
    if message.channel == "email":
        return dict(
            client.send_email_notification(
                email_address=message.to,
                template_id=settings.NOTIFY_EMAIL_TEMPLATE,
                personalisation={"subject": message.subject, "message": message.text},
                reference=reference,
            )
        )
    if message.channel == "text":
        return dict(
            client.send_sms_notification(
                phone_number=message.to,
                template_id=settings.NOTIFY_TEXT_TEMPLATE,
                personalisation={"message": message.text},
                reference=reference,
            )
        )
    return dict(client.send_precompiled_letter_notification(reference=reference, pdf_file=BytesIO(message.pdf)))
