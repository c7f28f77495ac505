from django.apps import AppConfig


class PilotsConfig(AppConfig):
    name = "projects.pilots"
