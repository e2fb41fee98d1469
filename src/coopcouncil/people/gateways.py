"""Letters about signing in, as the library sends them and we word them."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter; our letters name the council and lead back to its public address."""

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> Any:
        ours = {"council_name": settings.COUNCIL_NAME, "public_url": settings.PUBLIC_URL}
        return super().render_mail(template_prefix, email, {**context, **ours}, headers)

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_from_email(self) -> str:
        return str(settings.DEFAULT_FROM_EMAIL)
