"""Paths and names of this stage."""

app_name = "reports"
urlpatterns = []
