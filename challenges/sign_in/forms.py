"""allauth's forms of signing in, where ours differ."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

from allauth.account.forms import ResetPasswordForm
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.core.cache import cache

from challenges.models import User


class ForgottenPasswordForm(ResetPasswordForm):
    """One look-up for whoever it is; by the very letters, since the mail goes to what was typed."""

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        self.users = list(User.objects.filter(email=email.lower(), is_active=True))
        return email


def use_once(person: Any, code: str) -> None:
    """A code of the app works once, for as long as it would work at all; allauth forgets it after half a minute."""
    seconds = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
    if not cache.add(f"second-step-used:{person.pk}:{normalize_user_code(code)}", 1, timeout=seconds):
        raise get_adapter().validation_error("incorrect_code")


class _CodeField:
    """Digits, with the keyboard for them on a phone."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        attrs = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "govuk-input--width-10"}
        self.fields["code"].widget = forms.TextInput(attrs=attrs)  # type: ignore[attr-defined]


class _UsedOnce(_CodeField):
    def clean_code(self) -> str:
        code: str = super().clean_code()  # type: ignore[misc]
        if self.authenticator.type == Authenticator.Type.TOTP:  # type: ignore[attr-defined]
            use_once(self.user, code)  # type: ignore[attr-defined]
        return code


class SecondStepForm(_UsedOnce, AuthenticateForm):
    """The code, while signing in."""


class SecondStepAgainForm(_UsedOnce, ReauthenticateForm):
    """The code, to confirm that it is still the same person."""


class AppForm(_CodeField, ActivateTOTPForm):
    """The first code of a new authenticator app."""

    def clean_code(self) -> str:
        code = super().clean_code()
        use_once(self.user, code)
        return code


class KeyAnswerField(forms.JSONField):
    """What a security key answers. Whatever else is sent is no answer of one."""

    def to_python(self, value: Any) -> Any:
        try:
            answer = super().to_python(value)
        except (ValueError, RecursionError):  # a number of 5,000 digits, a list in a list in a list...
            answer = ()
        if answer is None or isinstance(answer, dict):
            return answer
        raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""})


class _AnswerOfAKey:
    """allauth looks for some of the ways in which an answer can be nonsense; fido2 finds others."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["credential"] = KeyAnswerField(widget=forms.HiddenInput)  # type: ignore[attr-defined]

    def clean_credential(self) -> Any:
        read = getattr(super(), "clean_credential", lambda: self.cleaned_data["credential"])  # type: ignore[attr-defined]
        return _or_refused(read)

    def clean(self) -> Any:
        return _or_refused(super().clean)  # type: ignore[misc]


def _or_refused(read: Callable[[], Any]) -> Any:
    try:
        return read()
    except (TypeError, ValueError, KeyError, AttributeError, IndexError, struct.error) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class PasskeyInsteadForm(_AnswerOfAKey, LoginWebAuthnForm):
    """Signing in by a passkey alone."""


class PasskeyStepForm(_AnswerOfAKey, AuthenticateWebAuthnForm):
    """A passkey or security key, as the second step."""


class PasskeyAgainForm(_AnswerOfAKey, ReauthenticateWebAuthnForm):
    """A passkey, to confirm that it is still the same person."""


class PasskeyForm(_AnswerOfAKey, AddWebAuthnForm):
    """A new passkey. It can sign its person in by itself, unless they want it besides the password only."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].max_length = 60
        self.fields["name"].label = "Name of the passkey"
        self.fields["name"].help_text = "To tell it from others. Such as: work laptop."
        self.fields["passwordless"].initial = True
        self.fields["passwordless"].label = "Sign in with this passkey alone, without the password"
        self.fields["passwordless"].help_text = (
            "Your device asks for its PIN, your fingerprint or your face each time. Leave the tick out for a security "
            "key that has no PIN."
        )
