"""Paths and names of this stage."""

app_name = "preparation"
urlpatterns = []
