"""The form in which an agency logs a service, mostly on a phone."""

from decimal import Decimal
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.attachments.checks import CheckedFile
from projects.common.forms import RecordForm, RecordsChoiceField
from projects.delivery.models import ServiceRecord
from projects.delivery.rules import judge, last_day
from projects.delivery.sheets import SheetField
from projects.places.models import Place
from projects.workers.models import Certificate, SocialWorker

Method = ServiceRecord.Method
THE_THREE = {
    Method.CASE: pgettext_lazy("unit", "interviews"),
    Method.GROUP: pgettext_lazy("unit", "sessions"),
    Method.COMMUNITY: pgettext_lazy("unit", "events"),
}
MOST_TILES = 6  # past that, a list to choose from is quicker


class Tile(NamedTuple):
    """One choice to tap, with a word below it."""

    choice: Any
    small: Any = ""


def stepper(step: str, least: str, mode: str) -> forms.TextInput:
    """A number between − and +; text, so that the phone shows digits and nothing is thrown away."""
    return forms.TextInput(
        attrs={"inputmode": mode, "data-step": step, "data-min": least, "autocomplete": "off"}
    )


class ServiceForm(RecordForm):
    """One service of ``project``: its sites and the workers assigned to it are the choices."""

    hours = forms.DecimalField(
        label=_("Hours"),
        min_value=Decimal("0.1"),
        max_value=24,
        max_digits=4,
        decimal_places=1,
        initial=Decimal("1.0"),
        widget=stepper("0.5", "0.5", "decimal"),
        error_messages={
            "required": _("Enter how many hours it took, such as 1.5."),
            "invalid": _("Enter how many hours it took, such as 1.5."),
            "min_value": _("Hours lie between 0.1 and 24."),
            "max_value": _("Hours lie between 0.1 and 24."),
            "max_decimal_places": _("Hours have at most one decimal, such as 1.5."),
        },
    )
    attendances = forms.IntegerField(
        label=_("Attendances"),
        min_value=1,
        max_value=100_000,
        widget=stepper("1", "1", "numeric"),
        error_messages={
            "required": _("Enter how many people came."),
            "invalid": _("Enter a whole number, such as 12."),
            "min_value": _(
                "A service reaches at least one person. If it did not take place, do not log it."
            ),
            "max_value": _("This is more than a service can reach; check the number."),
        },
    )
    place = forms.ModelChoiceField(
        Place.objects.none(),
        label=_("Site"),
        empty_label=None,
        error_messages={
            "required": _("Choose where it took place."),
            "invalid_choice": _("Choose one of the project's sites."),
        },
    )
    workers = RecordsChoiceField(
        SocialWorker.objects.none(),
        label=_("Social workers"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one social worker."),
            "invalid_choice": _("Choose social workers who are assigned to the project."),
        },
    )
    sign_in_sheet = SheetField(label=_("Sign-in sheet"), required=False)
    anyway = forms.BooleanField(label=_("This is right; log it all the same"), required=False)

    class Meta:
        model = ServiceRecord
        fields = (
            "method",
            "date",
            "hours",
            "attendances",
            "place",
            "note",
            "sign_in_sheet",
        )
        widgets = {"method": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"method": {"required": _("Choose what kind of service it was.")}}

    def __init__(self, *args: Any, project: Any = None, **kwargs: Any) -> None:
        self.project = project or kwargs["instance"].project
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["workers"] = [worker.pk for worker in self.instance.workers]

    def limit_choices(self) -> None:
        self.fields["method"].choices = Method.choices
        self._limit_sites()
        self._limit_workers()
        day = self.fields["date"]
        day.initial = last_day(self.project)
        day.widget.attrs |= {
            "min": (self.project.started_on or self.project.starts).isoformat(),
            "max": last_day(self.project).isoformat(),
        }

    def _limit_sites(self) -> None:
        site = self.fields["place"]
        sites = Place.objects.filter(sites__project=self.project).order_by("code")
        if len(sites) <= MOST_TILES:
            site.widget = forms.RadioSelect(choices=site.choices)
        else:
            site.empty_label = _("Choose a site")
            site.widget.attrs["class"] = "form-select"
        site.queryset = sites
        if len(sites) == 1:
            site.initial = sites[0].pk

    def _limit_workers(self) -> None:
        today = timezone.localdate()
        certificates = Certificate.objects.filter(worker=OuterRef("worker"), issued_on__lte=today)
        assigned = self.project.assignments.filter(starts__lte=today)
        self.worker_words: dict[int, str] = {}
        for row in assigned.annotate(certified=Exists(certificates)).order_by("starts"):
            words = [row.get_role_display(), *([_("certified")] if row.certified else [])]
            self.worker_words[row.worker_id] = " · ".join(map(str, words))
        workers = SocialWorker.objects.filter(pk__in=self.worker_words).order_by("pk")
        self.fields["workers"].queryset = workers
        if len(self.worker_words) == 1:
            self.fields["workers"].initial = list(self.worker_words)

    @property
    def has_site_tiles(self) -> bool:
        """Whether the sites are few enough to be tapped."""
        return isinstance(self.fields["place"].widget, forms.RadioSelect)

    @property
    def method_tiles(self) -> list[Tile]:
        """The three methods, each with its unit."""
        return [
            Tile(choice, THE_THREE[choice.data["value"]])
            for choice in self["method"]
            if choice.data["value"] in THE_THREE
        ]

    @property
    def other_tiles(self) -> list[Tile]:
        """What is recorded but none of the three."""
        return [Tile(c) for c in self["method"] if c.data["value"] not in THE_THREE]

    @property
    def other_is_chosen(self) -> bool:
        """Whether the fold with the other services must be open."""
        return any(tile.choice.data["selected"] for tile in self.other_tiles)

    @property
    def worker_tiles(self) -> list[Tile]:
        """The workers, each with her role and whether she is certified."""
        return [
            Tile(choice, self.worker_words.get(choice.data["value"].value, ""))
            for choice in self["workers"]
        ]

    @property
    def asks_to_confirm(self) -> bool:
        """Whether something is doubtful, so that the tick “log it all the same” is shown."""
        said = (error for errors in self.errors.as_data().values() for error in errors)
        return self["anyway"].value() or any(error.code == "doubt" for error in said)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        verdict = judge(self.project, self._told(data), record=self._corrected)
        for name, text in verdict.errors.items():
            self._say(name, text)
        if not self.errors and not data.get("anyway"):
            for name, text in verdict.doubts.items():
                self._say(name, ValidationError(text, code="doubt"))
        return data

    @property
    def _corrected(self) -> ServiceRecord | None:
        return self.instance if self.instance.pk else None

    def _say(self, name: str, text: Any) -> None:
        """Says ``text`` at the field, unless something is said there already."""
        if name not in self.errors:
            self.add_error(name if name in self.fields else None, text)

    @staticmethod
    def _told(data: dict[str, Any]) -> dict[str, Any]:
        """Those of the answers that can be read, as the judge takes them."""
        told: dict[str, Any] = {
            name: data[name] for name in ("method", "hours", "attendances") if name in data
        }
        if "date" in data:
            told["day"] = data["date"]
        if data.get("place"):
            told["place_id"] = data["place"].pk
        if data.get("workers"):
            told["worker_ids"] = [worker.pk for worker in data["workers"]]
        return told

    def entry(self) -> dict[str, Any]:
        """What was entered, as the actions take it."""
        data = self.cleaned_data
        sheet = data.get("sign_in_sheet")
        return {
            "method": data["method"],
            "day": data["date"],
            "hours": data["hours"],
            "place_id": data["place"].pk,
            "attendances": data["attendances"],
            "worker_ids": [worker.pk for worker in data["workers"]],
            "note": data["note"],
            "sheet": sheet if isinstance(sheet, CheckedFile) else None,
        }
