"""The forms that ask for a change: one a kind, each with the present values beside the new ones."""

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.forms import DATE_ERRORS, RecordForm
from projects.common.money import ZERO
from projects.common.scoping import Scope
from projects.common.templatetags.linkage import yuan
from projects.pilots.changes import Kind, Values, place_of, present, present_staff, spent_errors
from projects.pilots.forms.assignments import WorkerChoiceField
from projects.pilots.forms.budget import PlannedCost
from projects.pilots.models import Assignment, ChangeRequest, Project
from projects.pilots.models.project import OF_OUR_TIME
from projects.places.choices import VillagesChoiceField
from projects.places.models import Place
from projects.workers.models import SocialWorker

_NOTHING = gettext_lazy("This is what is valid already; change something.")


class ChangeForm(RecordForm):
    """What every change says: why. ``before`` and ``after`` are worked out by the kind."""

    kind: ClassVar[str]
    field_order: ClassVar[Any] = None

    class Meta:
        model = ChangeRequest
        fields = ("reason",)
        widgets: ClassVar[dict] = {"reason": forms.Textarea(attrs={"rows": 3})}
        error_messages: ClassVar[dict] = {
            "reason": {"required": gettext_lazy("Say why; the reason stays on record.")}
        }

    @property
    def project(self) -> Project:
        """The project that is to be changed."""
        return self.instance.project

    def limit_choices(self) -> None:
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def before(self) -> Values:
        """The values that are valid now."""
        return present(self.project, self.kind)

    def after(self) -> Values:
        """The values that are asked for; only of a valid form."""
        raise NotImplementedError

    def why_not(self) -> str:
        """Why a change of this kind cannot be asked for at all, or ""."""
        return ""


class DatesChangeForm(ChangeForm):
    """A longer or a shorter implementation."""

    kind = Kind.DATES
    ends = forms.DateField(
        label=gettext_lazy("New planned end"), validators=OF_OUR_TIME, error_messages=DATE_ERRORS
    )

    def clean_ends(self) -> Any:
        ends = self.cleaned_data["ends"]
        if ends <= self.project.starts:
            raise forms.ValidationError(_("The planned end must lie after the planned start."))
        if ends == self.project.ends:
            raise forms.ValidationError(str(_NOTHING))
        return ends

    def after(self) -> Values:
        return {"ends": self.cleaned_data["ends"].isoformat()}


class SitesChangeForm(ChangeForm):
    """Other villages and communities, of the project's county."""

    kind = Kind.SITES
    sites = VillagesChoiceField(
        label=gettext_lazy("Sites from now on"),
        help_text=gettext_lazy("Take the tick from a site to give it up, tick others to add them."),
        error_messages={
            "required": gettext_lazy("Tick at least one village or community."),
            "invalid_choice": gettext_lazy("This is not a village or community of your county."),
            "invalid_pk_value": gettext_lazy("This is not a village or community of your county."),
        },
    )

    def limit_choices(self) -> None:
        super().limit_choices()
        kept = [site.place_id for site in self.project.sites.all()]
        self.fields["sites"].queryset = villages_of(self.project.place) | Place.objects.filter(
            pk__in=kept
        )
        self.initial["sites"] = kept

    def clean_sites(self) -> Any:
        sites = self.cleaned_data["sites"]
        if {site.pk for site in sites} == set(self.initial["sites"]):
            raise forms.ValidationError(str(_NOTHING))
        return sites

    def after(self) -> Values:
        sites = self.cleaned_data["sites"].select_related("parent").order_by("code")
        return {"places": [place_of(site) for site in sites]}


def villages_of(county: Place) -> QuerySet[Place]:
    """The villages and communities of ``county`` today: where its projects may work."""
    scope = Scope("", Place.objects.ranges_of(county))
    return Place.objects.villages().filter(scope.places("code"), valid_to=None)


class BudgetChangeForm(PlannedCost, ChangeForm):
    """Money from one category to another; the total stays."""

    kind = Kind.BUDGET

    def limit_choices(self) -> None:
        self.add_cost_fields(self.project.budget_lines.all(), with_notes=False)
        super().limit_choices()

    def why_not(self) -> str:
        return "" if self.project.planned_amount else _("The project has no planned cost to shift.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if any(name.startswith("cost_") for name in self.errors):
            return cleaned
        costs = {key: cost.amount for key, cost in self.planned_costs().items()}
        for category, words in spent_errors(self.project, costs).items():
            self.add_error(f"cost_{category}", words)
        planned = sum(costs.values(), ZERO)
        total = self.project.planned_amount
        if planned != total:
            words = _("The total stays {total} yuan; these add up to {planned} yuan.")
            self.add_error(None, words.format(total=yuan(total), planned=yuan(planned)))
        elif not any(amount != self._present(key) for key, amount in costs.items()):
            self.add_error(None, str(_NOTHING))
        return cleaned

    def _present(self, category: str) -> Any:
        return self.initial.get(f"cost_{category}", 0)

    def after(self) -> Values:
        return {
            "lines": {key: str(cost.amount) for key, cost in self.planned_costs().items()},
        }


class _AssignmentChoiceField(forms.ModelChoiceField):
    def label_from_instance(self, assignment: Assignment) -> str:
        return f"{assignment.worker.name}（{assignment.get_role_display()}，{assignment.share}%）"


class StaffChangeForm(ChangeForm):
    """Somebody takes over another's place, with its role and share, from a day on."""

    kind = Kind.STAFF
    leaves = _AssignmentChoiceField(
        Assignment.objects.none(),
        label=gettext_lazy("Who leaves"),
        empty_label=gettext_lazy("Please choose"),
    )
    comes = WorkerChoiceField(
        SocialWorker.objects.none(),
        label=gettext_lazy("Who takes over"),
        empty_label=gettext_lazy("Choose a social worker"),
        help_text=gettext_lazy("Workers of the project's agency; the role and the share stay."),
    )
    starts = forms.DateField(
        label=gettext_lazy("From which day"),
        help_text=gettext_lazy(
            "The first day of who takes over; the other one ends the day before."
        ),
        error_messages=DATE_ERRORS,
    )

    def limit_choices(self) -> None:
        super().limit_choices()
        today = timezone.localdate()
        self.fields["leaves"].queryset = (
            Assignment.objects.visible_to(self.user)
            .filter(project=self.project)
            .overlapping(today, None)
            .select_related("worker")
        )
        workers = SocialWorker.objects.visible_to(self.user).filter(agency=self.project.agency)
        self.fields["comes"].queryset = (
            workers.active_on(today).prefetch_related("certificates").order_by("name")
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        leaves, comes, starts = (cleaned.get(key) for key in ("leaves", "comes", "starts"))
        if not (leaves and comes and starts):
            return cleaned
        if starts <= leaves.starts or (leaves.ends and starts > leaves.ends):
            self.add_error("starts", _("The day lies outside the time of who leaves."))
        others = self.project.assignments.overlapping(starts, None).exclude(pk=leaves.pk)
        if comes.pk == leaves.worker_id or others.filter(worker=comes).exists():
            self.add_error("comes", _("This worker is already assigned to the project."))
        if leaves.role == Assignment.Role.LEAD and not comes.certified_on(starts):
            words = _("{name} holds no certificate on {day}; the lead must be certified.")
            self.add_error("comes", words.format(name=comes.name, day=starts.isoformat()))
        return cleaned

    def before(self) -> Values:
        return present_staff(self.cleaned_data["leaves"])

    def after(self) -> Values:
        leaves, comes = self.cleaned_data["leaves"], self.cleaned_data["comes"]
        return {
            "worker": comes.pk,
            "name": comes.name,
            "role": leaves.role,
            "share": leaves.share,
            "starts": self.cleaned_data["starts"].isoformat(),
        }


FORMS: dict[str, type[ChangeForm]] = {
    form.kind: form
    for form in (StaffChangeForm, DatesChangeForm, SitesChangeForm, BudgetChangeForm)
}
