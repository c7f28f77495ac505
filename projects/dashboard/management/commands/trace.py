"""`manage.py trace`: the chain of one record, for the shell and for other programs."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from projects.accounts.models import User
from projects.common.roles import Role
from projects.common.scoping import Scope
from projects.dashboard.trace.as_json import as_plain
from projects.dashboard.trace.chain import Trace, follow
from projects.dashboard.trace.kinds import KINDS
from projects.places.models import Place

WRONG_ARGUMENT = 2


@dataclass(frozen=True)
class Server:
    """Whoever may run commands on the server: reads what the officials of all its provinces read."""

    is_active: bool = True

    @property
    def scope(self) -> Scope:
        provinces = Place.objects.filter(level=Place.Level.PROVINCE)
        ranges = tuple(one for place in provinces for one in Place.objects.ranges_of(place))
        return Scope(role=Role.PROVINCE, ranges=ranges)


class Command(BaseCommand):
    help = "Follow the chain of a record to both ends and say where it is broken."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=list(KINDS))
        parser.add_argument("id", help="its id, number, credit code or place code")
        parser.add_argument("--format", choices=["json", "text"], default="text")
        parser.add_argument("--as-of", help="the day for which breaks are looked for; today")
        parser.add_argument("--user", help="sign-in name of the person who asks")

    def handle(self, *args: Any, **options: Any) -> None:
        user = _user(options["user"]) if options["user"] else Server()
        kind = KINDS[options["kind"]]
        record = kind.find(user, options["id"])
        if record is None:
            raise _wrong(f"There is no {options['kind']} {options['id']} in sight.")
        trace = follow(options["kind"], kind, record, user, _day(options["as_of"]))
        if options["format"] == "json":
            self.stdout.write(json.dumps(as_plain(trace), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines(trace)))


def _lines(trace: Trace) -> list[str]:
    lines = [f"{trace.label}: {trace.record} ({trace.day.isoformat()})"]
    for line in trace.lines:
        served = line.services
        lines += [
            f"  {line.project.number} {line.project.name} [{line.project.get_status_display()}]",
            f"    ← {'、'.join(one.need.title for one in line.needs or []) or '—'}",
            f"    · {line.project.agency}: {'、'.join(str(one) for one in line.team or []) or '—'}",
            f"    · {line.amount:.2f} ({'、'.join(one.payer for one in line.money or []) or '—'})",
            f"    → {served.count if served else '—'}",
        ]
    return lines + [f"  ! {one.kind.label}: {one.headline} {one.code}" for one in trace.breaks]


def _user(name: str) -> User:
    user = User.objects.filter(username=name, is_active=True).first()
    if user is None:
        raise _wrong(f"There is no user {name}.")
    return user


def _day(text: str | None) -> date:
    try:
        return date.fromisoformat(text) if text else timezone.localdate()
    except ValueError:
        raise _wrong(f"{text} is no day such as 2018-12-31.") from None


def _wrong(text: str) -> CommandError:
    return CommandError(text, returncode=WRONG_ARGUMENT)
