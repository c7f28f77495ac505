"""The form of a purchase rule."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from projects.common.forms import RecordForm
from projects.common.money import YuanField
from projects.pilots.models import PurchaseRule


class PurchaseRuleForm(RecordForm):
    """A rule of the user's own place; she does not choose another."""

    direct_below = YuanField(
        label=_("Direct commission below (yuan)"),
        min_value=0,
        error_messages={"min_value": _("A threshold is not below 0.")},
        help_text=_("0 where direct commission is never allowed."),
    )
    tender_from = YuanField(label=_("Open tender from (yuan)"))

    class Meta:
        model = PurchaseRule
        fields = ("year", "direct_below", "tender_from", "document")
        labels = {"document": _("Document number")}
        error_messages = {
            "year": {"required": _("Enter a year of four digits.")},
            "document": {"required": _("Say which document sets the thresholds.")},
        }

    def limit_choices(self) -> None:
        if self.instance._state.adding:
            self.instance.place = self.user.place
            self.fields["year"].initial = timezone.localdate().year
        self.fields["document"].widget.attrs["placeholder"] = "闽财购〔2018〕5号"
