"""Letters about signing in, as the library sends them and we word them; and its secrets, sealed at rest."""

from base64 import b64decode, b64encode
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from coopcouncil.foundation.fields import seal, unseal

_WRONG_CODE = _("That is not the code. Look at it again, or ask for another one.")
_PLACE = "mfa_authenticator.data"


class AccountAdapter(DefaultAccountAdapter):
    """allauth's adapter; our letters name the council and lead back to its public address."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("This account is closed."),
        "duplicate_email": _("You use this e-mail address already."),
        "email_password_mismatch": _("We do not know this e-mail address with this password. Try again."),
        "enter_current_password": _("Type the password that you have now."),
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": _("That is not your password. Try again."),
        "too_many_login_attempts": _("Too many tries. Wait five minutes and try again."),
        "same_as_current": _("This is the one you have now."),
        "rate_limited": _("Too many tries. Wait a few minutes and try again."),
    }

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
    ) -> Any:
        ours = {"council_name": settings.COUNCIL_NAME, "public_url": settings.PUBLIC_URL}
        return super().render_mail(template_prefix, email, {**context, **ours}, headers)

    def format_email_subject(self, subject: str) -> str:
        return subject

    def get_from_email(self) -> str:
        return str(settings.DEFAULT_FROM_EMAIL)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Keys of apps and seeds of recovery codes are kept sealed: a copy of the database lets nobody in."""

    error_messages: ClassVar[dict[str, Any]] = {**DefaultMFAAdapter.error_messages, "incorrect_code": _WRONG_CODE}

    def encrypt(self, text: str) -> str:
        return b64encode(seal(text, place=_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return str(unseal(b64decode(encrypted_text), place=_PLACE))
