"""The map of the site, one include per app."""

from django.urls import include, path

from peerchallenge import views

urlpatterns = [
    path("", views.home, name="home"),
    path("health/live/", views.health_live, name="health_live"),
    path("health/ready/", views.health_ready, name="health_ready"),
    path("health/scanner/", views.health_scanner, name="health_scanner"),
    path(".well-known/security.txt", views.security_txt, name="security_txt"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("what-we-keep/", views.what_we_keep, name="what_we_keep"),
    path("demo/sign-in/", views.demo_sign_in, name="demo_sign_in"),
    path("accounts/", include("allauth.account.urls")),
    path("accounts/second-step/", include("allauth.mfa.urls")),
    path("accounts/sessions/", include("allauth.usersessions.urls")),
    path("accounts/oidc/", include("challenges.urls_single_sign_on")),
    path("", include("challenges.urls")),
    path("", include("preparation.urls_invitations")),
    path("challenges/<slug:slug>/", views.challenge, name="challenge"),
    path("challenges/<slug:slug>/history/", views.history, name="history"),
    path("challenges/<slug:slug>/", include("scoping.urls")),
    path("challenges/<slug:slug>/", include("preparation.urls")),
    path("challenges/<slug:slug>/", include("casereview.urls")),
    path("challenges/<slug:slug>/", include("onsite.urls")),
    path("challenges/<slug:slug>/", include("feedback.urls")),
    path("challenges/<slug:slug>/", include("reports.urls")),
    path("challenges/<slug:slug>/", include("evaluation.urls")),
]
