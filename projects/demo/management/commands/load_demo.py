"""Loads the example data: refused where DEBUG is off, because its password is known to everybody."""

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

from projects.demo.actions import demo_is_loaded, demo_users, load_demo
from projects.demo.divisions import NoPlaces
from projects.demo.removal import DemoInUse, remove_demo
from projects.demo.signins import PASSWORD, SIGN_INS


class Command(BaseCommand):
    help = "Load example data that add up to the published figures of 2018."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--reload", action="store_true", help="take the demo out first")
        parser.add_argument(
            "--show-accounts", action="store_true", help="print the sign-ins and load nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG:
            raise CommandError(
                "The demo brings sign-ins with a known password: it is refused while DEBUG is off.",
                returncode=2,
            )
        if not options["show_accounts"]:
            if demo_is_loaded() and not options["reload"]:
                self.stdout.write("The demo is loaded already; nothing was changed.")
                return
            self.load(reload=options["reload"])
        self.show_accounts()

    def load(self, *, reload: bool) -> None:
        begin = time.perf_counter()
        try:
            with transaction.atomic():
                if reload:
                    remove_demo()
                demo = load_demo()
        except NoPlaces:
            raise CommandError(
                "Load the places first: manage.py load_places", returncode=2
            ) from None
        except DemoInUse as reason:
            raise CommandError(f"Nothing was changed: {reason}", returncode=2) from None
        except IntegrityError as error:
            # A plan, a user or a project of the same name or number: real work has begun here.
            first = str(error).strip().splitlines()[0]
            raise CommandError(
                f"Nothing was changed: the demo meets records of your own ({first})", returncode=2
            ) from None
        self.stdout.write(
            f"Loaded the demo (示例数据) in {time.perf_counter() - begin:.1f} s: "
            f"{len(demo.running)} pilots, {len(demo.agencies)} agencies, "
            f"{len(demo.force.workers):,} social workers, {len(demo.delivered.records):,} services."
        )

    def show_accounts(self) -> None:
        if not demo_is_loaded():
            self.stdout.write("The demo is not loaded. With it (make demo) come these sign-ins:")
        bound = {user.username: user.works_for for user in demo_users()}
        self.stdout.write(f"\nSign-ins of the demo, all with the password {PASSWORD}")
        for sign_in in SIGN_INS:
            where = bound.get(sign_in.username) or sign_in.where
            who = f"{sign_in.username:<16}{sign_in.role.value:<11}{sign_in.name}"
            self.stdout.write(f"  {who}  {where}")
