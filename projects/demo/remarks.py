"""Comments at fields of the registrations that were returned; one of each is dealt with already."""

from projects.demo.projects import Pilot
from projects.pilots.models import FieldComment

# field, comment, answer of the county ("": still to be dealt with)
REMARKS = (
    ("target_people", "人数与需求登记不一致，请核对后修改。", ""),
    ("sites", "请说明为何未包括需求最多的村。", "该村已有同类项目，本次不重复安排。"),
    ("budget", "督导费用偏低，请按每月一次测算。", ""),
)


def make_remarks(applications: list[Pilot]) -> list[FieldComment]:
    """The comments of each return among ``applications``."""
    remarks = []
    for pilot in applications:
        for move in pilot.moves:
            if move.name == "return":
                remarks += [
                    FieldComment(
                        move=move,
                        field=field,
                        text=text,
                        answer=answer,
                        resolved_on=move.at.date() if answer else None,
                        resolved_by=pilot.project.created_by if answer else None,
                    )
                    for field, text, answer in REMARKS
                ]
    return remarks
