"""The people who sign in."""

from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from projects.accounts.querysets import UserQuerySet
from projects.agencies.models import Agency
from projects.common.roles import OFFICIALS, PLACED, Role
from projects.common.scoping import Scope
from projects.places.models import Place


class LinkageUserManager(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Django's user manager, with the site's scoping."""


class User(AbstractUser):
    """A person with one role, bound to a place, to an agency, or (a system administrator) to neither.

    ``employer`` is the agency that an evaluator works for; she evaluates none of its projects.
    ``session_epoch`` is part of every session's hash: raising it ends all sessions of the user.
    ``is_demo`` marks the sign-ins of the example data: refused when DEBUG is off.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("full name"), max_length=50)
    role = models.CharField(_("role"), max_length=10, choices=Role)
    place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("place"),
    )
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="users",
        verbose_name=_("agency"),
    )
    employer = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="evaluators",
        verbose_name=_("employer"),
    )
    is_demo = models.BooleanField(default=False, editable=False)
    session_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = LinkageUserManager()  # type: ignore[misc]

    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        ordering = ("username",)
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=sorted(PLACED), place__isnull=False, agency__isnull=True)
                | Q(role=Role.AGENCY, agency__isnull=False, place__isnull=True)
                | Q(role=Role.SYSADMIN, place__isnull=True, agency__isnull=True),
                name="user_has_what_the_role_needs",
                violation_error_message=_(
                    "Officials, clerks, evaluators and auditors need a place, agency staff an agency, "
                    "a system administrator neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(employer__isnull=True) | Q(role=Role.EVALUATOR),
                name="user_employer_is_for_evaluators",
                violation_error_message=_("An employer is named for evaluators only."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """The place must be of the level that the role works at; 平潭 stands for a city of its own."""
        super().clean()
        wanted = (
            {
                Role.PROVINCE: {Place.Level.PROVINCE},
                Role.CITY: {Place.Level.CITY},
                Role.COUNTY: {Place.Level.COUNTY},
                Role.CLERK: {Place.Level.VILLAGE},
            }.get(Role(self.role))
            if self.role
            else None
        )
        if wanted and self.place and self.place.level not in wanted:
            if not (self.role == Role.CITY and self.place.reports_as):
                raise ValidationError({"place": _("This place is not of the level of the role.")})

    @cached_property
    def scope(self) -> Scope:
        """What the user may see, for ``visible_to``."""
        ranges = Place.objects.ranges_of(self.place) if self.place else ()
        return Scope(role=self.role, ranges=ranges, agency_id=self.agency_id)

    @property
    def is_official(self) -> bool:
        """Whether the user is a province, city or county official."""
        return self.role in OFFICIALS

    def speaks_for(self, place: Place) -> bool:
        """Whether she is an official of ``place``, or of the place that took it over."""
        if not self.is_official or not self.place:
            return False
        return place.level == self.place.level and self.scope.opens(place.code)

    @property
    def works_for(self) -> str:
        """The place or agency, for the top bar."""
        return str(self.place or self.agency or "")

    def _get_session_auth_hash(self, secret: Any = None) -> str:
        """Django's hash of the password, bound to the epoch, so that signing out ends old cookies."""
        return f"{super()._get_session_auth_hash(secret)}:{self.session_epoch}"  # type: ignore[misc]

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


def user_with_scope(pk: Any) -> User | None:
    """The signed-in user with place and agency, in one query."""
    return User.objects.select_related("place", "agency").filter(pk=pk).first()
