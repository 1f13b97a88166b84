"""Paths of single sign-on, under the names by which allauth finds them."""

from allauth.socialaccount.views import login_cancelled, login_error
from django.urls import path

from challenges.sign_in.single_sign_on import openid_connect_callback, openid_connect_login

urlpatterns = [
    path("cancelled/", login_cancelled, name="socialaccount_login_cancelled"),
    path("error/", login_error, name="socialaccount_login_error"),
    path("<str:provider_id>/login/", openid_connect_login, name="openid_connect_login"),
    path("<str:provider_id>/login/callback/", openid_connect_callback, name="openid_connect_callback"),
]
