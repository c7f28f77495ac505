"""What changes pairings, batches and their members."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from projects.agencies.models import Agency
from projects.partnerships.models import Dispatch, DispatchMember, Pairing
from projects.workers.models import SocialWorker


@transaction.atomic
def save_pairing(*, pairing: Pairing) -> Pairing:
    """Saves a pairing, unless one of the two agencies is in another of the programme at the time.

    The constraints hold that for pairings without an end, the lock of the helper for the others.
    """
    Agency.objects.select_for_update(no_key=True).get(pk=pairing.helper_id)
    others = Pairing.objects.filter(programme=pairing.programme).exclude(pk=pairing.pk)
    at_the_time = others.within(pairing.since, pairing.until or pairing.since.max)
    if at_the_time.filter(helper=pairing.helper_id).exists():
        text = _("This agency is in a pairing of this programme already.")
        raise ValidationError({"helper": text})
    same = {"helped_province": pairing.helped_province, "helped_name": pairing.helped_name}
    if at_the_time.filter(**same).exists():
        text = _("The helped agency is in a pairing of this programme already.")
        raise ValidationError({"helped_name": text})
    if pairing.pk and any(not _lies_in(pairing, batch) for batch in pairing.dispatches.all()):
        raise ValidationError({"since": _("A batch was sent outside these days.")})
    pairing.save()
    return pairing


@transaction.atomic
def save_dispatch(*, dispatch: Dispatch) -> Dispatch:
    """Saves a batch within its pairing; a new one takes the next number."""
    pairing = Pairing.objects.select_for_update(no_key=True).get(pk=dispatch.pairing_id)
    if not _lies_in(pairing, dispatch):
        text = _("The batch lies outside the pairing, which runs from %(since)s to %(until)s.")
        until = pairing.until or _("today and later")
        raise ValidationError({"starts": text % {"since": pairing.since, "until": until}})
    if dispatch.pk and dispatch.members.filter(days__gt=dispatch.length).exists():
        raise ValidationError({"ends": _("A member worked more days than the batch now lasts.")})
    if not dispatch.pk:
        last = pairing.dispatches.order_by("-number").first()
        dispatch.number = last.number + 1 if last else 1
    dispatch.save()
    return dispatch


@transaction.atomic
def set_member(*, dispatch_id: int, worker: SocialWorker, days: int) -> DispatchMember:
    """Enters a social worker of the helping agency in the batch, or corrects her days."""
    dispatch = _locked(dispatch_id)
    if worker.agency_id != dispatch.pairing.helper_id:
        raise ValidationError({"worker": _("She is not on the staff of the helping agency.")})
    if days > dispatch.length:
        text = _("The batch lasts %(days)d days.") % {"days": dispatch.length}
        raise ValidationError({"days": text})
    member, _made = DispatchMember.objects.update_or_create(
        dispatch=dispatch, worker=worker, defaults={"days": days}
    )
    return member


@transaction.atomic
def remove_member(*, member: DispatchMember) -> None:
    """Takes out somebody who did not go after all; the history keeps the entry."""
    _locked(member.dispatch_id)
    member.delete()


def _locked(dispatch_id: int) -> Any:
    rows = Dispatch.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("pairing").get(pk=dispatch_id)


def _lies_in(pairing: Pairing, dispatch: Dispatch) -> bool:
    return pairing.runs_on(dispatch.starts) and pairing.runs_on(dispatch.ends)
