"""Messages as files in the home: `mail`, `texts`, and `letters` as PDF for print-and-post, with a manifest.

A file is named by its message, so that a second try replaces it and nothing goes twice. E-mail goes to the mail server
where one is set up; it carries a Message-ID of its own, by which a second copy is known.
"""

import json
import os
import smtplib
from collections.abc import Iterable
from email.message import EmailMessage as Mail
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from coopcouncil.foundation import clock
from coopcouncil.sharing.gateways.messages.outgoing import Outgoing, Sent
from coopcouncil.sharing.gateways.naming import message_id


def keeps_mail() -> bool:
    """Whether e-mail stays in the home, as in the demo."""
    return "filebased" in str(settings.EMAIL_BACKEND) or "locmem" in str(settings.EMAIL_BACKEND)


def send(message: Outgoing) -> Sent:
    try:
        if message.channel == "email":
            _mail(message)
        elif message.channel == "text":
            _keep("texts", f"{message.id}.json", json.dumps({"to": message.to, "text": message.text}).encode())
        else:
            _keep("letters", f"{message.id}.pdf", message.pdf)
            # Beside each letter what whoever prints it must know; together they are the manifest.
            sheet = {"letter": f"{message.id}.pdf", "to": message.to, "made_at": clock.now().isoformat()}
            _keep("letters", f"{message.id}.json", json.dumps(sheet, ensure_ascii=False).encode())
    except smtplib.SMTPRecipientsRefused:
        return Sent("refused_address", hopeless=True)
    except OSError:
        return Sent("mail_error" if message.channel == "email" else "cannot_write")
    return Sent("sent")


def remove(messages: Iterable[UUID]) -> None:
    """Throw away what lies in the home of these messages, posted or not. What is not there is no mistake."""
    home = Path(settings.HOME)
    for message in messages:
        for name in (
            f"mail/{message}.eml",
            f"texts/{message}.json",
            f"letters/{message}.pdf",
            f"letters/{message}.json",
        ):
            (home / name).unlink(missing_ok=True)


def manifest(folder: Path) -> list[dict[str, Any]]:
    """What lies in a folder of letters, for whoever prints and posts them, the oldest first."""
    sheets = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("*.json")]
    return sorted(sheets, key=lambda sheet: (sheet["made_at"], sheet["letter"]))


def _mail(message: Outgoing) -> None:
    name = message_id(message.id)
    if not keeps_mail():
        made = EmailMessage(
            message.subject, message.text, settings.DEFAULT_FROM_EMAIL, [str(message.to)], headers={"Message-ID": name}
        )
        for file_name, kind, content in message.files:
            made.attach(file_name, content, kind)
        made.send()
        return
    mail = Mail()
    mail["Subject"], mail["From"], mail["To"] = message.subject, settings.DEFAULT_FROM_EMAIL, str(message.to)
    mail["Message-ID"], mail["Date"] = name, format_datetime(clock.now())
    mail.set_content(message.text)
    for file_name, kind, content in message.files:
        main, _slash, sub = kind.partition("/")
        mail.add_attachment(content, maintype=main, subtype=sub, filename=file_name)
    _keep("mail", f"{message.id}.eml", bytes(mail))


def _keep(folder_name: str, file_name: str, content: bytes) -> None:
    """Whole or not at all, and readable by nobody else."""
    folder = Path(settings.HOME) / folder_name
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    begun = folder / f".{file_name}.part"
    try:
        with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as output:
            output.write(content)
            output.flush()
            os.fsync(output.fileno())
        begun.replace(folder / file_name)
    finally:
        begun.unlink(missing_ok=True)
