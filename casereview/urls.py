"""Paths and names of this stage."""

from django.urls import path

from casereview import views

app_name = "casereview"
urlpatterns = [
    path("child-lists/", views.child_lists, name="child_lists"),
    path("child-lists/upload/", views.child_lists_upload, name="child_lists_upload"),
    path("child-lists/keep/", views.child_lists_keep, name="child_lists_keep"),
    path("child-lists/key/", views.child_lists_key, name="child_lists_key"),
    path("child-lists/throw-away/", views.child_lists_discard, name="child_lists_discard"),
    path("sample/", views.sample, name="sample"),
    path("sample/draw/", views.sample_draw, name="sample_draw"),
    path("sample/lock/", views.sample_lock, name="sample_lock"),
    path("sample/<int:pk>/replace/", views.sample_replace, name="sample_replace"),
    path("cases-to-arrange/", views.arrangements, name="arrangements"),
    path("cases/", views.case_list, name="case_list"),
    path("cases/add/", views.case_add, name="case_add"),
    path("cases/share-out/", views.case_share_out, name="case_share_out"),
    path("cases/<int:pk>/", views.case, name="case"),
    path("cases/<int:pk>/reviewer/", views.case_assign, name="case_assign"),
    path("cases/<int:pk>/audited/", views.case_audited, name="case_audited"),
    path("cases/<int:pk>/reopen/", views.case_reopen, name="case_reopen"),
    path("cases/<int:pk>/remove/", views.case_remove, name="case_remove"),
    path("cases/picture/", views.picture, name="picture"),
    path("cases/picture/behind/", views.picture_cases, name="picture_cases"),
    path("case-review-report/", views.report, name="report"),
    path("case-review-report/share/", views.report_share, name="report_share"),
    path("case-review/end/", views.casereview_end, name="casereview_end"),
]
