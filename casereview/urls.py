"""Paths and names of this stage."""

from django.urls import path

from casereview import views

app_name = "casereview"
urlpatterns = [
    path("cases/", views.case_list, name="case_list"),
    path("cases/add/", views.case_add, name="case_add"),
    path("cases/share-out/", views.case_share_out, name="case_share_out"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/reviewer/", views.case_assign, name="case_assign"),
    path("cases/<int:pk>/reopen/", views.case_reopen, name="case_reopen"),
    path("cases/<int:pk>/remove/", views.case_remove, name="case_remove"),
    path("case-review-report/", views.report, name="report"),
    path("case-review-report/share/", views.report_share, name="report_share"),
    path("case-review/end/", views.casereview_end, name="casereview_end"),
]
