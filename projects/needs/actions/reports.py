"""Taking in what a resident reports without an account."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from projects.common.encryption import keyed_hash
from projects.common.identifiers import drawn
from projects.needs.models import Need, ReportCount, ResidentReport

PER_ADDRESS = 10  # reports an hour; a community's computer serves more than one resident
IN_ALL = 300  # reports an hour: as many as clerks can read, and too few to fill a disk
KEPT = timedelta(days=1)


class TooManyReports(Exception):
    """So many reports came in this hour, from this address or in all, that no more are taken."""


def _whose(address: str) -> str:
    """What one household gets from its provider: of IPv6 the first 64 bits, the rest it picks itself."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return str(known)
    if known.ipv4_mapped:
        return str(known.ipv4_mapped)
    return str(ip_network((known.packed[:8] + bytes(8), 64)))


@transaction.atomic
def report_need(*, need: Need, contact_name: str = "", contact_phone: str = "") -> ResidentReport:
    """Saves a filled-in ``need`` as reported by a resident today, and gives it a receipt."""
    need.status, need.source = Need.Status.REPORTED, Need.Source.RESIDENT
    need.reported_on = timezone.localdate()
    need.save()
    return ResidentReport.objects.create(
        need=need,
        receipt=new_receipt(),
        contact_name=contact_name,
        contact_phone=contact_phone,
    )


def new_receipt() -> str:
    """A number that cannot be guessed: 12 signs out of 31, in three groups."""
    return "-".join(drawn(4) for _group in range(3))


def count_report(*, address: str, page: str = "") -> None:
    """Counts one more report from the network ``address``; raises ``TooManyReports`` where the hour
    is full. Of the address only a keyed hash is kept, for a day. ``page`` names another public page
    that counts by itself."""
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    ReportCount.objects.filter(since__lt=hour - KEPT).delete()
    whose = keyed_hash(_whose(address))[:32]
    span = f"{hour:%Y%m%d%H}{page}"
    for key, limit in ((f"{span} {whose}", PER_ADDRESS), (span, IN_ALL)):
        ReportCount.objects.get_or_create(key=key, defaults={"since": hour})
        # One statement that counts and checks: no two processes can both take the last place.
        if not ReportCount.objects.filter(key=key, count__lt=limit).update(count=F("count") + 1):
            raise TooManyReports
