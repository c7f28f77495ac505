"""The forms of public notices: announcing, objecting, answering."""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import DATE_ERRORS, RecordForm, StyledForm
from projects.pilots.models import Objection, PublicNotice
from projects.pilots.models.notice import validate_office_phone
from projects.pilots.noticetext import draft_text
from projects.pilots.workdays import is_known, nth_working_day

PROPOSED = 5  # working days


class NoticeForm(RecordForm):
    """The notice of ``instance.project``, with its days, its text and the authority proposed."""

    class Meta:
        model = PublicNotice
        fields = ("starts", "ends", "authority", "phone", "text")
        widgets = {"text": forms.Textarea(attrs={"rows": 12})}
        help_texts = {
            "text": _("Drawn up from the registration. It is public: no personal data."),
            "phone": _("An office phone at which questions are answered."),
        }
        error_messages = {
            "starts": DATE_ERRORS,
            "ends": DATE_ERRORS,
            "authority": {"required": _("Say which authority issues the notice.")},
            "phone": {"required": _("Give a phone at which questions are answered.")},
            "text": {"required": _("A notice needs a text.")},
        }

    def limit_choices(self) -> None:
        tomorrow = timezone.localdate() + timedelta(days=1)
        starts = nth_working_day(tomorrow, 1)
        ends = nth_working_day(starts, PROPOSED)
        self.initial.update(
            {
                "starts": starts,
                "ends": ends,
                "text": draft_text(self.instance.project),
                "authority": self._authority(),
                "phone": self._latest("phone"),
            }
        )
        self.fields["ends"].help_text = (
            _("5 to 7 working days; lawful holidays and make-up days are taken into account.")
            if is_known(starts, ends)
            else _(
                "5 to 7 working days. The holidays of that year are not published yet: Monday to Friday"
                " are counted."
            )
        )

    def _authority(self) -> str:
        """Who issued the last notice of the user's place; at first the civil affairs of the place."""
        return self._latest("authority") or _("Civil affairs of %(place)s") % {
            "place": self.user.place
        }

    def _latest(self, field: str) -> str:
        mine = PublicNotice.objects.visible_to(self.user).filter(created_by=self.user.pk)
        return mine.order_by("-pk").values_list(field, flat=True).first() or ""


class NoticeAgainForm(NoticeForm):
    """A notice in place of one that was wrong: why is asked, and stays on record."""

    field_order = ("reason",)
    reason = forms.CharField(
        label=_("Why the present notice is withdrawn"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Say why; the reason stays on record.")},
    )


class ObjectionForm(StyledForm, forms.ModelForm):
    """What somebody without an account objects to; who she is, only the approving level reads."""

    submission = forms.UUIDField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(
        label=_("Your name"),
        max_length=50,
        help_text=_("Only the authority that approves the project reads your name and phone."),
        error_messages={"required": _("Give your name; an objection without one is not handled.")},
    )
    phone = forms.CharField(
        label=_("Your phone"),
        max_length=20,
        validators=[validate_office_phone],
        error_messages={"required": _("Give a phone at which you can be asked.")},
    )

    class Meta:
        model = Objection
        fields = ("name", "phone", "text")
        labels = {"text": _("What you object to, and why")}
        widgets = {"text": forms.Textarea(attrs={"rows": 6})}
        error_messages = {"text": {"required": _("Say what you object to.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["submission"].initial = uuid.uuid4
        self.fields["name"].widget.attrs["autocomplete"] = "name"
        self.fields["phone"].widget.attrs |= {"autocomplete": "tel", "inputmode": "tel"}

    def clean_submission(self) -> uuid.UUID:
        return self.cleaned_data["submission"] or uuid.uuid4()


class ObjectionAnswerForm(StyledForm, forms.ModelForm):
    """How an objection was handled."""

    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=Objection.Outcome.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the objection is upheld.")},
    )

    class Meta:
        model = Objection
        fields = ("outcome", "answer")
        widgets = {"answer": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True
        self.fields["answer"].error_messages["required"] = _(
            "Say what was found out and what was answered."
        )
