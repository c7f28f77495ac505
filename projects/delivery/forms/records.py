"""The form in which an agency logs a service, mostly on a phone."""

import re
from typing import Any, ClassVar, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from projects.attachments.checks import CheckedFile
from projects.delivery.forms import choices
from projects.delivery.forms.record_fields import ServiceFields
from projects.delivery.models import ServiceRecord, ServiceRule
from projects.delivery.rules import judge, last_day, rule_of

Method = ServiceRecord.Method
THE_THREE = {
    Method.CASE: pgettext_lazy("unit", "interviews"),
    Method.GROUP: pgettext_lazy("unit", "sessions"),
    Method.COMMUNITY: pgettext_lazy("unit", "events"),
}
MOST_TILES = 6  # past that, a list to choose from is quicker
ZEROS = ("volunteers", "volunteer_hours", "rated", "satisfied")  # left empty, there were none
# What the form and an entry call by the same name.
SAME = (
    *("method", "field", "starts_at", "ends_at", "hours", "attendances", "people", "groups"),
    *("volunteers", "volunteer_hours", "process", "outcome", "follow_up", "supervisor_opinion"),
    *("rated", "satisfied", "note"),
)


class Tile(NamedTuple):
    """One choice to tap, with a word below it."""

    choice: Any
    small: Any = ""


class Fold(NamedTuple):
    """Questions that are not always needed, behind one line that opens them."""

    title: Any
    fields: list[Any]
    is_open: bool


class ServiceForm(ServiceFields):
    """One service of ``project``: its sites and the workers assigned to it are the choices."""

    FOLDS: ClassVar[tuple[tuple[Any, tuple[str, ...]], ...]] = (
        (
            _("Field, people and groups"),
            ("field", "people", "groups", "beneficiaries", "others_by_number"),
        ),
        (_("Volunteers"), ("volunteers", "volunteer_hours")),
        (
            _("Process, outcome, follow-up"),
            ("process", "outcome", "follow_up", "supervisor_opinion"),
        ),
        (_("Satisfaction"), ("rated", "satisfied")),
    )

    of_confirmed = False  # whether what it corrects is of a confirmed month

    def __init__(self, *args: Any, project: Any = None, **kwargs: Any) -> None:
        self.project = project or kwargs["instance"].project
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["workers"] = [worker.pk for worker in self.instance.workers]
            self.initial["lead"] = self.instance.lead_id
            self.initial["beneficiaries"] = [b.pk for b in self.instance.beneficiaries.all()]

    def limit_choices(self) -> None:
        self.rule = rule_of(self.project)
        self.fields["method"].choices = Method.choices
        self.fields["field"].initial = self.project.field
        self._limit_sites()
        self._limit_workers()
        self._limit_work()
        self._limit_people()
        day = self.fields["date"]
        day.initial = last_day(self.project)
        if self.rule.off_dates == ServiceRule.Answer.REFUSE:
            day.widget.attrs |= {
                "min": (self.project.started_on or self.project.starts).isoformat(),
                "max": last_day(self.project).isoformat(),
            }

    def _limit_sites(self) -> None:
        site = self.fields["place"]
        sites = choices.sites_of(self.project)
        if len(sites) <= MOST_TILES:
            site.widget = forms.RadioSelect(choices=site.choices)
        else:
            site.empty_label = _("Choose a site")
            site.widget.attrs["class"] = "form-select"
        site.queryset = sites
        if len(sites) == 1:
            site.initial = sites[0].pk
        if self.rule.off_site == ServiceRule.Answer.REFUSE:
            del self.fields["elsewhere"]
        else:
            site.required = False
            self.fields["elsewhere"].queryset = choices.villages_besides(self.project)
            self.fields["elsewhere"].label_from_instance = choices.village_label

    def _limit_workers(self) -> None:
        self.worker_words = choices.words_of_workers(self.project)
        workers = choices.workers_among(self.worker_words)
        self.fields["workers"].queryset = self.fields["lead"].queryset = workers
        if len(self.worker_words) == 1:
            self.fields["workers"].initial = list(self.worker_words)

    def _limit_work(self) -> None:
        case, group = self.fields["case"], self.fields["group"]
        case.queryset = choices.cases_of(self.project, self.user, self.instance)
        case.label_from_instance = choices.case_label
        group.queryset = choices.groups_of(self.project, self.user, self.instance)
        group.label_from_instance = choices.group_label

    def _limit_people(self) -> None:
        register = choices.register_of(self.user, self.instance)
        people = self.fields["beneficiaries"]
        people.queryset = register
        people.widget.choices = choices.known_here(register, self.project, self.instance)

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
    def folds(self) -> list[Fold]:
        """What is not always needed; open where something is entered or wrong."""
        made = []
        for title, names in self.FOLDS:
            bound = [self[name] for name in names]
            if not self.fields["beneficiaries"].widget.choices:
                bound = [field for field in bound if field.name != "beneficiaries"]
            is_open = any(f.errors or (f.value() and f.name != "field") for f in bound)
            made.append(Fold(title, bound, is_open))
        return made

    @property
    def asks_to_confirm(self) -> bool:
        """Whether something is doubtful, so that the tick “log it all the same” is shown."""
        said = (error for errors in self.errors.as_data().values() for error in errors)
        return self["anyway"].value() or any(error.code == "doubt" for error in said)

    def clean_others_by_number(self) -> list[Any]:
        numbers = re.split(r"[\s,，、;；]+", self.cleaned_data["others_by_number"].strip())
        wanted = {number.upper() for number in numbers if number}
        if not wanted:
            return []
        found = {
            row.number: row
            for row in self.fields["beneficiaries"].queryset.filter(number__in=wanted)
        }
        if missing := sorted(wanted - set(found)):
            words = _("Not in your register: %(numbers)s.")
            raise ValidationError(words, params={"numbers": "、".join(missing)})
        return list(found.values())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ZEROS:
            if name in data and data[name] is None:
                data[name] = 0
        if data.get("elsewhere"):
            data["place"] = data["elsewhere"]
        elif "place" in data and not data["place"]:
            self.add_error("place", self.fields["place"].error_messages["required"])
        self._fit_to_method(data)
        verdict = judge(
            self.project,
            self._told(data),
            record=self._corrected,
            rule=self.rule,
            confirmed=self.of_confirmed,
        )
        for name, text in verdict.errors.items():
            self._say(name, text)
        if not self.errors and not data.get("anyway"):
            for name, text in verdict.doubts.items():
                self._say(name, ValidationError(text, code="doubt"))
        return data

    @staticmethod
    def _fit_to_method(data: dict[str, Any]) -> None:
        """A case belongs to case work and a group to group work, whatever was chosen before; a session
        is the group's next one, unless she says which."""
        if data.get("method") != Method.CASE:
            data["case"] = None
        if data.get("method") != Method.GROUP:
            data["group"] = None
        if not data.get("group"):
            data["session"] = None
        elif "session" in data and data["session"] is None:
            latest = data["group"].sessions.aggregate(latest=Max("session"))["latest"]
            data["session"] = (latest or 0) + 1

    @property
    def _corrected(self) -> ServiceRecord | None:
        return self.instance if self.instance.pk else None

    def _say(self, name: str, text: Any) -> None:
        """Says ``text`` at the field, unless something is said there already."""
        if name not in self.errors:
            self.add_error(name if name in self.fields else None, text)

    @staticmethod
    def _told(data: dict[str, Any]) -> dict[str, Any]:
        """Those of the answers that can be read, as the judge and the actions take them."""
        told = {name: data[name] for name in SAME if name in data}
        if "date" in data:
            told["day"] = data["date"]
        if data.get("place"):
            told["place_id"] = data["place"].pk
        if data.get("workers"):
            lead = data.get("lead")
            chosen = [worker.pk for worker in data["workers"]]
            told["worker_ids"] = list(dict.fromkeys([*([lead.pk] if lead else []), *chosen]))
        case, group = data.get("case"), data.get("group")
        told |= {"case_id": case and case.pk, "group_id": group and group.pk}
        if "session" in data:
            told["session"] = data["session"]
        named = [*(data.get("beneficiaries") or ()), *(data.get("others_by_number") or ())]
        told["beneficiary_ids"] = list(dict.fromkeys(person.pk for person in named))
        return told

    def entry(self) -> dict[str, Any]:
        """What was entered, as the actions take it."""
        data = self.cleaned_data
        sheet = data.get("sign_in_sheet")
        return {
            **self._told(data),
            "sheet": sheet if isinstance(sheet, CheckedFile) else None,
            "photos": data.get("photos") or [],
        }
