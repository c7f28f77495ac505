"""The map: classes, legend, frame."""

from datetime import date
from decimal import Decimal

import pytest

from projects.dashboard.choropleth import Area, draw, legend_of, steps_of
from projects.dashboard.measures import MEASURES
from projects.places.outlines import outlines_on

OUTLINES = outlines_on(date(2018, 12, 31))


def county(place, figure=1, covered=None):
    covered = figure != 0 if covered is None else covered
    return Area(place, None if figure is None else Decimal(figure), covered)


def drawn(counties, measure="projects", whole=True, never=()):
    return draw(
        counties,
        never_counted=never,
        outlines=OUTLINES,
        measure=MEASURES[measure],
        steps=steps_of(MEASURES[measure], counties),
        whole_province=whole,
    )


def legend(counties, measure="projects"):
    chart = drawn(counties, measure)
    steps = steps_of(MEASURES[measure], counties)
    return [entry.counts for entry in legend_of(MEASURES[measure], steps, [chart], in_full=True)]


def classes(chart):
    return sorted(shape.css for shape in chart.shapes)


def test_zero_projects_is_hatched_and_five_or_more_share_a_class(places):
    counties = [county(places.minhou, 0), county(places.gulou, 5), county(places.meilie, 9)]
    assert classes(drawn(counties)) == ["v0", "v5", "v5"]
    assert legend(counties) == [[2], [0], [0], [0], [0], [1]]


def test_covered_without_a_rural_pilot_is_neither_hatched_nor_coloured(places):
    chart = drawn([county(places.minhou, 2), county(places.gulou, 0, covered=True)], "rural")
    assert classes(chart) == ["v2", "vn"]


def test_what_is_withheld_has_a_class_of_its_own_and_no_number(places):
    chart = drawn([county(places.minhou, 40), county(places.gulou, None)], "people")
    assert classes(chart) == ["v5", "vn"]
    assert "*" in next(shape.title for shape in chart.shapes if shape.css == "vn")


def test_classes_of_money_begin_at_round_amounts_and_leave_out_no_county(places):
    counties = [
        county(places.minhou, "10000"),
        county(places.gulou, "250000"),
        county(places.meilie, "430000"),
    ]
    assert sum(sum(counts) for counts in legend(counties, "money")) == 3
    assert classes(drawn(counties, "money"))[0] == "v1"


def test_a_whole_number_is_named_by_one_class_of_the_legend():
    steps = [Decimal(n) for n in (0, 20, 40, 60, 80)]
    agencies = [one.label for one in legend_of(MEASURES["agencies"], steps, [], in_full=True)]
    assert agencies[:5] == [
        "80 家 及以上",
        "60 至 79 家",
        "40 至 59 家",
        "20 至 39 家",
        "19 家以内",
    ]
    single = [Decimal(n) for n in range(5)]
    assert legend_of(MEASURES["agencies"], single, [], in_full=True)[1].label == "3 家"


def test_every_county_opens_its_page_but_a_place_never_counted_does_not(places):
    places.gulou.administered = False
    chart = drawn([county(places.minhou)], never=[places.gulou])
    assert {(shape.css, shape.url) for shape in chart.shapes} == {
        ("v1", f"/places/{places.minhou.pk}/"),
        ("vx", ""),
    }


def test_pingtan_is_named_by_the_line_that_it_reports_on(places):
    (shape,) = drawn([county(places.pingtan)]).shapes
    assert "平潭综合实验区" in shape.title
    assert "福州" not in shape.title


@pytest.mark.parametrize("names", [["minhou"], ["minhou", "gulou"]])
def test_less_than_the_province_fills_the_frame(places, names):
    chart = drawn([county(getattr(places, name)) for name in names], whole=False)
    _, _, width, height = map(float, chart.view_box.split())
    points = [
        tuple(map(float, point.split(",")))
        for shape in chart.shapes
        for point in shape.d.replace("Z", "L").replace("M", "L").split("L")
        if point
    ]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)
    assert left >= 0
    assert right <= width
    assert top >= 0
    assert bottom <= height
    assert right - left > 0.9 * width or bottom - top > 0.9 * height
    assert not chart.borders
    assert [label.name for label in chart.labels] == [
        getattr(places, name).name for name in sorted(names)
    ]
