"""Messages to people by e-mail, text and letter: put in files of the home, or handed to GOV.UK Notify."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings

from coopcouncil.sharing.gateways.messages import files, notify
from coopcouncil.sharing.gateways.messages.outgoing import Outgoing, Sent

__all__ = ["Outgoing", "Sent", "channels", "mail_carries_files", "remove_messages", "send_message"]


def send_message(message: Outgoing) -> Sent:
    """Send it by the way that this installation has. The same message twice has one effect. Raises nothing usual."""
    return notify.send(message) if settings.MESSAGES == "notify" else files.send(message)


def remove_messages(messages: Iterable[UUID]) -> None:
    """Throw away the copies that this installation holds: GOV.UK Notify keeps its own for as long as it does."""
    files.remove(messages)


def channels() -> tuple[str, ...]:
    """The ways by which people can be reached here. Where a mail server serves alone, nobody sends texts."""
    if settings.MESSAGES == "notify" or files.keeps_mail():
        return ("email", "text", "letter")
    return ("email", "letter")


def mail_carries_files() -> bool:
    """Whether an e-mail may have files with it: by a mail server, yes; by GOV.UK Notify, no."""
    return settings.MESSAGES != "notify"
