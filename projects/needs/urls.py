"""URLs of needs."""

urlpatterns: list = []
