"""The text of a public notice, drawn up from what the registration says."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from projects.common.templatetags.linkage import wan
from projects.pilots.models import Project
from projects.places.models import Place


def draft_text(project: Project) -> str:
    """The notice of a registered ``project``, drawn up from its record."""
    sites = [site.place for site in project.sites.select_related("place")]
    return compose(project, sites, project.planned_amount or project.allocated)


def compose(project: Project, sites: list[Place], money: Decimal) -> str:
    """The notice of ``project`` in Chinese, whatever language the official reads: no personal data.

    ``money`` is what is planned, yuan. The days are not in the text: they stand beside it.
    """
    with override("zh-hans"):
        return "\n".join(_lines(project, sites, money))


def _lines(project: Project, sites: list[Place], money: Decimal) -> list[str]:
    county = project.place
    above = county.reports_as or str(county.parent or "")
    facts = [
        (_("Project"), project.name),
        (_("Number"), project.number),
        (_("Action plan"), str(project.plan)),
        (_("Pilot level"), project.get_level_display()),
        (_("Agency"), project.agency.name),
        (_("Place"), f"{above} {county}" if above else str(county)),
        (_("Sites"), "、".join(str(place) for place in sites)),
    ]
    if money:
        facts.append((_("Planned money (10,000 yuan)"), wan(money)))
    return [
        _("The following project is to be carried out and is put on public notice."),
        "",
        *(f"{label}：{value}" for label, value in facts),
        "",
        _(
            "Whoever objects may say so until the last day, with name and phone, on this page or to the"
            " contact below."
        ),
    ]
