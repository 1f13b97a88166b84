"""Paths and names of this stage."""

from django.urls import path

from preparation import views

app_name = "preparation"
urlpatterns = [
    path("team/", views.team, name="team"),
    path("team/invite/", views.place_invite, name="place_invite"),
    path("team/<int:pk>/withdraw/", views.place_withdraw, name="place_withdraw"),
    path("team/<int:pk>/", views.profile, name="profile"),
    path("team/interests/", views.declaration_list, name="declaration_list"),
    path("team/interests/<int:pk>/", views.declaration_decide, name="declaration_decide"),
    path("interests/", views.declaration, name="declaration"),
    path("interests/unchanged/", views.declaration_confirm, name="declaration_confirm"),
    path("interests/declare/", views.declaration_write, name="declaration_write"),
    path("ground-rules/", views.agreement_list, name="agreement_list"),
    path("ground-rules/accept/", views.agreement_accept, name="agreement_accept"),
    path("ground-rules/<str:kind>/write/", views.agreement_write, name="agreement_write"),
    path("ground-rules/<str:kind>/withdraw/", views.agreement_withdraw, name="agreement_withdraw"),
    path("advance-documents/", views.document_list, name="document_list"),
    path("advance-documents/add/", views.document_add, name="document_add"),
    path("advance-documents/<int:pk>/", views.document, name="document"),
    path("advance-documents/<int:pk>/upload/", views.document_upload, name="document_upload"),
    path("advance-documents/<int:pk>/note/", views.document_note, name="document_note"),
    path("advance-documents/<int:pk>/ask/", views.document_ask, name="document_ask"),
    path("advance-documents/<int:pk>/not-held/", views.document_not_held, name="document_not_held"),
    path("advance-documents/<int:pk>/wanted-again/", views.document_wanted_again, name="document_wanted_again"),
    path("advance-documents/<int:pk>/read/", views.document_mark_read, name="document_mark_read"),
    path("advance-documents/<int:pk>/unread/", views.document_mark_unread, name="document_mark_unread"),
    path("advance-documents/files/<int:pk>/", views.document_file, name="document_file"),
    path("preparation/end/", views.preparation_end, name="preparation_end"),
]
