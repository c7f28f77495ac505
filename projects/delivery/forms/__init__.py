"""The forms of delivery."""

from projects.delivery.forms.records import ServiceForm

__all__ = ["ServiceForm"]
