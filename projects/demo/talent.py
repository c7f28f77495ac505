"""What was published about talent in 2018, as it was published; and made-up people with real honours."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random

from projects.demo.divisions import Divisions
from projects.demo.figures import AGENCIES, AS_OF, CERTIFIED, PINGTAN, PROFESSIONALS
from projects.demo.people import People
from projects.demo.workers import Workforce
from projects.places.models import Place
from projects.workers.models import Honour, Statistic

NEWS = ("新闻报道：福建三社联动“四个驱动”（2019年7月11日）", date(2019, 7, 11))
OTHER = ("另一公开来源（2019年3月）", date(2019, 3, 31))
# Of the yearbook only the year is known.
YEARBOOK = ("泉州统计年鉴2019 附录1-17 各设区市人口主要数据（福州市不含平潭）", date(2019, 12, 31))
RESIDENTS = {  # in 10,000, by the first digits of the code
    "35": 3941,
    "3501": 728,
    PINGTAN: 46,
    "3502": 411,
    "3503": 290,
    "3504": 258,
    "3505": 870,
    "3506": 514,
    "3507": 269,
    "3508": 264,
    "3509": 291,
}
# 35 people in three batches were published; who, when and how many a batch is ours.
BATCHES = ((1, 2016, 12), (2, 2017, 12), (3, 2018, 11))
AWARD = Decimal("100000.00")


@dataclass
class Talent:
    """Published figures, and honours."""

    figures: list[Statistic]
    honours: list[Honour]


def make_talent(rng: Random, divisions: Divisions, force: Workforce, people: People) -> Talent:
    """The published figures, and honours of people who were certified before the year of the batch."""
    return Talent(_figures(divisions, people), _honours(rng, force, people))


def _figures(divisions: Divisions, people: People) -> list[Statistic]:
    def row(
        place: Place, measure: str, value: int, source: tuple[str, date], day: date = AS_OF
    ) -> Statistic:
        title, published_on = source
        return Statistic(
            place=place,
            measure=measure,
            as_of=day,
            value=value,
            source=title,
            published_on=published_on,
            created_by=people.province,
        )

    measure, province = Statistic.Measure, divisions.province
    pingtan = divisions.county(PINGTAN).place
    places = {place.stem: place for place in (province, *divisions.cities, pingtan)}
    return [
        row(province, measure.PROFESSIONALS, PROFESSIONALS, NEWS),
        row(province, measure.CERTIFIED, CERTIFIED, NEWS),
        row(province, measure.AGENCIES, AGENCIES, NEWS),
        row(province, measure.AGENCIES, 346, OTHER, OTHER[1]),
        *(
            row(places[stem], measure.POPULATION, count * 10_000, YEARBOOK)
            for stem, count in RESIDENTS.items()
        ),
    ]


def _honours(rng: Random, force: Workforce, people: People) -> list[Honour]:
    early = [one.worker for one in force.certificates if one.issued_on.year < BATCHES[0][1]]
    chosen = iter(rng.sample(early, sum(count for _batch, _year, count in BATCHES)))
    return [
        Honour(
            batch=batch,
            year=year,
            worker=(worker := next(chosen)),
            place=worker.place,
            amount=AWARD,
            document_number=f"示例〔{year}〕{batch}号",
            created_by=people.province,
        )
        for batch, year, count in BATCHES
        for _number in range(count)
    ]
