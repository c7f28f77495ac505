"""URLs of delivery."""

urlpatterns: list = []
