from collections.abc import Callable

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.http import HttpResponseBase
from django.urls import URLPattern, include, path

from coopcouncil.foundation.permissions import requires
from coopcouncil.people import views
from coopcouncil.people.demo import page
from coopcouncil.people.views import (
    finding,
    granting,
    households,
    identity,
    matching,
    one_login,
    powers,
    proofs,
    seeing,
    sessions,
)
from coopcouncil.people.views.guessing import counted


def _library(
    route: str, view: Callable[..., HttpResponseBase], name: str, permission: str = "signed_in", *methods: str
) -> URLPattern:
    """One of allauth's pages, behind one of our permissions, counted. Its names keep no prefix: it looks them up."""
    guarded = requires(permission, *(methods or ("GET", "POST")))(counted(view))
    return path(route, guarded, name=name)


_signing_in = [
    _library("sign-in/", account.login, "account_login", "public"),
    _library("sign-in/code/", account.request_login_code, "account_request_login_code", "public"),
    _library("sign-in/code/check/", account.confirm_login_code, "account_confirm_login_code", "public"),
    _library("sign-in/passkey/", webauthn.login_webauthn, "mfa_login_webauthn", "public"),
    _library("sign-in/second-factor/", mfa.authenticate, "mfa_authenticate", "public"),
    _library("sign-in/closed/", account.account_inactive, "account_inactive", "public", "GET"),
    _library("sign-up/", account.signup, "account_signup", "public"),
    _library("sign-up/check/", account.email_verification_sent, "account_email_verification_sent", "public"),
    _library("sign-out/", account.logout, "account_logout", "public"),
    _library("forgotten-password/", account.password_reset, "account_reset_password", "public"),
    _library(
        "forgotten-password/check/", account.confirm_password_reset_code, "account_confirm_password_reset_code",
        "public",
    ),
    _library(
        "forgotten-password/new/", account.complete_password_reset, "account_complete_password_reset", "public"
    ),
    _library(
        "forgotten-password/done/", account.password_reset_from_key_done, "account_password_reset_completed",
        "public", "GET",
    ),
]  # fmt: skip
_my_account = [
    _library("account/confirm/", account.reauthenticate, "account_reauthenticate"),
    _library("account/confirm/second-factor/", mfa.reauthenticate, "mfa_reauthenticate"),
    _library("account/confirm/passkey/", webauthn.reauthenticate_webauthn, "mfa_reauthenticate_webauthn"),
    _library("account/email/", account.email, "account_email"),
    _library("account/password/", account.password_change, "account_change_password"),
    _library("account/password/set/", account.password_set, "account_set_password"),
    _library("account/safety/", mfa.index, "mfa_index", "signed_in", "GET"),
    _library("account/safety/app/", proofs.activate_app, "mfa_activate_totp"),
    _library("account/safety/app/remove/", totp.deactivate_totp, "mfa_deactivate_totp"),
    _library(
        "account/safety/codes/", recovery_codes.view_recovery_codes, "mfa_view_recovery_codes",
        "signed_in", "GET",
    ),
    _library("account/safety/codes/new/", recovery_codes.generate_recovery_codes, "mfa_generate_recovery_codes"),
    _library(
        "account/safety/codes/file/", recovery_codes.download_recovery_codes, "mfa_download_recovery_codes",
        "signed_in", "GET",
    ),
    _library("account/safety/passkeys/", webauthn.list_webauthn, "mfa_list_webauthn", "signed_in", "GET"),
    _library("account/safety/passkeys/add/", proofs.add_passkey, "mfa_add_webauthn"),
    _library("account/safety/passkeys/<int:pk>/remove/", webauthn.remove_webauthn, "mfa_remove_webauthn"),
    _library("account/safety/passkeys/<int:pk>/edit/", webauthn.edit_webauthn, "mfa_edit_webauthn"),
]  # fmt: skip
_ours = [
    path("account/membership/", views.membership, name="membership"),
    path("account/membership/<uuid:membership_id>/end/", views.end_membership, name="end_membership"),
    path("account/contact/", views.contact, name="contact"),
    path("account/details/", views.details, name="details"),
    path("account/sessions/", sessions.my_sessions, name="my_sessions"),
    path("account/sessions/end-others/", sessions.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<uuid:session_id>/end/", sessions.end_session, name="end_session"),
    path("account/second-factor/", views.second_factor, name="second_factor"),
    path("account/identity/", identity.identity, name="identity"),
    path("account/identity/letter/", identity.ask_for_code, name="identity_letter"),
    path("account/identity/one-login/", one_login.depart, name="one_login"),
    path("account/identity/one-login/return/", one_login.arrive, name="one_login_return"),
    path("account/identity/code/", identity.type_code, name="identity_code"),
    path("account/identity/<uuid:proof_id>/not-me/", identity.dispute, name="identity_dispute"),
    path("account/speaking-for/", powers.speaking_for, name="speaking_for"),
    path("account/speaking-for/claim/", powers.claim, name="claim_authority"),
    path("account/speaking-for/<uuid:authority_id>/", powers.authority, name="authority"),
    path("account/speaking-for/<uuid:authority_id>/end/", powers.end_authority, name="end_authority"),
    path("desk/powers/", powers.to_check, name="authorities_to_check"),
    path("desk/powers/<uuid:authority_id>/", powers.check_authority, name="check_authority"),
    path("desk/people/", finding.search_people, name="search_people"),
    path("desk/records/", matching.links, name="links"),
    path("desk/records/reviews/<uuid:review_id>/", matching.review, name="link_review"),
    path("desk/records/<uuid:account_id>/<uuid:other_id>/", matching.propose, name="propose_link"),
    path("account/household/", households.household, name="household"),
    path("account/household/add/", households.add, name="add_to_household"),
    path("account/household/code/", households.type_code, name="household_code"),
    path("account/household/answers/<uuid:answer_id>/leave/", households.leave, name="leave_household"),
    path("account/household/<uuid:member_id>/", households.correct, name="household_member"),
    path("account/household/<uuid:member_id>/end/", households.end, name="end_household_member"),
    path("account/household/<uuid:member_id>/code/", households.give_code, name="give_household_code"),
    path("desk/people/<uuid:account_id>/household/", households.of_person, name="person_household"),
    path("account/records/", matching.my_records, name="my_records"),
    path("account/records/<uuid:link_id>/wrong/", matching.object_to, name="object_to_link"),
    path("account/records/<uuid:link_id>/not-wrong/", matching.withdraw_objection, name="withdraw_objection"),
    path("desk/identity/", seeing.find_person, name="find_person"),
    path("desk/identity/disputes/", seeing.disputes, name="identity_disputes"),
    path("desk/identity/disputes/<uuid:proof_id>/close/", seeing.settle_dispute, name="settle_dispute"),
    path("desk/identity/<uuid:account_id>/", seeing.see_document, name="see_document"),
    path("admin-desk/organisations/", views.organisations, name="organisations"),
    path("admin-desk/organisations/add/", views.add_organisation, name="add_organisation"),
    path("admin-desk/organisations/<slug:code>/", views.organisation, name="organisation"),
    path("admin-desk/organisations/<slug:code>/appoint/", views.appoint, name="appoint"),
    path("admin-desk/organisations/<slug:code>/help/", granting.give, name="give_grant"),
    path("admin-desk/grants/<uuid:grant_id>/end/", granting.end, name="end_grant"),
    path("admin-desk/roles/<uuid:appointment_id>/end/", views.end_appointment, name="end_appointment"),
    path("admin-desk/memberships/", views.memberships, name="memberships"),
    path("admin-desk/memberships/<uuid:membership_id>/verify/", views.verify_membership, name="verify_membership"),
    path("demo/", page.demo, name="demo"),
    path("demo/sign-in/", page.demo_sign_in, name="demo_sign_in"),
]

urlpatterns = [*_signing_in, *_my_account, path("", include((_ours, "people")))]
