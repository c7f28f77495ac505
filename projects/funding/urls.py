"""URLs of funding."""

urlpatterns: list = []
