"""The users of the demo: one official for each place that acts, and the sign-ins for trying out."""

from random import Random

from django.contrib.auth.hashers import make_password

from projects.accounts.models import User
from projects.agencies.models import Agency
from projects.common.roles import Role
from projects.demo.divisions import Divisions
from projects.demo.figures import ANXI, QUANZHOU, SANMING, SANYUAN_SINCE_2021
from projects.demo.names import person_name
from projects.demo.signins import PASSWORD, SIGN_INS
from projects.places.models import Place


class People:
    """Finds the user who acts for a place or an agency. Only the printed sign-ins have a password."""

    def __init__(self, rng: Random, divisions: Divisions) -> None:
        self._rng = rng
        self._password = make_password(PASSWORD)  # slow on purpose, so once for all sign-ins
        self._known = {sign_in.username: sign_in for sign_in in SIGN_INS}
        self._officials: dict[tuple[str, str], User] = {}
        self._staff: dict[str, User] = {}
        self._seconds: dict[str, User] = {}
        self._signs_in = False
        self.users: list[User] = []
        province = divisions.province
        self.province = self._official("demo-province", Role.PROVINCE, province)
        self._add("demo-evaluator", Role.EVALUATOR, place=province)
        self._add("demo-auditor", Role.AUDITOR, place=province)
        self._add("demo-sysadmin", Role.SYSADMIN)
        cities = {QUANZHOU: "demo-city", SANMING: "demo-sanming"}
        for city in divisions.cities:
            stem = city.code[:4]
            self._official(cities.get(stem, f"demo-{stem}"), Role.CITY, city)
        for county in divisions.counties:
            username = "demo-county" if county.code == ANXI else f"demo-{county.code}"
            self._official(username, Role.COUNTY, county.place)
            if county.city is county.place:
                self._official(f"{username}-city", Role.CITY, county.place)
        merged = Place.objects.filter(code__startswith=SANYUAN_SINCE_2021, level="county").first()
        if merged:
            self._official("demo-sanyuan", Role.COUNTY, merged)

    def official(self, role: str, place: Place) -> User:
        """The official who acts for ``place`` at the level of ``role``."""
        return self._officials[role, place.code]

    def second(self, rng: Random, official: User) -> User:
        """A colleague of ``official`` in the same place: who proposes a payment does not approve it."""
        username = f"{official.username}-2"
        if username not in self._seconds:
            known = self._known.get(username)
            name = known.name if known else person_name(rng)
            self._seconds[username] = user = User(
                username=username,
                name=name,
                role=official.role,
                place=official.place,
                password=self._password if known else make_password(None),
                is_demo=True,
            )
            self.users.append(user)
        return self._seconds[username]

    def clerk(self, community: Place) -> User:
        """The clerk who can sign in, made for ``community``."""
        return self._add("demo-clerk", Role.CLERK, place=community)

    def staff(self, agency: Agency) -> User:
        """The member of staff who logs what ``agency`` does; the first agency of 安溪 signs in."""
        if agency.credit_code not in self._staff:
            username = f"demo-agency-{len(self._staff) + 1:03d}"
            if agency.place.code[:6] == ANXI and not self._signs_in:
                username, self._signs_in = "demo-agency", True
            self._staff[agency.credit_code] = self._add(username, Role.AGENCY, agency=agency)
        return self._staff[agency.credit_code]

    def evaluators(self, *, employer: Agency) -> list[User]:
        """The evaluator who signs in and three colleagues, the last of whom works for ``employer``."""
        first = next(user for user in self.users if user.username == "demo-evaluator")
        others = [
            User(
                username=f"demo-evaluator-{number}",
                name=name,
                role=Role.EVALUATOR,
                place=self.province.place,
                password=make_password(None),
                is_demo=True,
            )
            for number, name in enumerate(("方评估", "邱评估", "康评估"), start=2)
        ]
        others[-1].employer = employer
        self.users += others
        return [first, *others]

    def _official(self, username: str, role: Role, place: Place) -> User:
        user = self._add(username, role, place=place)
        self._officials[role, place.code] = user
        return user

    def _add(
        self, username: str, role: Role, *, place: Place | None = None, agency: Agency | None = None
    ) -> User:
        known = self._known.get(username)
        user = User(
            username=username,
            name=known.name if known else person_name(self._rng),
            role=role,
            place=place,
            agency=agency,
            password=self._password if known else make_password(None),
            is_demo=True,
        )
        self.users.append(user)
        return user
