"""Forms of visits, findings and follow-up actions."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.attachments.checks import PICTURES
from projects.attachments.forms import AttachmentsField
from projects.common.forms import DATE_ERRORS, RecordForm, StyledForm, not_in_future
from projects.evaluation.models import Finding, FollowUp, Visit
from projects.evaluation.recusal import officials_over
from projects.pilots.models import Project
from projects.places.models import Place

THE_AGENCY = "agency"


def photos_field() -> AttachmentsField:
    """Photographs taken on a visit."""
    return AttachmentsField(
        label=_("Photographs"),
        required=False,
        accepted=PICTURES,
        help_text=_("JPEG or PNG, several at once; no faces of residents who did not agree."),
    )


class VisitForm(RecordForm):
    """One visit to a project; the project comes with the instance."""

    photos = photos_field()

    class Meta:
        model = Visit
        fields = ("on", "site", "visitors", "purpose")
        help_texts = {
            "visitors": _("Everybody who came, with their offices."),
            "site": _("Leave empty if several sites, or none, were visited."),
        }
        error_messages = {
            "on": DATE_ERRORS,
            "visitors": {"required": _("Say who visited.")},
            "purpose": {"required": _("Say what the visit was for.")},
        }

    def limit_choices(self) -> None:
        self.fields["site"].queryset = Place.objects.filter(sites__project=self.instance.project)
        self.fields["site"].empty_label = _("several or none")
        if not self.instance.pk:
            self.initial["on"] = timezone.localdate()
            self.initial["visitors"] = self.user.name

    def clean_on(self) -> Any:
        return not_in_future(self.cleaned_data["on"])


class ActionFields(StyledForm):
    """What is to be done, by whom and until when, as fields of a form whose project is ``self.project``."""

    project: Project

    def offer_owners(self) -> None:
        """The agency first, then the officials over the project's county."""
        officials = [
            (str(user.pk), f"{user.name}（{user.get_role_display()} · {user.place}）")
            for user in officials_over(self.project.place)
        ]
        choices = [(THE_AGENCY, self.project.agency.name), *officials]
        self.fields["owner"].choices = [("", _("Please choose")), *choices]

    def owner_fields(self) -> dict[str, Any]:
        """The chosen owner as the two columns of a follow-up."""
        owner = self.cleaned_data["owner"]
        if owner == THE_AGENCY:
            return {"agency_id": self.project.agency_id}
        return {"person_id": int(owner)}

    def check_due(self, since: Any) -> None:
        """The due day does not lie before the visit."""
        due = self.cleaned_data.get("due")
        if due and due < since:
            self.add_error("due", _("The due day lies before the visit."))


class FindingForm(ActionFields, RecordForm):
    """One finding of a visit and, if something is to be done about it, what, by whom and until when."""

    kind = forms.ChoiceField(
        label=_("Kind of finding"),
        choices=Finding.Kind,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what kind of finding it is.")},
    )
    what = forms.CharField(label=_("What is to be done"), max_length=300, required=False)
    owner = forms.ChoiceField(label=_("Who sees to it"), required=False)
    due = forms.DateField(label=_("Due on"), required=False, error_messages=DATE_ERRORS)
    photos = photos_field()

    class Meta:
        model = Finding
        fields = ("kind", "severity", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        help_texts = {"severity": _("For a problem or a risk.")}
        error_messages = {"text": {"required": _("Say what was found.")}}

    def limit_choices(self) -> None:
        self.project = self.instance.visit.project
        self.offer_owners()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        good = data.get("kind") == Finding.Kind.GOOD
        if good:
            data["severity"] = self.instance.severity = ""
        elif data.get("kind") and not data.get("severity"):
            self.add_error("severity", _("Say how severe it is."))
        if any(data.get(name) for name in ("what", "owner", "due")):
            for name, text in (
                ("what", _("Say what is to be done.")),
                ("owner", _("Choose who sees to it.")),
                ("due", _("Enter the day.")),
            ):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, text)
            self.check_due(self.instance.visit.on)
        return data

    def follow_up(self) -> FollowUp | None:
        """The follow-up that was entered with the finding, not saved yet."""
        data = self.cleaned_data
        if not data.get("what"):
            return None
        return FollowUp(what=data["what"], due=data["due"], **self.owner_fields())


class FollowUpForm(ActionFields, RecordForm):
    """One more thing to be done about a finding."""

    owner = forms.ChoiceField(
        label=_("Who sees to it"), error_messages={"required": _("Choose who sees to it.")}
    )

    class Meta:
        model = FollowUp
        fields = ("what", "due")
        error_messages = {"what": {"required": _("Say what is to be done.")}, "due": DATE_ERRORS}

    field_order = ("what", "owner", "due")

    def limit_choices(self) -> None:
        self.project = self.instance.finding.visit.project
        self.offer_owners()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self.check_due(self.instance.finding.visit.on)
        if data.get("owner"):
            for name, value in self.owner_fields().items():
                setattr(self.instance, name, value)
        return data

    def _get_validation_exclusions(self) -> set[str]:
        # The owner stands in columns that are no fields here; its constraint is asked all the same.
        return super()._get_validation_exclusions() - {"agency", "person"}


class ResultForm(StyledForm, forms.Form):
    """What came of a follow-up."""

    result = forms.CharField(
        label=_("What was done and what came of it"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say what was done and what came of it.")},
    )
