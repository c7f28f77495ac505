from django.apps import AppConfig


class FilingConfig(AppConfig):
    name = "projects.filing"
