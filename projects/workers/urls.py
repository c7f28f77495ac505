"""URLs of workers."""

urlpatterns: list = []
