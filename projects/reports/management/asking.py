"""What the two report commands have in common: who asks for what, in words on one line."""

import sys
from dataclasses import dataclass
from datetime import date
from typing import Any, NoReturn

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from projects.accounts.models import User
from projects.common.roles import Role
from projects.common.scoping import Scope
from projects.pilots.models import ActionPlan
from projects.places.models import Place
from projects.reports.definitions import Definition, Option
from projects.reports.definitions.registry import DEFINITIONS
from projects.reports.models import ReportRun

WRONG_ARGUMENT = 2


@dataclass(frozen=True)
class Shell:
    """Whoever may run commands on the server: trusted like the official of the plan's province.

    She stands in for a user, so that no report has a way round ``visible_to``.
    """

    place: Place
    is_active: bool = True

    @property
    def scope(self) -> Scope:
        return Scope(role=Role.PROVINCE, ranges=Place.objects.ranges_of(self.place))


class ReportCommand(BaseCommand):
    """A command about one report of one plan as of one day."""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        if parser.called_from_command_line:
            parser.error = _say_in_one_line  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("report", choices=sorted(DEFINITIONS), help="which report")
        parser.add_argument("--plan", help="code of the action plan; without it, the latest")
        parser.add_argument("--as-of", help="the day, such as 2018-12-31")
        parser.add_argument("--place", help="12-digit code of a province, city or county")
        parser.add_argument("--user", help="sign-in name of the person who asks")
        for name, takers in takers_of_options().items():
            values = dict.fromkeys(
                key for option in takers.values() for key, _label in option.choices
            )
            help_ = f"of {', '.join(takers)}: {', '.join(values) or 'a day such as 2018-12-31'}"
            parser.add_argument(f"--{name}", choices=list(values) or None, help=help_)

    def asked(self, options: dict[str, Any]) -> dict[str, Any]:
        """The arguments of the definition: user, plan, as_of, place and its own options."""
        definition = DEFINITIONS[options["report"]]
        chosen = chosen_options(definition, options)
        may_choose = type(definition).usual_day is not Definition.usual_day
        for name in ("plan", "as_of"):
            if not options[name] and not may_choose:
                raise wrong(f"The report {definition.key} needs --{name.replace('_', '-')}.")
        plan = plan_of(options["plan"])
        user = user_of(options["user"]) if options["user"] else Shell(plan.place)
        as_of = day_of(options["as_of"] or definition.usual_day(plan))
        place = place_of(options["place"]) if options["place"] else user.place
        return {"user": user, "plan": plan, "as_of": as_of, "place": place, **chosen}


def takers_of_options() -> dict[str, dict[str, Option]]:
    """The options by name, each with the reports that take it."""
    found: dict[str, dict[str, Option]] = {}
    for key, definition in DEFINITIONS.items():
        for option in definition.options:
            found.setdefault(option.name, {})[key] = option
    return found


def chosen_options(definition: Definition, given: dict[str, Any]) -> dict[str, str]:
    """The options of the report as they were given, or as they are unless somebody says otherwise."""
    taken = {option.name: option for option in definition.options}
    for name in takers_of_options():
        if given.get(name) and name not in taken:
            raise wrong(f"The report {definition.key} takes no --{name}.")
        if given.get(name) and taken[name].choices and given[name] not in dict(taken[name].choices):
            raise wrong(f"The report {definition.key} takes no --{name} {given[name]}.")
        if given.get(name) and not taken[name].choices:
            given = given | {name: day_of(given[name]).isoformat()}
    return {name: given.get(name) or option.default for name, option in taken.items()}


def _say_in_one_line(message: str) -> NoReturn:
    sys.stderr.write(f"{message}\n")
    sys.exit(WRONG_ARGUMENT)


def wrong(message: str) -> CommandError:
    """The complaint about an argument: one line, exit code 2."""
    return CommandError(message, returncode=WRONG_ARGUMENT)


def in_words(error: ValidationError) -> str:
    return " ".join(error.messages)


def plan_of(code: str | None) -> ActionPlan:
    """The plan with the code; without one, the latest."""
    plans = ActionPlan.objects.select_related("place").order_by("-year", "code")
    plan = (plans.filter(code=code) if code else plans).first()
    if plan is None:
        known = ", ".join(ActionPlan.objects.values_list("code", flat=True)[:10]) or "none"
        raise wrong(f"No plan has the code {code!r} (there are: {known}).")
    return plan


def day_of(text: Any) -> date:
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise wrong(f"{text!r} is not a day such as 2018-12-31.") from None


def place_of(code: str) -> Place:
    place = Place.objects.filter(code=code).first()
    if place is None:
        raise wrong(f"No place has the code {code!r} (12 digits, such as 350100000000).")
    return place


def user_of(username: str) -> User:
    user = User.objects.select_related("place").filter(username=username, is_active=True).first()
    if user is None:
        raise wrong(f"No active user has the sign-in name {username!r}.")
    if user.role not in ReportRun.objects.all().readers or user.place is None:
        raise wrong(f"{username} ({user.get_role_display()}) does not read reports.")
    return user
