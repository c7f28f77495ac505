"""Needs from a spreadsheet: what the columns are called, what they mean, and when two rows are one need."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from projects.common.roles import Role
from projects.imports import cells
from projects.imports.imported import chunks
from projects.imports.importer import Column, Importer, Row
from projects.imports.villages import Villages, label
from projects.needs.models import Need

# What people write where the list says something longer.
GROUPS = {
    "农村贫困人员": "rural_poor",
    "贫困户": "rural_poor",
    "贫困人口": "rural_poor",
    "儿童": "left_children",
    "老人": "left_elders",
    "妇女": "left_women",
    "困难群众": "difficulty",
    "特困人员": "difficulty",
    "青年": "young",
    "社区矫正人员": "correction",
    "居民": "residents",
    "全体居民": "residents",
}
FIELDS = {"儿童": "children", "青少年": "children", "老人": "elders", "妇女": "women"}
SOURCES = {
    "走访": "visit",
    "入户": "visit",
    "入户走访": "visit",
    "调查": "survey",
    "问卷": "survey",
    "问卷调查": "survey",
    "热线": "hotline",
    "热线电话": "hotline",
    "会议": "meeting",
    "居民会议": "meeting",
    "居民反映": "resident",
    "居民自报": "resident",
}
URGENCIES = {
    "一般": "normal",
    "普通": "normal",
    "紧急": "urgent",
    "加急": "urgent",
    "特急": "critical",
    "特别紧急": "critical",
    "非常紧急": "critical",
}
WRITTEN = (
    "title",
    "field",
    "target_groups",
    "source",
    "urgency",
    "people_affected",
    "households_affected",
    "description",
)
PEOPLE = ("人", "名", "位", "个", "个人")
HOUSEHOLDS = ("户", "家", "个家庭")
Key = tuple[str, ...]


def _choice(name: str, synonyms: Mapping[str, str], *, several: bool = False) -> dict[str, Any]:
    """The parts of a column that come from the choices of a field of the model."""
    field: Any = Need._meta.get_field(name)
    choices = field.flatchoices
    labels = dict(choices)
    parse = cells.some_of if several else cells.one_of
    words = tuple(str(text) for text in labels.values())
    return {
        "name": name,
        "parse": parse(cells.vocabulary(choices, synonyms), words),
        "show": lambda value: "、".join(
            str(labels[code]) for code in (value if several else [value])
        ),
        "choices": words,
        "open_list": several,
    }


class NeedImporter(Importer):
    """Needs of the communities that the user writes for; a need is its community, sentence and day."""

    kind = "needs"
    title = gettext_lazy("Residents' needs")
    verb = gettext_lazy("Import needs from Excel")
    sheet_title = "居民需求"
    roles = frozenset({Role.CLERK, Role.COUNTY})
    list_url = "need_list"
    template_note = gettext_lazy(
        "It has the headers, a note under each, and lists to choose from, among them your communities."
    )
    own_sheet_note = gettext_lazy(
        "Your own sheet will do as well: headers are recognised by what they are usually called; "
        "titles above, notes and total rows are left out; 2018年3月5日, 2018.3.5 and 30人 are understood."
    )
    key_column = "title"
    tables = (Need, Need.history.model)

    def __init__(self, user: Any) -> None:
        super().__init__(user)
        self.villages = Villages(user)
        self.columns = self._columns()

    def _columns(self) -> tuple[Column, ...]:
        villages = self.villages.all
        alone = villages[0] if len(villages) == 1 else None
        return (
            Column(
                name="place",
                header="社区（村）",
                synonyms="社区 村 村居 村（居） 村/社区 社区/村 所在社区 所属社区 社区名称 村（社区）名称 "
                "社区（村）名称 社区代码 社区（村）代码 区划代码 行政区划代码",
                parse=self.villages.find,
                show=label,
                required=alone is None,
                missing=alone,
                note=gettext_lazy("12-digit code, or township and community: choose from the list"),
                choices=tuple(label(village) for village in villages),
                open_list=True,
                as_text=True,
                width=34,
            ),
            Column(
                name="title",
                header="需求（一句话）",
                synonyms="需求 需求名称 需求标题 需求概述 居民需求 标题 一句话说明需求",
                parse=cells.text(100),
                note=gettext_lazy("what is lacking, for whom; at most 100 characters"),
                width=40,
            ),
            Column(
                header="服务领域",
                synonyms="领域 需求领域 需求类别 需求类型 类别",
                note=gettext_lazy("one from the list"),
                **_choice("field", FIELDS),
            ),
            Column(
                header="目标人群",
                synonyms="服务对象 人群 涉及人群 对象 目标群体 服务人群",
                note=gettext_lazy("one or several from the list, with 、 between them"),
                width=22,
                **_choice("target_groups", GROUPS, several=True),
            ),
            Column(
                name="people_affected",
                header="涉及人数",
                synonyms="人数 受益人数 影响人数 需求人数 涉及人口",
                parse=cells.whole(units=PEOPLE, example="30"),
                note=gettext_lazy("distinct residents, a whole number"),
                width=12,
            ),
            Column(
                name="households_affected",
                header="涉及户数",
                synonyms="户数 家庭数 影响户数",
                parse=cells.whole(units=HOUSEHOLDS, example="12"),
                show=lambda value: "" if value is None else str(value),
                required=False,
                note=gettext_lazy("a whole number"),
                width=12,
            ),
            Column(
                header="需求来源",
                synonyms="来源 来源渠道 收集方式",
                required=False,
                missing=Need.Source.VISIT.value,
                note=gettext_lazy("one from the list; empty means a home visit"),
                **_choice("source", SOURCES),
            ),
            Column(
                header="紧急程度",
                synonyms="紧急度 紧急 优先级",
                required=False,
                missing=Need.Urgency.NORMAL.value,
                note=gettext_lazy("one from the list; empty means normal"),
                **_choice("urgency", URGENCIES),
            ),
            Column(
                name="reported_on",
                header="提出日期",
                synonyms="日期 登记日期 收集日期 反映日期 上报日期 提出时间 登记时间 时间",
                parse=cells.past_day,
                show=date.isoformat,
                note=gettext_lazy("such as 2018-03-05; not in the future"),
                width=14,
            ),
            Column(
                name="description",
                header="需求描述",
                synonyms="描述 需求内容 内容 具体需求 详细描述 情况说明 需求说明",
                parse=cells.long_text(2000),
                required=False,
                missing="",
                note=gettext_lazy("no names, addresses or illnesses of persons; may be empty"),
                width=50,
            ),
            Column(
                name="township",
                header="乡镇（街道）",
                synonyms="乡镇 街道 镇 乡 镇（街道） 街道（乡镇） 所属乡镇 所在乡镇",
                parse=cells.text(100),
                required=False,
                missing="",
                in_template=False,
            ),
        )

    def cell(self, row: Row, column: str) -> Any:
        raw = super().cell(row, column)
        township = row.cell("township")
        if column != "place" or not cells.shown(raw) or not cells.shown(township):
            return raw
        # A community of a name that is there twice is told by the township in the column before it.
        written = cells.plain(raw)
        return raw if written[:1].isdigit() else f"{cells.plain(township)}/{written}"

    def check(self, row: Row) -> None:
        values = row.values
        values["description"] = values["description"] or values["title"]
        households = values["households_affected"]
        if households and households > values["people_affected"]:
            row.wrong(
                "households_affected",
                _("There are more households than people; a household has at least one."),
            )

    def key(self, values: Mapping[str, Any]) -> Key:
        return values["place"].code, values["title"], values["reported_on"].isoformat()

    def known(self, rows: Iterable[Row]) -> dict[Key, int]:
        found: dict[Key, int] = {}
        own = Need.objects.visible_to(self.user).order_by("-pk")
        for chunk in chunks({row.values["title"] for row in rows}):
            named = own.filter(title__in=chunk).values_list(
                "place__code", "title", "reported_on", "pk"
            )
            found |= {(code, title, day.isoformat()): pk for code, title, day, pk in named}
        return found

    def records(self, ids: Iterable[int], *, lock: bool) -> dict[int, Need]:
        needs = Need.objects.visible_to(self.user).order_by("pk")
        if lock:
            needs = needs.select_for_update(no_key=True, of=("self",))
        return {need.pk: need for chunk in chunks(ids) for need in needs.filter(pk__in=chunk)}

    def differs(self, record: Need, values: Mapping[str, Any]) -> bool:
        return any(getattr(record, name) != values[name] for name in WRITTEN)

    def why_closed(self, record: Need) -> str:
        if record.is_open:
            return ""
        return _(
            "This need is already registered with other contents and can no longer be changed: %(state)s."
        ) % {"state": record.get_status_display()}

    def create(self, rows: Sequence[Row]) -> list[int]:
        needs = [
            self._filled(
                Need(
                    created_by=self.user,
                    place=row.values["place"],
                    reported_on=row.values["reported_on"],
                ),
                row,
            )
            for row in rows
        ]
        if not needs:
            return []
        made = bulk_create_with_history(needs, Need, batch_size=1000, default_user=self.user)
        return [need.pk for need in made]

    def update(self, pairs: Sequence[tuple[Need, Row]]) -> None:
        needs = [self._filled(need, row) for need, row in pairs]
        now = timezone.now()
        for need in needs:
            need.version += 1
            need.updated_at = now
        changed = [*WRITTEN, "version", "updated_at"]
        bulk_update_with_history(needs, Need, changed, batch_size=500, default_user=self.user)

    @staticmethod
    def _filled(need: Need, row: Row) -> Need:
        for name in WRITTEN:
            setattr(need, name, row.values[name])
        return need
