"""Setting up a second proof proves it: whoever has just done so need not show it again at once."""

from allauth.mfa.base.internal.flows import post_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.forms import Form
from django.http import HttpResponse

from coopcouncil.foundation.requests import Request


def _remember(request: Request, kind: str) -> None:
    newest = Authenticator.objects.filter(user=request.user.pk, type=kind).order_by("-created_at", "-pk").first()
    if newest is not None:
        # The page itself asked for the first proof anew, where there was one to ask for.
        post_authentication(request, newest, reauthenticated=True)


class ActivateApp(ActivateTOTPView):
    def form_valid(self, form: Form) -> HttpResponse:
        answer = super().form_valid(form)
        _remember(self.request, Authenticator.Type.TOTP)
        return answer


class AddPasskey(AddWebAuthnView):
    def form_valid(self, form: Form) -> HttpResponse:
        answer = super().form_valid(form)
        _remember(self.request, Authenticator.Type.WEBAUTHN)
        return answer


activate_app = ActivateApp.as_view()
add_passkey = AddPasskey.as_view()
