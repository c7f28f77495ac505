from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "projects.evaluation"
