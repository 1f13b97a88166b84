"""The page that stands outside a challenge: the person invited is not in it yet."""

from django.urls import path

from preparation import views

app_name = "invitations"
urlpatterns = [path("invitations/<int:pk>/", views.invitation, name="invitation")]
