"""Paths and names of the pages that belong to no stage."""

from django.urls import path

from challenges import views

app_name = "challenges"
urlpatterns = [
    path("account/", views.my_account, name="my_account"),
    path("account/details/", views.my_details, name="my_details"),
    path("account/second-step/lost/", views.second_step_lost, name="second_step_lost"),
    path("account/second-step/", views.second_step_needed, name="second_step_needed"),
    path("join/<int:pk>/<str:key>/", views.join, name="join"),
    path("join/<int:pk>/<str:key>/ask/", views.join_ask, name="join_ask"),
    path("profile/", views.profile_edit, name="profile_edit"),
    path("challenges/add/", views.challenge_add, name="challenge_add"),
    path("challenges/add/council/", views.council_add, name="council_add"),
    path("challenges/<slug:slug>/people/", views.person_list, name="person_list"),
    path("challenges/<slug:slug>/people/add/", views.person_add, name="person_add"),
    path("see-as/stop/", views.see_as_stop, name="see_as_stop"),
    path("challenges/<slug:slug>/people/see-as/", views.see_as, name="see_as"),
    path("challenges/<slug:slug>/people/<int:pk>/observe/", views.observer_decide, name="observer_decide"),
    path("challenges/<slug:slug>/people/<int:pk>/hand-over/", views.person_hand_over, name="person_hand_over"),
    path("challenges/<slug:slug>/people/invitations/<int:pk>/", views.invitation_send, name="invitation_send"),
    path("challenges/<slug:slug>/people/<int:pk>/remove/", views.person_remove, name="person_remove"),
    path("challenges/<slug:slug>/dates/", views.milestone_list, name="milestone_list"),
    path("challenges/<slug:slug>/openings/", views.opening_list, name="opening_list"),
    path("challenges/<slug:slug>/openings/export/", views.opening_export, name="opening_export"),
    path("challenges/<slug:slug>/mail/", views.mail_list, name="mail_list"),
    path("challenges/<slug:slug>/mail/<int:pk>/", views.mail_detail, name="mail_detail"),
    path("challenges/<slug:slug>/mail/<int:pk>/settle/", views.mail_settle, name="mail_settle"),
    path("challenges/<slug:slug>/text-check/", views.text_check, name="text_check"),
    path("challenges/<slug:slug>/names/", views.watched_names, name="watched_names"),
    path("challenges/<slug:slug>/names/<int:pk>/remove/", views.watched_names_remove, name="watched_names_remove"),
    path("challenges/<slug:slug>/drafts/", views.draft_list, name="draft_list"),
    path("challenges/<slug:slug>/drafts/save/", views.draft_save, name="draft_save"),
    path("challenges/<slug:slug>/drafts/<int:pk>/throw-away/", views.draft_discard, name="draft_discard"),
    path("files-held-back/", views.held_file_list, name="held_file_list"),
    path("challenges/<slug:slug>/uploads/", views.upload_begin, name="upload_begin"),
    path("challenges/<slug:slug>/uploads/<uuid:key>/", views.upload_part, name="upload_part"),
    path("challenges/<slug:slug>/documents/<int:pk>/state/", views.document_state, name="document_state"),
    path("challenges/<slug:slug>/documents/<int:pk>/file/", views.document_file, name="document_file"),
    path("challenges/<slug:slug>/documents/<int:pk>/retry/", views.document_retry, name="document_retry"),
]
