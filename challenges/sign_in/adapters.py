"""allauth's doors with our rules: who comes in, what they are told, and what is kept of it."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from challenges import actions, security_log
from challenges.models import User
from challenges.sign_in import sealing, second_step, sessions

logger = logging.getLogger(__name__)

# The mail allauth sends when an account changes: what the audit keeps of it, as (what, sentence).
CHANGES = {
    "account/email/password_changed": ("password.changed", "changed their password"),
    "account/email/password_set": ("password.chosen", "chose a password"),
    "account/email/password_reset": ("password.chosen_anew", "chose a new password by a link sent to them"),
    "account/email/email_changed": ("address.changed", "changed their e-mail address"),
    "account/email/email_deleted": ("address.kept", "kept their e-mail address after all"),
    "mfa/email/totp_activated": ("second_step.added", "set up an authenticator app"),
    "mfa/email/totp_deactivated": ("second_step.removed", "removed their authenticator app"),
    "mfa/email/webauthn_added": ("second_step.added", "added a passkey"),
    "mfa/email/webauthn_removed": ("second_step.removed", "removed a passkey"),
    "mfa/email/recovery_codes_generated": ("recovery_codes.made", "made new recovery codes"),
    "socialaccount/email/account_connected": ("single_sign_on.linked", "signed in through their organisation"),
}
# Who sets one of these up has just shown it.
SHOWN = {
    "mfa/email/totp_activated": Authenticator.Type.TOTP,
    "mfa/email/webauthn_added": Authenticator.Type.WEBAUTHN,
}
HOW = {
    "password": "their password",  # nosec B105  # words, not a password
    "mfa": "their second step",
    "socialaccount": "their organisation’s sign-in",
}
# What allauth refuses somebody with, as the security log calls it.
TRIED_IN_VAIN = {
    "incorrect_code": "second_step.failed",
    "incorrect_password": "password.not_confirmed",  # nosec B105  # words, not a password
    "too_many_login_attempts": "sign_in.locked",
    "rate_limited": "limit.reached",
}


class InvitedOnly(DefaultAccountAdapter):
    """Nobody signs up by themselves."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": "This account is closed.",
        "duplicate_email": "This is your address already.",
        "email_password_mismatch": (  # nosec B105  # words, not a password
            "The e-mail address or the password is not right. Check both and try again."
        ),
        "incorrect_code": "This code is not right, or it has been used. Wait for the next one and try again.",
        "incorrect_password": "This password is not right.",  # nosec B105  # words, not a password
        "too_many_login_attempts": (
            "Too many attempts. To keep this account safe it is closed for 15 minutes. Then try again, or choose a new "
            "password."
        ),
        "rate_limited": "Too many attempts. Wait a few minutes, then try again.",
        "unverified_primary_email": "Open the link we have sent to this address first.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        return _noted(self.request, code, super().validation_error(code, *args))

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in within the last five minutes is not asked again."""
        if sessions.began_just_now(self.request.session):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        answer = super().pre_login(request, user, **kwargs)
        if answer is None:
            actions.confirm_address(user, by=user)
        return answer

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        sessions.begin(request.session)

    def post_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse:
        answer = super().post_login(request, user, **kwargs)
        shown = [HOW[each["method"]] for each in get_authentication_records(request, user) if each["method"] in HOW]
        how = " and ".join(dict.fromkeys(shown)) or "the link of their invitation"
        actions.note_account(user, what="person.signed_in", sentence=f"signed in with {how}", by=user)
        return answer

    def get_reset_password_from_key_url(self, key: str) -> str:
        return on_our_site(super().get_reset_password_from_key_url(key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return on_our_site(super().get_email_confirmation_url(request, emailconfirmation))

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """An address that somebody else has come to sign in with meanwhile stays theirs."""
        others = User.objects.filter(email__iexact=email_address.email).exclude(pk=email_address.user_id)
        return not others.exists() and super().confirm_email(request, email_address)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A mail server that is down is told, and stops nothing else."""
        try:
            super().send_mail(template_prefix, email, context)
        except OSError as error:
            logger.error("The mail server did not take %s: %s", template_prefix, error)
            if template_prefix not in CHANGES:
                sentence = "Mail cannot be sent just now, so nothing has come. Try again in a few minutes."
                messages.error(self.request, sentence)

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        what, sentence = CHANGES[template_prefix]
        actions.note_account(user, what=what, sentence=sentence, by=user)
        security_log.note(f"account.{what}", self.request, person=user.pk)
        if template_prefix in SHOWN:
            record_authentication(self.request, user, "mfa", type=SHOWN[template_prefix])
        elif what == "second_step.removed" and not second_step.has_one(user):
            second_step.forget(self.request)
        super().send_notification_mail(template_prefix, user, context, email)


class SecondSteps(DefaultMFAAdapter):
    """Seals what the second step rests on, and says things in our words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey first.",
        "incorrect_code": InvitedOnly.error_messages["incorrect_code"],
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        return _noted(self.request, code, super().validation_error(code, *args))

    def encrypt(self, text: str) -> str:
        return sealing.seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal(encrypted_text)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002  # allauth's name
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return "My passkey" if not held else f"My passkey {held + 1}"

    def _get_site_name(self) -> str:
        return "Peer challenge"


def _noted(request: HttpRequest | None, code: str, error: ValidationError) -> ValidationError:
    """The same error, once the security log has what it says of somebody trying."""
    if what := TRIED_IN_VAIN.get(code):
        security_log.note(what, request, level=logging.WARNING)
    return error


def on_our_site(url: str) -> str:
    """The same page at the address people know, whatever host the request named."""
    return settings.SITE_URL + urlsplit(url).path


def display_name(user: User) -> str:
    return user.name
