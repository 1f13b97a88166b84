"""Paths and names of this stage."""

from django.urls import path

from feedback import views

app_name = "feedback"
urlpatterns = [
    path("evidence/", views.note_list, name="note_list"),
    path("evidence/add/", views.note_add, name="note_add"),
    path("evidence/<int:pk>/edit/", views.note_edit, name="note_edit"),
    path("evidence/<int:pk>/share/", views.note_share, name="note_share"),
    path("findings/", views.finding_list, name="finding_list"),
    path("findings/add/", views.finding_add, name="finding_add"),
    path("findings/<int:pk>/", views.finding, name="finding"),
    path("findings/<int:pk>/edit/", views.finding_edit, name="finding_edit"),
    path("findings/<int:pk>/set-aside/", views.finding_set_aside, name="finding_set_aside"),
    path("findings/<int:pk>/take-up/", views.finding_take_up, name="finding_take_up"),
    path("findings/<int:pk>/move/", views.finding_move, name="finding_move"),
    path("presentation/", views.presentation, name="presentation"),
    path("presentation/edit/", views.presentation_edit, name="presentation_edit"),
    path("presentation/give/", views.presentation_give, name="presentation_give"),
]
