"""The forms of a project's registration."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django import forms
from django.db.models import Case, IntegerField, Value, When
from django.forms.models import ModelChoiceIterator
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.agencies.models import Agency
from projects.common.forms import DATE_ERRORS, RecordForm
from projects.needs.models import Need
from projects.pilots.forms.budget import PlannedCost
from projects.pilots.forms.comments import CommentsToSettle
from projects.pilots.models import ActionPlan, Project
from projects.places.choices import VillagesChoiceField, villages_for
from projects.places.models import Place


class _ByPlace(ModelChoiceIterator):
    """Agencies grouped by their place of registration."""

    def __iter__(self) -> Iterator[Any]:
        yield ("", self.field.empty_label)
        agencies = self.queryset.select_related("place__parent")
        for place, members in groupby(agencies, key=lambda agency: agency.place):
            yield (_full_name(place), [self.choice(agency) for agency in members])


def _full_name(place: Place) -> str:
    above = place.parent if place.level == Place.Level.COUNTY else None
    return f"{above} {place}" if above else str(place)


class AgencyChoiceField(forms.ModelChoiceField):
    """One agency; those registered in the county of the form's user stand first."""

    iterator = _ByPlace


def agencies_for(user: Any) -> Any:
    """The agencies that no list bars today, the user's own county's first."""
    agencies = Agency.objects.visible_to(user)
    listed = Agency.objects.listed_on(timezone.localdate()).values("pk")
    own = When(user.scope.places("place__code"), then=Value(0))
    return (
        agencies.exclude(pk__in=listed)
        .alias(distance=Case(own, default=Value(1), output_field=IntegerField()))
        .order_by("distance", "place__code", "name")
    )


class ProjectForm(PlannedCost, CommentsToSettle, RecordForm):
    """The registration of a project. ``needs`` are chosen before it and only travel in it."""

    field_order = ("plan", "name", "level", "field", "sites", "setting")
    needs = forms.ModelMultipleChoiceField(
        Need.objects.none(),
        label=_("Needs"),
        widget=forms.MultipleHiddenInput,
        error_messages={"required": _("A project arises from at least one need.")},
    )
    sites = VillagesChoiceField(
        label=_("Sites"),
        help_text=_("The villages and communities in which the project works."),
        error_messages={
            "required": _("Tick at least one village or community."),
            "invalid_choice": _("This is not a village or community of your county."),
            "invalid_pk_value": _("This is not a village or community of your county."),
        },
    )
    agency = AgencyChoiceField(
        Agency.objects.none(),
        label=_("Agency"),
        empty_label=_("Choose an agency"),
        help_text=_("Agencies that stand on a list today are not offered."),
        error_messages={
            "required": _("Choose the agency that carries the project out."),
            "invalid_choice": _("This agency cannot be chosen today; choose another."),
        },
    )
    target_people = forms.IntegerField(
        label=_("People to be served"),
        min_value=1,
        max_value=10_000_000,
        error_messages={
            "required": _("Say how many people the project will serve."),
            "min_value": _("A project serves at least one person."),
        },
    )
    target_services = forms.IntegerField(
        label=_("Services to be delivered"),
        min_value=1,
        max_value=10_000_000,
        help_text=_("Cases, group sessions and community events together."),
        error_messages={
            "required": _("Say how many services the project will deliver."),
            "min_value": _("A project delivers at least one service."),
        },
    )

    class Meta:
        model = Project
        fields = (
            "plan",
            "name",
            "level",
            "field",
            "setting",
            "starts",
            "ends",
            "agency",
            "target_people",
            "target_services",
            "goals",
        )
        widgets = {"goals": forms.Textarea(attrs={"rows": 5})}
        help_texts = {
            "setting": _(
                "Rural when a site is run by a village committee, unless you know better."
            ),
            "goals": _("What will be different for the residents at the end, and how it is seen."),
        }
        error_messages = {
            "plan": {"required": _("Choose the action plan that the project belongs to.")},
            "name": {"required": _("Give the project a name.")},
            "level": {"required": _("Choose the level of the pilot.")},
            "field": {"required": _("Choose the service field.")},
            "setting": {"required": _("Choose rural or urban.")},
            "goals": {"required": _("Describe the goals in a few sentences.")},
            "starts": DATE_ERRORS,
            "ends": DATE_ERRORS,
        }

    def limit_choices(self) -> None:
        self.fields["plan"].queryset = ActionPlan.objects.followed_by(self.user)
        self.fields["plan"].empty_label = _("Choose an action plan")
        self.fields["sites"].queryset = villages_for(self.user)
        self.fields["agency"].queryset = agencies_for(self.user)
        if self.instance.pk:
            self._start_from_the_record()
        else:
            self.fields["needs"].queryset = Need.objects.visible_to(self.user)
        self.add_cost_fields(self.instance.budget_lines.all() if self.instance.pk else ())

    def _start_from_the_record(self) -> None:
        """An edit keeps the needs, and may keep sites and an agency that are no longer offered."""
        del self.fields["needs"]
        self.add_comment_fields(self.instance)
        kept = [site.place_id for site in self.instance.sites.all()]
        self.initial["sites"] = kept
        self.fields["sites"].queryset |= Place.objects.filter(pk__in=kept)
        if self.instance.agency.listed_on(timezone.localdate()):
            self.fields["agency"].help_text = format_lazy(
                _("{agency} stands on a list today; choose another."), agency=self.instance.agency
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends <= starts:
            self.add_error("ends", _("The planned end must lie after the planned start."))
        self.clean_costs()
        return cleaned


def from_needs(needs: list[Need], user: Any) -> dict[str, Any]:
    """What the needs already say about the project that arises from them."""
    places = [need.place for need in needs]
    fields = {need.field for need in needs}
    only_plan = list(ActionPlan.objects.followed_by(user)[:2])
    rural = any(place.is_rural for place in places)
    return {
        "needs": [need.pk for need in needs],
        "plan": only_plan[0] if len(only_plan) == 1 else None,
        "field": fields.pop() if len(fields) == 1 else None,
        "sites": [place.pk for place in places],
        "setting": Project.Setting.RURAL if rural else Project.Setting.URBAN,
        "target_people": sum(need.people_affected for need in needs),
    }
