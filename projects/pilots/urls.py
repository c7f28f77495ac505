"""URLs of pilots."""

urlpatterns: list = []
