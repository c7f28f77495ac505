"""Rounds that beat calls by rule: setting and changing the rule, and calling for what is due."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.accounts.models import User
from projects.common.roles import Role
from projects.filing.actions import call_round
from projects.filing.models import Round, RoundRule
from projects.filing.periods import first_day


@transaction.atomic
def set_rule(*, by: Any, **asked: Any) -> RoundRule:
    """Has a table called for after each period, from the next one on."""
    if by.role != Role.PROVINCE:
        raise ValidationError(_("The province calls for tables."))
    rule = RoundRule(created_by=by, **asked).starting(timezone.now())
    rule.save()
    return rule


@transaction.atomic
def change_rule(
    *, rule_id: int, by: Any, county_days: int, city_days: int, is_on: bool
) -> RoundRule:
    """Gives other days from the next round on, or switches it; what is missed while off stays missed."""
    if by.role != Role.PROVINCE:
        raise ValidationError(_("The province calls for tables."))
    rows = RoundRule.objects.visible_to(by).select_for_update(of=("self",), no_key=True)
    rule = rows.get(pk=rule_id)
    if is_on and not rule.is_on:
        rule.starting(timezone.now())
    rule.county_days, rule.city_days, rule.is_on = county_days, city_days, is_on
    rule.version += 1
    rule.save()
    return rule


def call_due_rounds(*, now: datetime | None = None) -> int:
    """Calls for the table of each rule that is due; how many. Run by beat, may run beside itself.

    The round and the next occasion are one commit, under the lock of the rule. However many occasions
    were missed, one round is called, of the last period; one that the province has called by hand is
    not called again.
    """
    now = now or timezone.now()
    due = RoundRule.objects.due(now).order_by("next_at").values_list("pk", flat=True)
    return sum(_call(pk, now) for pk in due)


@transaction.atomic
def _call(pk: int, now: datetime) -> bool:
    rows = RoundRule.objects.due(now).filter(pk=pk).select_for_update(no_key=True, of=("self",))
    rule = rows.select_related("plan__place").first()
    if rule is None or not (by := _caller(rule)):  # another beat was first, or nobody is there
        return False
    until = rule.last_period(now)
    asked: dict[str, Any] = {"report": rule.report, "plan": rule.plan, "period": rule.period}
    called = Round.objects.filter(**asked, since=first_day(rule.period, until))
    made, refused = False, ""
    if rule.lasts(until) and not called.exists():
        today = timezone.localdate(now)
        due: dict[str, Any] = {
            "county_due": today + timedelta(days=rule.county_days),
            "city_due": today + timedelta(days=rule.city_days),
        }
        try:
            with transaction.atomic():
                made = bool(call_round(by=by, until=until, **asked, **due))
        except ValidationError as refusal:
            refused = " ".join(refusal.messages)[:300]
        except IntegrityError:
            if not called.exists():  # the province was faster by hand
                raise
    # No save(), which would keep a version of a rule that nobody has changed.
    following = rule.starting(now).next_at
    RoundRule.objects.filter(pk=pk).update(next_at=following, refused=refused)
    return made


def _caller(rule: RoundRule) -> User | None:
    """In whose name: whoever set the rule, or after she has left another official of the province."""
    rows = User.objects.filter(is_active=True, role=Role.PROVINCE, place=rule.plan.place)
    first = Case(When(pk=rule.created_by_id, then=0), default=1)
    return rows.select_related("place").order_by(first, "pk").first()
