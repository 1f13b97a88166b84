"""Signing in through an organisation's own directory, by OpenID Connect (Microsoft Entra and others).

It lets in nobody who was not invited: the first time, the directory must vouch for an e-mail address that we know; from
then on its own name for the person counts. The signature of what it says is always checked.
"""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from requests import RequestException

from challenges import actions
from challenges.models import User

logger = logging.getLogger(__name__)
TRUE = (True, 1, "1", "true", "True")


class KnownPeopleOnly(DefaultSocialAccountAdapter):
    """Links a person of the directory to a person we have invited, and to nobody else."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: Any) -> tuple[Any, str] | None:
        address = vouched_for(sociallogin.account.extra_data.get("id_token", {}))
        person = User.objects.filter(email__iexact=address, is_active=True).first() if address else None
        if person is None:
            return None
        actions.confirm_address(person, by=person)
        return person, person.email

    def on_authentication_error(self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any) -> None:
        logger.warning("Single sign-on did not work: %s", kwargs.get("exception") or kwargs.get("error"))


def vouched_for(claims: dict[str, Any]) -> str:
    """The e-mail address in these claims, when the directory says that it is really the person's; otherwise "".

    Entra leaves `email_verified` out and says `xms_edov`, when asked to. An address that people may write into their
    profile themselves proves nothing.
    """
    verified = claims.get("email_verified") in TRUE or claims.get("xms_edov") in TRUE
    if not (verified or settings.OIDC_EMAIL_IS_VERIFIED):
        return ""
    return str(claims.get("email") or "").strip().lower()


class SignedOnly(OpenIDConnectOAuth2Adapter):
    """Takes what the directory says from its signed token, and checks the signature though it came straight from it."""

    def complete_login(self, request: HttpRequest, app: Any, token: Any, **kwargs: Any) -> Any:
        if not kwargs["response"].get("id_token"):
            raise OAuth2Error("The directory sent no signed token.")
        return super().complete_login(request, app, token, **kwargs)

    def _decode_id_token(self, app: Any, id_token: str) -> dict[str, Any]:
        self.did_fetch_access_token = False  # otherwise allauth trusts the connection and leaves the check out
        claims: dict[str, Any] = super()._decode_id_token(app, id_token)
        return claims


@login_not_required
@never_cache
def openid_connect_login(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Off to the directory, by way of a page: a form may not lead to another site (our security policy)."""
    provider = _provider(request, provider_id)
    if request.method != "POST":
        return redirect("account_login")
    try:
        answer = provider.redirect(request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request))
    except RequestException as error:
        return render_authentication_error(request, provider, exception=error)
    context = {"provider": provider.name, "redirect_to": answer.url}
    return render(request, "socialaccount/login_redirect.html", context)


@login_not_required
@never_cache
def openid_connect_callback(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the directory."""
    provider = _provider(request, provider_id)
    view = OAuth2CallbackView.adapter_view(SignedOnly(request, provider_id))
    try:
        return view(request)
    except RequestException as error:
        return render_authentication_error(request, provider, exception=error)


def _provider(request: HttpRequest, provider_id: str) -> Any:
    try:
        return get_adapter(request).get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist as error:
        raise Http404 from error
