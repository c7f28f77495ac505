"""What is done in a round: calling it, making a table, handing it up, deciding about it, locking."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from projects.common.roles import Role
from projects.filing.models import Filing, FilingStep, Round
from projects.filing.moves import MOVES, Rule
from projects.filing.periods import first_day
from projects.filing.querysets import DONE, KEPT
from projects.pilots.coverage import lines_within
from projects.pilots.models import ActionPlan
from projects.reports.actions import start_run

LONGEST = {"head": 50, "reviewer": 50, "maker": 50, "reason": 500, "comment": 500}


@transaction.atomic
def call_round(
    *,
    by: Any,
    report: str,
    plan: ActionPlan,
    period: str,
    until: date,
    county_due: date,
    city_due: date,
    submission_key: Any = None,
) -> Round:
    """Calls for a table of a period that is over: each county and city of its last day gets a draft."""
    if by.role != Role.PROVINCE:
        raise ValidationError(_("The province calls for tables."))
    made = Round(
        report=report,
        plan=plan,
        period=period,
        since=first_day(period, until),
        until=until,
        county_due=county_due,
        city_due=city_due,
        submission_key=submission_key,
        created_by=by,
    )
    made.definition.check(user=by, plan=plan, as_of=until, place=by.place, **made.options)
    made.save()
    Filing.objects.bulk_create(_drafts(made, by.place))
    return made


def _drafts(made: Round, province: Any) -> list[Filing]:
    """One of each county that counts, due first, and of each city above them."""
    drafts = []
    for line in lines_within(plan=made.plan, place=province, day=made.until):
        city = line.counties[0].parent
        city = city if city and city.code == line.code else None
        if city:
            drafts.append(Filing(round=made, place=city, due=made.city_due))
        due = made.county_due if city else made.city_due
        drafts += [Filing(round=made, place=one, city=city, due=due) for one in line.counties]
    return drafts


@transaction.atomic
def make_table(*, filing_id: int, by: Any) -> Filing:
    """Has the table of a filing counted (anew), by the worker; until it is handed up it may be again."""
    filing, _together = _locked(filing_id, by, MOVES["submit"])
    if filing.run and filing.run.job and not filing.run.job.is_over:
        raise ValidationError(_("The table is being made; wait until it stands below."))
    asked = filing.round
    filing.run = start_run(
        by=by,
        report=asked.report,
        plan=asked.plan,
        place=filing.place,
        as_of=asked.until,
        options=asked.options,
    )
    filing.save(update_fields=["run"])
    return filing


@transaction.atomic
def submit_filing(*, filing_id: int, by: Any, reason: str = "", **names: str) -> Filing:
    """Hands up a table with the names of who answers for it; from now on it stays as it is.

    A city waits for its counties, or says in ``reason`` why it goes on without some of them.
    """
    rule = MOVES["submit"]
    filing, together = _locked(filing_id, by, rule)
    if not filing.run or not filing.run.sha256:
        raise ValidationError(_("Make the table first."))
    for name in ("head", "reviewer", "maker"):
        setattr(filing, name, _said(names[name], name, _("Please fill in.")))
    filing.telephone = " ".join(names.get("telephone", "").split())
    missing = "、".join(str(one.place) for one in missing_of(filing, together))
    filing.reason = ""
    if missing:
        why = _("Not confirmed yet: %(places)s. Wait for them, or say why you go on without.")
        filing.reason = _said(reason, "reason", why % {"places": missing})
    filing.sha256 = filing.run.sha256
    filing.submitted_by, filing.submitted_at = by, timezone.now()
    filing.decided_by = filing.decided_at = None
    filing.comment = ""
    told = _("Without %(places)s: %(reason)s") % {"places": missing, "reason": filing.reason}
    _move(filing, rule, by, told if missing else "")
    return filing


def missing_of(filing: Filing, others: Any) -> list[Filing]:
    """The counties of the city that files, of ``others`` in its round, that it has not confirmed."""
    return [one for one in others if one.city_id == filing.place_id and one.status not in DONE]


@transaction.atomic
def confirm_filing(*, filing_id: int, by: Any, seen: str) -> Filing:
    """Confirms a table that was handed up; ``seen`` is the SHA-256 of the one that ``by`` was shown."""
    rule = MOVES["confirm"]
    filing, _together = _locked(filing_id, by, rule)
    if seen != filing.sha256:
        raise ValidationError(_("Another table has been handed up since; look at it first."))
    if filing.submitted_by_id == by.pk:
        raise ValidationError(_("Whoever handed the table up does not confirm it."))
    filing.decided_by, filing.decided_at = by, timezone.now()
    _move(filing, rule, by, "")
    return filing


@transaction.atomic
def return_filing(*, filing_id: int, by: Any, comment: str) -> Filing:
    """Returns a table to whoever handed it up, who puts right what ``comment`` says.

    One that is confirmed is returned only as long as the city has not handed up its own on top of it.
    """
    rule = MOVES["return"]
    filing, together = _locked(filing_id, by, rule)
    on_top = [one for one in together if one.place_id == filing.city_id and one.status in KEPT]
    if filing.status in DONE and on_top:
        raise ValidationError(
            _("The city's own table is already handed up; it must be returned first.")
        )
    filing.comment = _said(comment, "comment", _("Say what is to be put right."))
    filing.decided_by, filing.decided_at = by, timezone.now()
    _move(filing, rule, by, filing.comment)
    return filing


@transaction.atomic
def lock_round(*, round_id: int, by: Any) -> int:
    """Locks what is confirmed in a round, for good; how many. What comes later is locked later."""
    rule = MOVES["lock"]
    if by.role != rule.who:
        raise ValidationError(_("The province locks what is confirmed."))
    rows = Filing.objects.visible_to(by).filter(round=round_id, status__in=rule.starts)
    found = list(rows.order_by("pk").select_for_update(no_key=True))
    if not found:
        raise ValidationError(_("Nothing in this round is confirmed and not locked yet."))
    now = timezone.now()
    Filing.objects.filter(pk__in=[one.pk for one in found]).update(
        status=rule.to, locked_by=by, locked_at=now
    )
    FilingStep.objects.bulk_create(
        FilingStep(
            filing=one, from_status=one.status, to_status=rule.to, by=by, at=now, run_id=one.run_id
        )
        for one in found
    )
    return len(found)


def _locked(filing_id: int, by: Any, rule: Rule) -> tuple[Filing, list[Filing]]:
    """The filing, locked with those of its city and counties, where ``by`` may make the move now."""
    known = Filing.objects.visible_to(by).filter(pk=filing_id).first()
    if known is None:
        raise ValidationError(_("This table is filed in another place."))
    near = Q(pk=known.pk) | Q(place=known.city_id) | Q(city=known.place_id)
    rows = Filing.objects.filter(near, round=known.round_id).select_related(
        "place", "city", "round__plan", "run__job"
    )
    together = list(rows.order_by("pk").select_for_update(of=("self",), no_key=True))
    filing = next(one for one in together if one.pk == known.pk)
    if by.role != rule.role(filing):
        raise ValidationError(
            _("A table is handed up by its own place and decided by the level above.")
        )
    if filing.status not in rule.starts:
        raise ValidationError(
            _("Somebody was here before; look at where the table stands: %(status)s.")
            % {"status": filing.get_status_display()}
        )
    return filing, together


def _move(filing: Filing, rule: Rule, by: Any, comment: str) -> None:
    before, filing.status = filing.status, rule.to
    filing.save()
    FilingStep.objects.create(
        filing=filing,
        from_status=before,
        to_status=rule.to,
        by=by,
        at=timezone.now(),
        comment=comment,
        run=filing.run,
    )


def _said(text: str, field: str, ask: str) -> str:
    """``text`` without stray blanks; where it is none, or a whole letter, the words of ``ask``."""
    said = " ".join(text.split())
    if not said:
        raise ValidationError({field: ask})
    if len(said) > LONGEST[field]:
        raise ValidationError({field: _("This is too long.")})
    return said
