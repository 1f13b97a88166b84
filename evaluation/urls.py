"""Paths and names of the evaluation."""

from django.urls import path

from evaluation import views

app_name = "evaluation"
urlpatterns = [
    path("evaluation/", views.interview, name="interview"),
    path("evaluation/end/", views.evaluation_end, name="evaluation_end"),
]
