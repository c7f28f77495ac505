"""Checking one row of services: what it names within its project, and what the form would say of it."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from projects.delivery.imports.facts import Facts, named, why_not_open
from projects.delivery.imports.moments import Moment, hours_between, later
from projects.delivery.rules.numbers import number_errors
from projects.imports.importer import Row


def check(row: Row, facts: Facts | None) -> None:
    """Finds what the row names within its project, and judges it as the form does."""
    values, wrong = row.values, {name for name, _message in row.errors} if row.errors else ()
    values["project"] = facts and facts.id
    _complete(values)
    if facts is None:
        if "project" not in wrong:
            row.wrong(
                "project", _("Name the project, in its column or above the table: 项目编号：…")
            )
        return
    if facts.closed:
        row.wrong("project", facts.closed)
    day = values["date"]
    _find_place(row, facts, day)
    if day is not None:
        if why := facts.day_error(day):
            row.wrong("date", why)
        else:
            _find_workers(row, facts, day)
            if values["case"] or values["group"]:
                _find_work(row, facts, day)
            else:
                values["case"] = values["group"] = values["session"] = None
    _judge_numbers(row, wrong)


def _complete(values: dict[str, Any]) -> None:
    """What one cell says for another: times and their hours, people who came."""
    moment: Moment | None = values["date"]
    values["date"] = moment and moment.day
    if moment and moment.starts and not values["starts_at"]:
        values["starts_at"], values["ends_at"] = moment.starts, values["ends_at"] or moment.ends
    starts, ends, hours = values["starts_at"], values["ends_at"], values["hours"]
    if starts and not ends and hours:
        values["ends_at"] = later(starts, hours)
        values["starts_at"] = starts if values["ends_at"] else None
    elif starts and not ends:
        values["starts_at"] = None  # the hours are wrong or missing, which is said there
    elif starts and ends and hours is None and starts < ends:
        values["hours"] = hours_between(starts, ends)
    if values["attendances"] is None:
        values["attendances"] = values["people"]


def _find_place(row: Row, facts: Facts, day: date | None) -> None:
    written, values, sites = row.values["place"], row.values, facts.sites
    place_id, error = None, ""
    if written:
        place, error = sites.named(written)
        place_id = place and place.pk
    elif len(sites.own) == 1:
        place_id = sites.own[0].pk
    else:
        error = _("Please fill in.")
    if place_id and day and not sites.fits(place_id, day):
        error = _("Choose one of the project's sites.")
    values["place"] = place_id
    if error:
        row.wrong("place", error)


def _find_workers(row: Row, facts: Facts, day: date) -> None:
    values = row.values
    led, helped = values["lead"], values["assistants"]
    values["lead"] = values["assistants"] = None
    team: tuple[int, ...] = ()
    if led:
        team, error = facts.team(led, day)
        if error:
            row.wrong("lead", error)
    elif only := facts.alone(day):
        team = (only,)
    else:
        row.wrong("lead", _("Please fill in."))
    if helped:
        ids, error = facts.team(helped, day)
        team += ids
        if error:
            row.wrong("assistants", error)
    if team:
        values["lead"] = team[0]
        values["assistants"] = tuple(sorted({*team[1:]} - {team[0]})) if len(team) > 1 else ()


def _find_work(row: Row, facts: Facts, day: date) -> None:
    """The case of an interview, the group of a session."""
    values = row.values
    for name, known, words in (
        ("case", facts.cases, _("Choose a case of this project.")),
        ("group", facts.groups, _("Choose a group of this project.")),
    ):
        written, values[name] = values[name], None
        if not written:
            continue
        work = named(known, written)
        why = why_not_open(work, day) if work else words
        values[name] = work and work.pk
        if not why and values["method"] not in (name, None):
            why = (
                _("A case is named by its interviews only.")
                if name == "case"
                else _("A group is named by its numbered sessions only.")
            )
        if why:
            row.wrong(name, why)
    if values["group"] and values["session"] is None:
        row.wrong("session", _("Which session was it? Enter its number, such as 3."))
    elif not values["group"]:
        values["session"] = None


def _judge_numbers(row: Row, wrong: set[str] | tuple[()]) -> None:
    values = row.values
    for name in ("hours", "attendances"):
        # Where both times are there, the hours are missing as the times are wrong, which is said there.
        by_times = name == "hours" and values["starts_at"] and values["ends_at"]
        if values[name] is None and name not in wrong and not by_times:
            row.wrong(name, _("Please fill in."))
    for name, message in number_errors(row.values).items():
        if name not in wrong:
            row.wrong(name, message)


def judge_again(row: Row, facts: Facts | None) -> None:
    """Judges a row whose project has changed since the check by what it is now."""
    values = row.values
    if facts is None:
        row.wrong("project", _("Not a project of your agency; enter its number or name."))
        return
    team = {values["lead"], *values["assistants"]}
    there = [w for same in facts.workers.values() for w in same if w.on(values["date"])]
    if why := facts.closed or facts.day_error(values["date"]):
        row.wrong("date", why)
    elif not facts.sites.fits(values["place"], values["date"]):
        row.wrong("place", _("Choose one of the project's sites."))
    elif team - {worker.worker_id for worker in there}:
        row.wrong("lead", _("Choose social workers who are assigned to the project."))
