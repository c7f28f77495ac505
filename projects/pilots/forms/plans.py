"""The form of an action plan with a row for each of its quotas."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.formsets import DELETION_FIELD_NAME, BaseFormSet, formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import DATE_ERRORS, RecordForm, StyledForm
from projects.common.money import YuanField
from projects.pilots.gaps import order_of
from projects.pilots.models import ActionPlan, Project, Quota
from projects.places.models import Place

MOST = 100_000


def cities_of(user: Any) -> list[tuple[int, str]]:
    """The cities of the official's province today, and last the counties that report on their own."""
    rows = Place.objects.visible_to(user).valid_on(timezone.localdate())
    cities = [(city.pk, city.name) for city in rows.filter(level=Place.Level.CITY)]
    alone = rows.counties().exclude(reports_as="")
    return cities + [(county.pk, county.reports_as) for county in alone]


class QuotaForm(StyledForm, forms.Form):
    """One quota. A row without a number and without a choice is empty and left out."""

    level = forms.ChoiceField(
        label=_("Pilot level"),
        choices=[("", _("Any level")), *Project.Level.choices],
        required=False,
    )
    place = forms.TypedChoiceField(label=_("City"), coerce=int, empty_value=None, required=False)
    rural = forms.BooleanField(label=_("Rural only"), required=False)
    number = forms.IntegerField(
        label=_("Planned pilots"),
        required=False,
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={
            "invalid": _("Enter a whole number."),
            "min_value": _("A quota is at least one pilot."),
        },
    )

    def __init__(self, *args: Any, cities: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("Whole province")), *cities]
        for name, field in self.fields.items():
            if name != DELETION_FIELD_NAME:
                field.widget.attrs["aria-label"] = field.label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.has_changed() and "number" not in self.errors and cleaned.get("number") is None:
            text = _("Enter the number of pilots, or tick “remove”.")
            self.add_error("number", text)
        return cleaned

    @property
    def quota(self) -> Quota:
        """What the row says, not saved."""
        given = self.cleaned_data
        return Quota(
            level=given["level"],
            place_id=given["place"],
            rural=given["rural"],
            number=given["number"],
        )


class BaseQuotaFormSet(BaseFormSet):
    """The rows of a plan's quotas; each kind of quota stands in it once."""

    def clean(self) -> None:
        seen = set()
        for form in self.filled:
            if form.errors:
                continue
            given = form.cleaned_data
            kind = (given["level"], given["place"], given["rural"])
            if kind in seen:
                form.add_error("number", _("This quota is already in the plan."))
            seen.add(kind)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields[DELETION_FIELD_NAME].widget.attrs["class"] = "form-check-input"
        form.fields[DELETION_FIELD_NAME].label = _("Remove")

    @property
    def filled(self) -> list[QuotaForm]:
        """The rows that say something and are not taken out."""
        stored = self.initial_form_count()
        return [
            form
            for number, form in enumerate(self.forms)
            if (number < stored or form.has_changed()) and not self._should_delete_form(form)
        ]

    @property
    def quotas(self) -> list[Quota]:
        """The quotas of a valid set, not saved."""
        return [form.quota for form in self.filled]


QuotaFormSet = formset_factory(
    QuotaForm, formset=BaseQuotaFormSet, extra=6, can_delete=True, max_num=200, absolute_max=400
)


class ActionPlanForm(RecordForm):
    """A province's plan for a year; ``quotas`` are the rows below it.

    The code stays what it was: reports and addresses name the plan by it.
    """

    field_order = ("name", "code", "year", "starts", "ends")
    target_amount = YuanField(label=_("Planned money (yuan)"), min_value=0)

    class Meta:
        model = ActionPlan
        fields = (
            "code",
            "name",
            "year",
            "starts",
            "ends",
            "target_projects",
            "target_rural",
            "target_amount",
        )
        help_texts = {
            "code": _(
                "Letters, digits and dashes, such as fujian-2018. It cannot be changed later."
            ),
            "starts": _("When the first project may begin."),
            "ends": _("When the last one ends; coverage is counted until then."),
            "target_rural": _("They need not be part of the planned pilots; 0 for none."),
        }
        error_messages = {
            "code": {
                "required": _("Give the plan a code such as fujian-2018."),
                "unique": _("Another plan has this code."),
            },
            "name": {"required": _("Give the plan a name.")},
            "starts": DATE_ERRORS,
            "ends": DATE_ERRORS,
        }

    def limit_choices(self) -> None:
        rows = (
            sorted(self.instance.quotas.select_related("place"), key=order_of)
            if self.instance.pk
            else []
        )
        if self.instance.pk:
            del self.fields["code"]
        else:
            self.instance.place = self.user.place
        self.quotas = QuotaFormSet(
            data=self.data if self.is_bound else None,
            prefix="quotas",
            form_kwargs={"cities": cities_of(self.user)},
            initial=[
                {"level": q.level, "place": q.place_id, "rural": q.rural, "number": q.number}
                for q in rows
            ],
        )

    def clean_year(self) -> int:
        """Said here in words, so that no number is too large for the column."""
        year = self.cleaned_data["year"]
        if not 2000 <= year <= 2100:
            raise ValidationError(_("Enter a year such as 2018."))
        return year

    def clean_target_projects(self) -> int:
        return _at_most(self.cleaned_data["target_projects"], least=1)

    def clean_target_rural(self) -> int:
        return _at_most(self.cleaned_data["target_rural"], least=0)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The end lies before the beginning."))
        if not self.quotas.is_valid():
            self.add_error(None, _("A quota needs correction; see the rows below."))
        return cleaned


def _at_most(number: int, *, least: int) -> int:
    if number < least:
        raise ValidationError(_("A plan has at least one pilot."))
    if number > MOST:
        raise ValidationError(_("This number is too large."))
    return number
