"""Paths and names of the scoping stage."""

from django.urls import path

from scoping import views

app_name = "scoping"
urlpatterns = [
    path("scope/", views.scope, name="scope"),
    path("scope/modules/", views.theme_choose, name="theme_choose"),
    path("scope/key-lines/add/", views.key_line_add, name="key_line_add"),
    path("scope/key-lines/<int:pk>/", views.key_line_edit, name="key_line_edit"),
    path("scope/key-lines/<int:pk>/remove/", views.key_line_remove, name="key_line_remove"),
    path("proposal/", views.proposal, name="proposal"),
    path("proposal/make/", views.proposal_make, name="proposal_make"),
    path("proposal/<int:number>/send/", views.proposal_send, name="proposal_send"),
    path("proposal/<int:number>/agree/", views.proposal_agree, name="proposal_agree"),
]
