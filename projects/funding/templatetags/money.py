"""What money is still out in a project, for pages of the rooms below."""

from typing import Any

from django import template

from projects.funding.models import Source

register = template.Library()


@register.inclusion_tag("funding/_money_out.html", takes_context=True)
def money_out(context: dict, project: Any) -> dict[str, Any]:
    """What the agency of ``project`` holds, and what was allocated and not paid, as the reader may see it."""
    user = context["user"]
    sums = Source.objects.visible_to(user).filter(project=project).sums()
    return {
        "project": project,
        "held": sums["paid"] - sums["spent"] - sums["returned"],
        "unpaid": sums["allocated"] - sums["paid"],
    }
