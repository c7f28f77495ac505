"""Loading any province's list: what is refused, and what a later list does to an earlier one."""

from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command

from projects.places.models import EARLIEST, Place
from tests.places.conftest import HEADER, SMALL

pytestmark = pytest.mark.django_db


def load(*arguments, **options) -> str:
    said = StringIO()
    call_command("load_places", *map(str, arguments), stdout=said, **options)
    return said.getvalue()


def refusal(*arguments) -> str:
    before = Place.objects.count()
    with pytest.raises(CommandError) as refused:
        load(*arguments)
    assert refused.value.returncode == 2
    assert Place.objects.count() == before
    said = str(refused.value)
    assert "\n" not in said
    return said


def test_any_provinces_list_is_loaded(write):
    assert "9 added" in load(write("hubei.csv", SMALL))
    village = Place.objects.get(code="420102002001")
    assert (village.name, village.kind, village.is_rural) == ("大智社区", "community", False)
    assert [village.parent.name, village.parent.parent.name] == ["大智街道", "江岸区"]
    assert (village.valid_from, village.valid_to) == (EARLIEST, None)
    assert "nothing to change" in load(write("hubei.csv", SMALL))


def test_a_parent_may_stand_after_its_children(write):
    assert "9 added" in load(write("upside-down.csv", SMALL[::-1]))


@pytest.mark.parametrize(
    ("line", "row", "said"),
    [
        (4, "42010200000,江岸区,county,420100000000,district", "12 digits"),
        (4, "４２０１０２００００００,江岸区,county,420100000000,district", "12 digits"),
        (4, "420102000001,江岸区,county,420100000000,district", "code of a county"),
        (4, "420102000000,江岸区,borough,420100000000,district", "unknown level 'borough'"),
        (4, "420102000000,江岸区,county,420100000000,borough", "unknown kind 'borough'"),
        (4, "420102000000,江岸区,county,420900000000,district", "'420900000000'"),
        (4, "420102000000,江岸区,county,420103005000,district", "cannot lie below"),
        (4, "420102000000,,county,420100000000,district", "name"),
        (4, "420102000000,江岸区,county,420100000000", "4 columns instead of 5"),
        (4, "420102000000,江岸区,county,420100000000,district,", "6 columns instead of 5"),
        (3, "420103000000,武汉市,city,420000000000,prefecture", "code of a city"),
        (9, "420102002001,又一个,village,420102002000,community", "stands already on line 6"),
        (2, "420000000000,湖北省,province,420000000000,province", "no parent"),
        (5, 'x"y",大智街道,township,420102000000,subdistrict', "12 digits"),
        (5, '"大智街道,township', "row of a CSV"),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_nothing_is_loaded(write, line, row, said):
    rows = list(SMALL)
    rows[line - 2] = row
    words = refusal(write("bad.csv", rows))
    assert said in words
    if "row of a CSV" not in said:  # an open quote swallows the rest: its line is the last one
        assert f"line {line}:" in words


def test_a_wrong_header_is_line_1(write):
    assert "line 1:" in refusal(write("bad.csv", SMALL, header="code,name,level,kind,parent"))


def test_what_is_no_csv_is_refused(tmp_path):
    files = {
        "empty.csv": b"",
        "header.csv": (HEADER + "\n").encode(),
        "workbook.csv": b"PK\x03\x04\x14\x00\x06\x00",
        "binary.csv": bytes(range(256)),
        "gbk.csv": "\n".join([HEADER, *SMALL]).encode("gbk"),
    }
    for name, data in files.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert name in refusal(path)
    assert "line 2" in refusal(tmp_path / "gbk.csv")
    assert "workbook" in refusal(tmp_path / "workbook.csv")
    assert "missing.csv" in refusal(tmp_path / "missing.csv")
    refusal(tmp_path)


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path):
    path = tmp_path / "excel.csv"
    path.write_bytes("\r\n".join([HEADER, *SMALL, ""]).encode("utf-8-sig"))
    assert "9 added" in load(path)


LATER = [
    *SMALL[:2],
    "420106000000,江岸新区,county,420100000000,district",
    "420106002000,大智街道,township,420106000000,subdistrict",
    "420106002001,大智社区,village,420106002000,community",
    "420106002009,新社区,village,420106002000,community",
    "420103000000,江汉区,county,420100000000,district",
    "420103005000,民族路街道,township,420103000000,subdistrict",
    "420103005007,民众社区,village,420103005000,community",
]
CHANGED = date(2020, 7, 1)
LISTED = date(2021, 6, 30)


@pytest.fixture
def later(write):
    """The small list, and a later one in which 江岸区 got a new code and a village another number."""
    load(write("first.csv", SMALL))
    crosswalk = write(
        "crosswalk.csv",
        ["420102,江岸区,420106,江岸新区,renamed", "420103,江汉区,420103,江汉区,"],
        header="code_old,name_old,code_new,name_new,change",
    )
    options = ["--valid-from", LISTED, "--crosswalk", crosswalk, "--effective", CHANGED]
    return [write("later.csv", LATER), *options]


def test_a_later_list_ends_what_is_gone_and_begins_what_came(later):
    load(*later)

    def life(code: str) -> tuple:
        place = Place.objects.get(code=code)
        return place.valid_from, place.valid_to, getattr(place.successor, "code", None)

    assert life("420102000000") == (EARLIEST, CHANGED, "420106000000")
    assert life("420102002000") == (EARLIEST, CHANGED, "420106002000")
    assert life("420102002001") == (EARLIEST, CHANGED, "420106002001")
    assert life("420102002002") == (EARLIEST, CHANGED, None)
    assert life("420106002009") == (CHANGED, None, None)
    # A village whose number changed in a county that did not: the day of the list.
    assert life("420103005001") == (EARLIEST, LISTED, "420103005007")
    renamed = Place.objects.get(code="420103005000")
    assert (renamed.name, renamed.former_name) == ("民族路街道", "民族街道")
    assert renamed.valid_to is None


def test_loading_a_later_list_twice_changes_nothing(later):
    load(*later)
    before = list(Place.objects.values())
    assert "nothing to change" in load(*later)
    assert list(Place.objects.values()) == before


def test_an_older_list_is_refused_unless_it_says_what_is_known(write, later):
    load(*later)
    assert "nothing to change" in load(write("first.csv", SMALL))
    assert "order of their days" in refusal(write("first.csv", SMALL[:-1]))


def test_two_of_the_same_name_have_no_sure_successor(write):
    load(write("first.csv", SMALL))
    rows = [row for row in SMALL if not row.startswith("420103005001")]
    rows += [f"42010300500{n},民众社区,village,420103005000,community" for n in (7, 8)]
    load(write("later.csv", rows), "--valid-from", LISTED)
    assert Place.objects.get(code="420103005001").successor is None


def test_a_place_that_ended_does_not_come_back(write, later):
    load(*later)
    rows = [*LATER, "420103005001,民众社区,village,420103005000,community"]
    assert "cannot come back" in refusal(write("third.csv", rows), "--valid-from", "2022-01-01")


def test_options_that_do_not_fit_are_refused_in_one_line(write, later):
    first = write("first.csv", SMALL)
    file, *_ = later
    crosswalk = later[4]
    assert "2021-13-01" in refusal(first, "--valid-from", "2021-13-01")
    assert "go together" in refusal(file, "--crosswalk", crosswalk)
    assert "go together" in refusal(file, "--effective", "2020-07-01")
    assert "FILE" in refusal("--valid-from", "2021-01-01")
    late = ["--valid-from", "2020-01-01", "--crosswalk", crosswalk, "--effective", "2020-07-01"]
    assert "lies after" in refusal(file, *late)
    wrong = write("wrong.csv", ["42010,a,420106,b,"], header="a,b,c,d,e")
    day = ["--valid-from", "2021-06-30", "--effective", "2020-07-01"]
    assert "wrong.csv, line 2" in refusal(file, *day, "--crosswalk", wrong)


def test_facts_come_from_a_file_and_hold_for_the_places_below(write, tmp_path):
    facts = tmp_path / "facts.json"
    facts.write_text(
        '{"not_administered": ["420102000000"], "reports_as": {"420103000000": "江汉开发区"}}',
        encoding="utf-8",
    )
    load(write("hubei.csv", SMALL), "--facts", facts)
    left_out = set(Place.objects.filter(administered=False).values_list("code", flat=True))
    assert left_out == {row[:12] for row in SMALL if row.startswith("420102")}
    assert Place.objects.get(code="420103000000").reports_as == "江汉开发区"
    facts.write_text("[]", encoding="utf-8")
    assert "facts.json" in refusal(write("hubei.csv", SMALL), "--facts", facts)


def test_a_second_province_leaves_the_first_alone(write):
    load(write("hubei.csv", SMALL))
    other = [row.replace("4201", "4301").replace("420000", "430000") for row in SMALL]
    load(write("hunan.csv", other), "--valid-from", "2021-01-01")
    assert Place.objects.valid_on(date(2020, 1, 1)).count() == len(SMALL)
    assert Place.objects.count() == 2 * len(SMALL)


def test_loading_forgets_remembered_choices(write, django_capture_on_commit_callbacks):
    cache.set("places:choices:old", ["old"])
    with django_capture_on_commit_callbacks(execute=True):
        load(write("hubei.csv", SMALL))
    assert cache.get("places:choices:old") is None


def test_the_folder_of_the_data_has_its_notice():
    folder = Path(__file__).resolve().parents[2] / "projects/places/data"
    told = (folder / "NOTICE.md").read_text(encoding="utf-8")
    assert all(path.name in told for path in folder.iterdir() if path.suffix != ".md")
