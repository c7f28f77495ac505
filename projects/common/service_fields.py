"""The fields of social work, shared by needs, projects and agencies."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ServiceField(models.TextChoices):
    """What social work is about here; needs, projects and agencies name it alike."""

    CHILDREN = "children", _("Children and youth")
    ELDERS = "elders", _("Older people")
    WOMEN = "women", _("Women and families")
    DISABILITY = "disability", _("People with disabilities")
    ASSISTANCE = "assistance", _("Social assistance")
    CORRECTION = "correction", _("Community correction")
    DRUGS = "drugs", _("Drug rehabilitation")
    HEALTH = "health", _("Health and mental health")
    COMMUNITY = "community", _("Community building")
