"""Pairings, batches and exchanges for tests."""

from datetime import date
from typing import Any

from projects.agencies.models import Agency
from projects.partnerships.models import Dispatch, Exchange, Pairing
from projects.places.models import Place
from projects.workers.models import SocialWorker


def make_pairing(helper: Agency, **fields: Any) -> Pairing:
    """A pairing of ``helper`` with an agency of Ningxia that nobody else helps, since November 2017."""
    fields = {
        "helped_name": f"西吉县同心圆社会工作服务中心{helper.pk}",
        "helped_province": "宁夏回族自治区",
        "helped_place": "固原市西吉县",
        "since": date(2017, 11, 6),
        **fields,
    }
    return Pairing.objects.create(helper=helper, **fields)


def make_dispatch(
    pairing: Pairing, *workers: SocialWorker, days: int = 9, **fields: Any
) -> Dispatch:
    """The next batch of ``pairing``: ``workers`` for ``days`` each, in June 2018."""
    fields = {
        "number": pairing.dispatches.count() + 1,
        "place": "固原市西吉县",
        "starts": date(2018, 6, 4),
        "ends": date(2018, 6, 15),
        "purpose": "督导带教",
        **fields,
    }
    dispatch = Dispatch.objects.create(pairing=pairing, **fields)
    for worker in workers:
        dispatch.members.create(worker=worker, days=days)
    return dispatch


def make_exchange(place: Place, agency: Agency | None = None, **fields: Any) -> Exchange:
    """A study visit of twelve people that counts for ``place``."""
    fields = {"kind": "visit_out", "on": date(2018, 9, 3), "count": 12, **fields}
    return Exchange.objects.create(place=place, agency=agency, **fields)


def make_candidate(place: Place, **fields: Any) -> Exchange:
    """A Taiwan candidate of 2018."""
    fields = {"exam_year": 2018, "age": 40, "on": date(2018, 6, 9), **fields}
    return make_exchange(place, kind="candidate", count=1, **fields)
