"""Paths and names of this stage."""

from django.urls import path

from onsite import views

app_name = "onsite"
urlpatterns = [
    path("timetable/", views.timetable, name="timetable"),
    path("timetable/today/", views.today, name="today"),
    path("timetable/fill/", views.timetable_fill, name="timetable_fill"),
    path("timetable/days/<str:day>/who-goes/", views.day_fill, name="day_fill"),
    path("timetable/days/<str:day>/held/", views.day_mark_held, name="day_mark_held"),
    path("timetable/sessions/add/", views.session_add, name="session_add"),
    path("timetable/sessions/<int:pk>/", views.session, name="session"),
    path("timetable/sessions/<int:pk>/edit/", views.session_edit, name="session_edit"),
    path("timetable/sessions/<int:pk>/participants/", views.session_participants, name="session_participants"),
    path("timetable/sessions/<int:pk>/remove/", views.session_remove, name="session_remove"),
    path("timetable/sessions/<int:pk>/held/", views.session_mark_held, name="session_mark_held"),
    path("timetable/sessions/<int:pk>/not-held/", views.session_mark_not_held, name="session_mark_not_held"),
    path("timetable/coverage/", views.coverage, name="coverage"),
    path("timetable/coverage/key-lines/<int:pk>/", views.coverage_key_line, name="coverage_key_line"),
    path("timetable/coverage/lines/<int:pk>/", views.coverage_line, name="coverage_line"),
    path("no-surprises/", views.daily_note_list, name="daily_note_list"),
    path("no-surprises/add/", views.daily_note_add, name="daily_note_add"),
    path("no-surprises/<int:pk>/edit/", views.daily_note_edit, name="daily_note_edit"),
    path("no-surprises/<int:pk>/share/", views.daily_note_share, name="daily_note_share"),
    path("no-surprises/<int:pk>/read/", views.daily_note_mark_seen, name="daily_note_mark_seen"),
    path("end-on-site/", views.onsite_end, name="onsite_end"),
]
