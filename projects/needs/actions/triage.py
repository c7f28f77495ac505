"""Adopting needs, and deciding what becomes of them."""

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from projects.needs.models import Decision, Need
from projects.needs.triage import MOVES, TARGETS, Rule, Text


class DecisionRefused(Exception):
    """A decision that cannot be made now; ``message`` says why in the user's words."""

    def __init__(self, message: Text) -> None:
        super().__init__(message)
        self.message = message


class AlreadyDecided(DecisionRefused):
    """The decision was made already, by a first click or by a colleague: nothing is wrong."""


@transaction.atomic
def adopt(*, need_ids: Iterable[int]) -> list[Need]:
    """Marks needs as adopted by a project, locked in the order of their ids; gives them back.

    A need that is adopted already may be adopted again: it is split among projects. A report that
    nobody has read, a merged and a declined need are refused.
    """
    needs = _locked(need_ids)
    for need in needs:
        if need.status not in TARGETS:
            raise ValidationError(
                format_lazy(
                    _("“{need}” cannot be adopted: {status}."),
                    need=need.title,
                    status=need.get_status_display(),
                )
            )
        if need.is_open:
            need.status = Need.Status.ADOPTED
            need.version += 1
            need.save(update_fields=["status", "version", "updated_at"])
    return needs


@transaction.atomic
def decide(
    *,
    need_id: int,
    name: str,
    by: Any,
    reason: str = "",
    into_id: int | None = None,
    version: int | None = None,
) -> Decision:
    """Takes a need one step through its triage and records who did it, when and why.

    ``version`` is the version that ``by`` looked at: a need changed since then is not decided.
    ``into_id`` names the need of the same community that it is merged into. Both rows are locked
    in the order of their ids, so that two merges at once cannot make a chain or a ring.
    """
    rows = {need.pk: need for need in _locked([need_id, *filter(None, [into_id])])}
    need, rule, reason = rows[need_id], MOVES[name], reason.strip()
    _check(need, rule, by=by, reason=reason, version=version)
    into = _target(need, rows.get(into_id or 0)) if rule.to == Need.Status.MERGED else None
    decision = Decision.objects.create(
        need=need,
        name=rule.name,
        from_status=need.status,
        to_status=rule.to,
        by=by,
        at=timezone.now(),
        reason=reason,
        into=into,
    )
    need.status, need.merged_into = rule.to, into
    need.decision_reason = reason if rule.to in (Need.Status.DECLINED, Need.Status.MERGED) else ""
    need.version += 1
    need.save(update_fields=["status", "merged_into", "decision_reason", "version", "updated_at"])
    return decision


def _locked(ids: Iterable[int]) -> list[Need]:
    rows = Need.objects.select_for_update(no_key=True).filter(pk__in=list(ids))
    return list(rows.order_by("pk"))


def _check(need: Need, rule: Rule, *, by: Any, reason: str, version: int | None) -> None:
    stale = version is not None and version != need.version
    if need.status not in rule.start or stale:
        _raise_if_decided(need, rule)
    if by.role not in rule.roles or need.status not in rule.start:
        raise DecisionRefused(
            format_lazy(
                _("The need now stands at “{status}”, where you cannot do this."),
                status=need.get_status_display(),
            )
        )
    if stale:
        raise DecisionRefused(
            _("Somebody changed the need since you opened this page. Read it again, then decide.")
        )
    if rule.needs_reason and not reason:
        raise DecisionRefused(_("Say why; the reason stays on record."))


def _raise_if_decided(need: Need, rule: Rule) -> None:
    last = need.decisions.select_related("by").order_by("pk").last()
    if last and last.name == rule.name:
        raise AlreadyDecided(
            format_lazy(
                _("{done} already, by {name} on {day}."),
                done=rule.done,
                name=last.by.name,
                day=timezone.localtime(last.at).strftime("%Y-%m-%d %H:%M"),
            )
        )


def _target(need: Need, into: Need | None) -> Need:
    """The need that ``need`` may be merged into: alive, of the same community, and not itself."""
    if into is None or into.place_id != need.place_id or into.pk == need.pk:
        raise DecisionRefused(_("Choose another need of the same community."))
    if into.status not in TARGETS:
        raise DecisionRefused(
            format_lazy(
                _("“{need}” cannot take in others: {status}."),
                need=into.title,
                status=into.get_status_display(),
            )
        )
    if need.merged.exists():
        raise DecisionRefused(
            _(
                "Others were merged into this need. Merge that one into this instead, or reopen them first."
            )
        )
    return into
