"""Administrative divisions (GB/T 2260) with a life: valid from, valid to, successor."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from projects.places.querysets import PlaceQuerySet

EARLIEST = date(1949, 10, 1)  # "since before the first list that we hold"


class Place(models.Model):
    """A division from the province down to a village or community, during one span of time.

    ``code``: 12 digits, 2-2-2-3-3; a subtree is the range ``code_range``. ``valid_to`` is the first
    day on which the place no longer exists. ``administered`` is false for a place that is listed
    but never counted. ``reports_as`` names the line of its own on which a place is reported apart
    from the city that its code belongs to (平潭 has a Fuzhou code and is a line of its own).
    """

    class Level(models.TextChoices):
        PROVINCE = "province", _("province")
        CITY = "city", _("city")
        COUNTY = "county", _("county")
        TOWNSHIP = "township", _("township")
        VILLAGE = "village", _("village or community")

    class Kind(models.TextChoices):
        PROVINCE = "province", _("province")
        PREFECTURE = "prefecture", _("prefecture-level city")
        DISTRICT = "district", _("district")
        CITY = "city", _("county-level city")
        COUNTY = "county", _("county")
        SUBDISTRICT = "subdistrict", _("subdistrict")
        TOWN = "town", _("town")
        TOWNSHIP = "township", _("township")
        OTHER = "other", _("other")
        VILLAGE = "village", _("village committee")
        COMMUNITY = "community", _("residents' committee")
        VILLAGE_LIKE = "village_like", _("like a village")
        COMMUNITY_LIKE = "community_like", _("like a community")

    code = models.CharField(_("code"), max_length=12, unique=True)
    name = models.CharField(_("name"), max_length=100)
    former_name = models.CharField(_("former name"), max_length=100, blank=True)
    level = models.CharField(_("level"), max_length=10, choices=Level)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    parent = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="children",
        verbose_name=_("parent"),
    )
    valid_from = models.DateField(_("valid from"), default=EARLIEST)
    valid_to = models.DateField(_("valid to"), null=True)
    successor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    administered = models.BooleanField(_("administered"), default=True)
    reports_as = models.CharField(_("reported as"), max_length=100, blank=True)

    objects = PlaceQuerySet.as_manager()

    class Meta:
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=Q(code__regex=r"^[0-9]{12}$"),
                name="place_code_is_12_digits",
                violation_error_message=_("A place code has 12 digits."),
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gt=F("valid_from")),
                name="place_ends_after_it_begins",
                violation_error_message=_("The end lies before the beginning."),
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(valid_to__isnull=False),
                name="place_with_successor_has_ended",
                violation_error_message=_("A place with a successor has ended."),
            ),
        ]
        indexes = [models.Index(fields=["level", "code"], name="place_level_code")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page, which a place down to the county has."""
        return reverse("place", args=[self.pk])

    @property
    def stem(self) -> str:
        """The digits that all places below share: 2, 4, 6, 9 or 12 of them."""
        return self.code[: LEVEL_DIGITS[self.level]]

    @property
    def code_range(self) -> tuple[str, str]:
        """The half-open range [low, high) of the codes of this place and everything below it."""
        stem = self.stem
        high = str(int(stem) + 1).zfill(len(stem))
        return self.code, high.ljust(12, "0")

    @property
    def is_rural(self) -> bool:
        """Whether a village-level place is run by a village committee (never read from a county's name)."""
        return self.kind in (self.Kind.VILLAGE, self.Kind.VILLAGE_LIKE)

    def valid_on(self, day: date) -> bool:
        """Whether the place exists on ``day``."""
        return self.valid_from <= day and (self.valid_to is None or day < self.valid_to)


LEVEL_DIGITS: dict[str, int] = {
    Place.Level.PROVINCE: 2,
    Place.Level.CITY: 4,
    Place.Level.COUNTY: 6,
    Place.Level.TOWNSHIP: 9,
    Place.Level.VILLAGE: 12,
}
