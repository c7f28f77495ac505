"""Workers: professionals, certified and assigned; the certified by level and registration."""

from collections import Counter
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from projects.pilots.models import Assignment
from projects.reports.definitions import Label, Row
from projects.reports.definitions.behind import Behind, Part
from projects.reports.definitions.below import SPOT
from projects.reports.definitions.by_county import (
    ALL,
    EVERY,
    PEOPLE,
    Asked,
    CountyReport,
    Tallies,
    Tally,
    count_column,
    tallied,
)
from projects.workers.models import Certificate, SocialWorker

_WORKERS = gettext_lazy("Social workers")
_HEADS = gettext_lazy("Headcounts")
_STATES = gettext_lazy("Registration of the certified")
REGISTRATION = {
    "registered": (gettext_lazy("Registered"), pgettext_lazy("registration", "Valid")),
    "due": (gettext_lazy("Registered, due for renewal"), pgettext_lazy("table head", "Due")),
    "expired": (gettext_lazy("Registration expired"), pgettext_lazy("table head", "Expired")),
    "never": (gettext_lazy("Never registered"), pgettext_lazy("table head", "Never")),
}


class Workers(CountyReport):
    """Three headcounts that are never derived from one another, and how the certified stand."""

    key = "workers"
    name = gettext_lazy("Social workers by certificate")
    description = gettext_lazy(
        "Professionals, certified and assigned workers; level of certificate by registration"
    )
    number = gettext_lazy("Linkage statistics, table 6")
    unit = PEOPLE
    columns = (
        count_column(
            "professionals",
            gettext_lazy("Social-work professionals"),
            pgettext_lazy("table head", "Professionals"),
            _HEADS,
            PEOPLE,
        ),
        count_column(
            "certified",
            gettext_lazy("Certified professionals"),
            pgettext_lazy("table head", "Certified"),
            _HEADS,
            PEOPLE,
        ),
        count_column(
            "assigned",
            gettext_lazy("Workers assigned to projects"),
            pgettext_lazy("table head", "On projects"),
            _HEADS,
            PEOPLE,
        ),
        *(
            count_column(state, label, head, _STATES, PEOPLE)
            for state, (label, head) in REGISTRATION.items()
        ),
    )
    opens = tuple(column.key for column in columns)
    labels = (
        Label("grade", gettext_lazy("Certificate level"), tuple(Certificate.Level.choices), EVERY),
    )

    def _workers(self, asked: Asked) -> Any:
        """Whoever is in social work on the day, with how she stands on it."""
        day = asked.as_of
        assigned = Assignment.objects.visible_to(asked.user).on(day).filter(worker=OuterRef("pk"))
        found = (
            asked.counted(SocialWorker).active_on(day).with_certificate(day).with_registration(day)
        )
        return found.annotate(is_assigned=Exists(assigned))

    def tallies(self, asked: Asked) -> Tallies:
        kinds = ("certificate_level", "registration", "is_assigned")
        rows = self._workers(asked).values_list(*SPOT, *kinds)
        return tallied(rows.annotate(number=Count("pk")))

    def behind(self, asked: Asked, row: Row, column: str) -> Behind:
        found = self._workers(asked)
        if column == "assigned":
            found = found.filter(is_assigned=True)
        elif column != "professionals":
            found = found.filter(certificate_level__isnull=False)
        if column in REGISTRATION:
            found = found.filter(registration=column)
        if row["grade"]:
            found = found.filter(certificate_level=row["grade"])
        return Behind(
            (Part(_WORKERS, found.order_by("place__code", "pk").select_related("place")),)
        )

    def figures(self, tally: Tally, facts: Row) -> list[Row]:
        sums: Tally = Counter()
        for (level, state, is_assigned), number in tally.items():
            sums["professionals"] += number
            sums["assigned"] += number * is_assigned
            for grade in (ALL, level) if level else ():
                sums[grade, "certified"] += number
                sums[grade, state] += number
        keys = ("certified", *REGISTRATION)
        rows: list[Row] = [
            {"grade": grade, "professionals": None, "assigned": None}
            | {key: sums[grade, key] for key in keys}
            for grade in (ALL, *Certificate.Level.values)
            if grade == ALL or sums[grade, "certified"]
        ]
        rows[0] |= {key: sums[key] for key in ("professionals", "assigned")}
        return rows

    def title(self, total: Row, parameters: dict[str, str]) -> str:
        return _("%(place)s: social workers") % {"place": total["name"]}

    def notes(self, total: Row, parameters: dict[str, str], as_of: date) -> list[str]:
        return [
            _(
                "Whoever is in social work on %(day)s, in the county of the register; what was filed "
                "under a predecessor counts for its successor."
            )
            % {"day": as_of.isoformat()},
            _(
                "Professionals, certified and assigned are three headcounts: the certified are among "
                "the professionals, the assigned (of any plan) need not be certified."
            ),
            _(
                "Each of the certified once, at the highest certificate. A registration is due in its "
                "last three months; an expired one does not void the certificate."
            ),
            _("These must hold: %(sums)s.") % {"sums": "1≥2；1≥3；2＝4＋5＋6＋7"},
        ]


workers = Workers()
