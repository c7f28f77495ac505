"""URLs of agencies."""

urlpatterns: list = []
