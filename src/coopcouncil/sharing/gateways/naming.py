"""How our e-mails are known again, by those who carry them and when they come back."""

from django.conf import settings


def message_id(name: object) -> str:
    """The Message-ID header of what we call `name`."""
    host = settings.PUBLIC_URL.partition("://")[2].partition("/")[0].partition(":")[0]
    return f"<{name}@{host}>"
