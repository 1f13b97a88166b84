"""Paths and names of the pages that belong to no stage."""

from django.urls import path

from challenges import views

app_name = "challenges"
urlpatterns = [
    path("challenges/add/", views.challenge_add, name="challenge_add"),
    path("challenges/add/council/", views.council_add, name="council_add"),
    path("challenges/<slug:slug>/people/", views.person_list, name="person_list"),
    path("challenges/<slug:slug>/people/add/", views.person_add, name="person_add"),
    path("challenges/<slug:slug>/people/<int:pk>/remove/", views.person_remove, name="person_remove"),
    path("challenges/<slug:slug>/dates/", views.milestone_list, name="milestone_list"),
    path("challenges/<slug:slug>/mail/", views.mail_list, name="mail_list"),
    path("challenges/<slug:slug>/mail/<int:pk>/", views.mail_detail, name="mail_detail"),
    path("challenges/<slug:slug>/mail/<int:pk>/settle/", views.mail_settle, name="mail_settle"),
    path("challenges/<slug:slug>/documents/<int:pk>/state/", views.document_state, name="document_state"),
    path("challenges/<slug:slug>/documents/<int:pk>/file/", views.document_file, name="document_file"),
    path("challenges/<slug:slug>/documents/<int:pk>/retry/", views.document_retry, name="document_retry"),
]
