"""Paths and names of this stage."""

app_name = "casereview"
urlpatterns = []
