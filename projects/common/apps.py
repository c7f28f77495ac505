import gc

from django.apps import AppConfig

# New objects after which Python looks for cycles among them. Rows of imports and reports make none, and a
# look after each 700 of them, which is its habit, took a seventh of an import's time.
BETWEEN_LOOKS = 50_000


class CommonConfig(AppConfig):
    name = "projects.common"

    def ready(self) -> None:
        gc.set_threshold(BETWEEN_LOOKS)
