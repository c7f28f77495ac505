"""URLs of reports."""

urlpatterns: list = []
