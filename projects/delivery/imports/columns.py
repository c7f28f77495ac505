"""The columns of a sheet of services: how they are headed, and what stands in their cells.

What depends on the project (site, workers, case, group) is kept here as it was written, and found by
the importer once it knows the project of the row.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from projects.common.service_fields import ServiceField
from projects.delivery.imports.moments import day_and_times, session, volunteer_hours
from projects.delivery.imports.parts import (
    RATINGS,
    choice,
    clock_text,
    count_column,
    iso_day,
    long_column,
    plain_text,
    told_text,
)
from projects.delivery.imports.words import FIELDS, GROUPS, METHODS
from projects.delivery.models import ServiceRecord
from projects.imports import cells, cells_time
from projects.imports.importer import Column
from projects.needs.models import Need

Find = Callable[[Any], Any]
Show = Callable[[Any], str]


def service_columns(find_project: Find, shows: Mapping[str, Show]) -> tuple[Column, ...]:
    """All columns; ``shows`` writes project, place, lead, assistants, case and group back."""
    return (
        *_which(find_project, shows["project"]),
        *_what(shows["place"]),
        *_how_long(),
        *_how_many(),
        *_who(shows),
        *_told(),
        *_named(shows),
    )


def _which(find_project: Find, show: Show) -> tuple[Column, ...]:
    return (
        Column(
            name="project",
            header="项目编号",
            synonyms="项目号 项目编码 项目代码 所属项目编号 项目名称 项目 所属项目 试点项目",
            parse=find_project,
            show=show,
            required=False,
            doubles=Column.Doubles.BEST,
            note=_("number or name; may stand above the table instead: 项目编号：350524-2018-0001"),
            as_text=True,
            width=20,
        ),
        Column(
            name="number",
            header="记录编号",
            synonyms="服务记录编号 服务编号 记录号 活动编号 服务单号",
            parse=cells.code(30),
            show=plain_text,
            required=False,
            note=_("of an exported record, FW-…, or of your own; leave it empty otherwise"),
            as_text=True,
        ),
    )


def _what(show_place: Show) -> tuple[Column, ...]:
    return (
        Column(
            name="date",
            header="服务日期",
            synonyms="日期 活动日期 服务时间 活动时间 开展日期 开展时间 探访日期 走访日期 实施日期 时间",
            parse=day_and_times,
            show=iso_day,
            doubles=Column.Doubles.BEST,
            note=_("such as 2018-03-05; not in the future"),
            width=14,
        ),
        Column(
            name="method",
            header="服务方式",
            synonyms="服务类型 服务类别 服务形式 服务方法 活动类型 活动类别 活动形式 工作方法 类型 类别 方式 "
            "服务项目类型",
            doubles=Column.Doubles.BEST,
            note=_("one from the list"),
            **choice(ServiceRecord.Method, METHODS),
        ),
        Column(
            name="field",
            header="服务领域",
            synonyms="领域",
            required=False,
            missing="",
            note=_("one from the list; empty means the project's"),
            **choice(ServiceField, FIELDS),
        ),
        Column(
            name="place",
            header="服务地点（村、社区）",
            synonyms="服务地点 服务点 服务站点 站点 地点 活动地点 服务社区 社区 村 村居 社区（村） "
            "村（社区） 社区代码 区划代码 实施地 实施地点 所在社区",
            parse=cells.text(200),
            show=show_place,
            required=False,
            doubles=Column.Doubles.BEST,
            note=_("one of the project's sites: code or name; may be empty where there is one"),
            as_text=True,
            width=26,
        ),
    )


def _how_long() -> tuple[Column, ...]:
    return (
        Column(
            name="starts_at",
            header="开始时间",
            synonyms="起始时间 开始 服务开始时间 活动开始时间",
            parse=cells_time.clock,
            show=clock_text,
            required=False,
            note=_("such as 14:30; with it two services of one day stay two"),
            width=11,
        ),
        Column(
            name="ends_at",
            header="结束时间",
            synonyms="终止时间 结束 服务结束时间 活动结束时间",
            parse=cells_time.clock,
            show=clock_text,
            required=False,
            note=_("such as 16:00"),
            width=11,
        ),
        Column(
            name="hours",
            header="服务时长（小时）",
            synonyms="服务时长 时长 小时 小时数 服务小时 服务小时数 服务时数 时数 工时 活动时长 用时",
            parse=cells_time.hours(),
            show=plain_text,
            required=False,
            units=("分钟", "小时"),
            note=_("such as 1.5, 2小时, 90分钟; may be empty where both times are there"),
            width=12,
        ),
    )


def _how_many() -> tuple[Column, ...]:
    return (
        count_column(
            "attendances",
            "服务人次",
            "人次 参与人次 参加人次 受益人次 服务人次数 受惠人次",
            _("attendances, a whole number"),
            most=100_000,
        ),
        count_column(
            "people",
            "服务人数",
            "人数 参与人数 参加人数 受益人数 到场人数 出席人数",
            _("people of this service; where 服务人次 is empty it stands for it"),
            most=100_000,
        ),
        Column(
            name="groups",
            header="目标人群",
            synonyms="服务对象 服务对象类别 服务人群 对象类别 人群 服务群体",
            required=False,
            missing=(),
            note=_("one or several from the list, with 、 between them"),
            **choice(Need.TargetGroup, GROUPS, several=True),
        ),
    )


def _who(shows: Mapping[str, Show]) -> tuple[Column, ...]:
    return (
        Column(
            name="lead",
            header="主责社工",
            synonyms="社工 服务社工 负责社工 带领社工 主要社工 执行社工 社工姓名 主带社工 责任社工 工作人员 "
            "负责人 服务人员 主持人",
            parse=cells.text(200),
            show=shows["lead"],
            required=False,
            doubles=Column.Doubles.BEST,
            note=_("a worker assigned to the project; of several the first is in charge"),
        ),
        Column(
            name="assistants",
            header="协助社工",
            synonyms="协助人员 协助 其他社工 辅助社工 参与社工 协带社工 协同社工",
            parse=cells.text(200),
            show=shows["assistants"],
            required=False,
            doubles=Column.Doubles.BEST,
            note=_("names with 、 between them"),
        ),
        count_column(
            "volunteers",
            "志愿者人数",
            "志愿者 志愿者数 志愿者数量 义工人数 参与志愿者 参与志愿者人数",
            _("a whole number"),
            least=0,
            missing=0,
            most=30_000,
        ),
        Column(
            name="volunteer_hours",
            header="志愿者时数",
            synonyms="志愿服务时数 志愿服务时长 志愿者服务时长 志愿者服务时数 志愿时数 志愿者时长 义工时数",
            parse=volunteer_hours,
            show=plain_text,
            required=False,
            missing=0,
            units=("分钟", "小时"),
            note=_("of all volunteers together, in hours"),
        ),
    )


def _told() -> tuple[Column, ...]:
    return (
        long_column("process", "服务过程", "过程 服务内容 活动内容 活动过程 内容 主要内容 服务过程记录"),
        long_column("outcome", "服务成效", "成效 效果 结果 服务效果 活动效果 服务结果 成果"),
        long_column("follow_up", "跟进计划", "跟进 跟进情况 后续跟进 后续计划 下一步计划 跟进事项"),
        count_column("rated", "有效评价数", "有效评价 评价人数 有效问卷 有效问卷数 评价数 回收问卷",
               _("valid ratings, a whole number"), units=RATINGS, least=0, missing=0),
        count_column("satisfied", "满意数", "满意 满意人数 满意份数 满意评价",
               _("of the valid ratings"), units=RATINGS, least=0, missing=0),
        long_column("supervisor_opinion", "督导意见", "督导 督导建议 督导评语"),
        Column(
            name="note",
            header="备注",
            synonyms="活动名称 活动主题 服务主题 主题 服务名称 简述 摘要",
            parse=told_text(200),
            required=False,
            missing="",
            doubles=Column.Doubles.JOINED,
            note=_("at most 200 characters; no names of residents"),
            width=30,
        ),
    )  # fmt: skip


def _named(shows: Mapping[str, Show]) -> tuple[Column, ...]:
    return (
        Column(
            name="case",
            header="个案编号",
            synonyms="个案号 个案档案号 个案档案编号",
            parse=cells.code(30),
            show=shows["case"],
            required=False,
            note=_("of an interview of a case file"),
            as_text=True,
        ),
        Column(
            name="group",
            header="小组名称",
            synonyms="小组名 小组编号 所属小组",
            parse=cells.text(60),
            show=shows["group"],
            required=False,
            doubles=Column.Doubles.BEST,
            note=_("of a session of a group that is in the system"),
        ),
        Column(
            name="session",
            header="小组节次",
            synonyms="节次 第几节 小组节数 活动节次",
            parse=session,
            show=plain_text,
            required=False,
            note=_("such as 3 or 第3节"),
            width=10,
        ),
    )
