"""Paths and names of the report stage."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("report/", views.report, name="report"),
    path("report/make/", views.report_make, name="report_make"),
    path("report/passages/<int:pk>/", views.passage_edit, name="passage_edit"),
    path("report/versions/make/", views.version_make, name="version_make"),
    path("report/submit/", views.report_submit, name="report_submit"),
    path("report/agree/", views.report_agree, name="report_agree"),
    path("report/review/", views.report_review, name="report_review"),
    path("report/take-back/", views.report_take_back, name="report_take_back"),
    path("report/send/", views.report_send, name="report_send"),
    path("report/accuracy/", views.accuracy, name="accuracy"),
    path("report/accuracy/finish/", views.accuracy_finish, name="accuracy_finish"),
    path("report/accuracy/<int:pk>/", views.accuracy_respond, name="accuracy_respond"),
    path("report/issue/", views.report_issue, name="report_issue"),
]
