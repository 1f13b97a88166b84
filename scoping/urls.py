"""Paths and names of the scoping stage."""

from django.urls import path

from scoping import views

app_name = "scoping"
urlpatterns = [
    path("scope/", views.scope, name="scope"),
    path("scope/meeting/", views.meeting, name="meeting"),
    path("scope/meeting/record/", views.meeting_record, name="meeting_record"),
    path("scope/modules/", views.theme_choose, name="theme_choose"),
    path("scope/themes/<int:pk>/probes/", views.probe_choose, name="probe_choose"),
    path("scope/key-lines/add/", views.key_line_add, name="key_line_add"),
    path("scope/key-lines/hints/", views.key_line_hints, name="key_line_hints"),
    path("scope/key-lines/<int:pk>/", views.key_line_edit, name="key_line_edit"),
    path("scope/key-lines/<int:pk>/remove/", views.key_line_remove, name="key_line_remove"),
    path("proposal/", views.proposal, name="proposal"),
    path("proposal/make/", views.proposal_make, name="proposal_make"),
    path("proposal/terms/", views.terms_edit, name="terms_edit"),
    path("proposal/check/", views.proposal_verify, name="proposal_verify"),
    path("proposal/answers/send/", views.answers_send, name="answers_send"),
    path("proposal/comments/<int:pk>/answer/", views.comment_answer, name="comment_answer"),
    path("proposal/comments/<int:pk>/take-back/", views.comment_take_back, name="comment_take_back"),
    path("proposal/<int:number>/", views.proposal_read, name="proposal_read"),
    path("proposal/<int:number>/changes/", views.proposal_changes, name="proposal_changes"),
    path("proposal/<int:number>/comment/<slug:section>/", views.comment_add, name="comment_add"),
    path("proposal/<int:number>/send/", views.proposal_send, name="proposal_send"),
    path("proposal/<int:number>/agree/", views.proposal_agree, name="proposal_agree"),
]
