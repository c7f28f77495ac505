"""Forms of signing in, in the site's look, and the administrator's form of an account."""

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.core.validators import RegexValidator
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from projects.accounts.fields import AgencyField, PlaceField
from projects.accounts.models import User
from projects.common.forms import StyledForm
from projects.common.roles import PLACED, Role


class LookedAfter(StyledForm):
    """An allauth form in the site's look: labels above the fields instead of placeholders in them."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        if "code" in self.fields:
            self.fields["code"].widget.attrs["inputmode"] = "text"


class LoginForm(LookedAfter, account.LoginForm):
    """User name and password."""


class ChangePasswordForm(LookedAfter, account.ChangePasswordForm):
    """The present password and a new one, twice."""


class ReauthenticateForm(LookedAfter, account.ReauthenticateForm):
    """The password once more, before a change that matters."""


class SecondFactorForm(LookedAfter, mfa.AuthenticateForm):
    """A code of the authenticator app, or a recovery code."""


class SecondFactorAgainForm(LookedAfter, mfa.ReauthenticateForm):
    """A code once more, before a change that matters."""


class ActivateTOTPForm(LookedAfter, totp.ActivateTOTPForm):
    """The first code of a newly paired authenticator app."""


class UserForm(StyledForm, forms.ModelForm):
    """An account: who, in which role, and the place or agency that the role needs."""

    username = forms.CharField(
        label=_("User name"),
        max_length=30,
        help_text=_("Letters, digits, dot, hyphen and underscore; used to sign in."),
        validators=[
            RegexValidator(
                r"^[a-z0-9._-]{3,30}$",
                _("3 to 30 small letters, digits, dots, hyphens or underscores."),
            )
        ],
    )
    place = PlaceField(
        label=_("Place"),
        required=False,
        help_text=_("Code of 12 digits, or a name: type the beginning and choose."),
    )
    agency = AgencyField(
        label=_("Agency"),
        required=False,
        help_text=_("For agency staff only: credit code or name of the agency."),
    )
    employer = AgencyField(
        label=_("Employer"),
        required=False,
        help_text=_(
            "For evaluators only: the agency she works for, whose projects she never judges."
        ),
    )

    class Meta:
        model = User
        fields = ("name", "username", "role", "place", "agency", "employer", "is_active")
        labels = {"is_active": _("The account may sign in")}
        help_texts = {"is_active": ""}
        error_messages = {"username": {"unique": _("This user name is taken.")}}

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        for name, kind in (("place", "place"), ("agency", "agency"), ("employer", "agency")):
            self.initial[name] = getattr(self.instance, name)
            self.fields[name].widget.attrs |= {
                "list": f"{kind}-options",
                "autocomplete": "off",
                "hx-get": reverse_lazy(f"user_{kind}_options"),
                "hx-trigger": "input changed delay:300ms",
                "hx-target": f"#{kind}-options",
            }

    def clean_username(self) -> str:
        username = self.cleaned_data["username"]
        taken = User.objects.visible_to(self.user).filter(username__iexact=username)
        if taken.exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_("This user name is taken."), code="unique")
        return username

    def clean(self) -> dict[str, Any]:
        """Says at the field what the role needs, before the constraint says it for the whole form."""
        super().clean()
        role = self.cleaned_data.get("role")
        if role in PLACED:
            self._needs("place", _("This role needs a place."))
            self._leave_empty("agency", _("Only agency staff belong to an agency: leave it empty."))
        elif role == Role.AGENCY:
            self._needs("agency", _("Agency staff need their agency."))
            self._leave_empty(
                "place", _("Agency staff have no place of their own: leave it empty.")
            )
        elif role == Role.SYSADMIN:
            self._leave_empty("place", _("A system administrator has no place: leave it empty."))
            self._leave_empty("agency", _("A system administrator has no agency: leave it empty."))
        if role != Role.EVALUATOR:
            self._leave_empty("employer", _("Only an evaluator has an employer: leave it empty."))
        if self.instance.pk == self.user.pk:
            self._keeps_her_own(role)
        return self.cleaned_data

    def _needs(self, name: str, message: Any) -> None:
        if name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, message)

    def _leave_empty(self, name: str, message: Any) -> None:
        if self.cleaned_data.get(name):
            self.add_error(name, message)

    def _keeps_her_own(self, role: str | None) -> None:
        """An administrator cannot lock herself out; another one does that."""
        if role and role != Role.SYSADMIN:
            self.add_error("role", _("You cannot change your own role."))
        if not self.cleaned_data.get("is_active"):
            self.add_error("is_active", _("You cannot switch off your own account."))
