"""URLs of dashboard."""

urlpatterns: list = []
