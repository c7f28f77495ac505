"""The real places and the demo over them, for test classes that look at it."""

from django.core.management import call_command

from projects.demo.actions import load_demo
from projects.demo.generator import Demo


def load_everything() -> Demo:
    call_command("load_places", verbosity=0)
    return load_demo()
