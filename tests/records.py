"""One factory a model, with fields that are valid by themselves; ``factories`` puts them together."""

from datetime import date
from decimal import Decimal
from typing import Any

import factory
from factory.django import DjangoModelFactory

from projects.accounts.models import User
from projects.agencies.models import Agency
from projects.common.encryption import keyed_hash
from projects.common.roles import Role
from projects.funding.models import Budget
from projects.needs.models import Need
from projects.pilots.models import ActionPlan, Project
from projects.workers.models import Certificate, SocialWorker


def credit_code(n: int) -> str:
    """A valid unified social credit code of a social service agency, another one for each n."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = f"52350100MJB{n % 1_000_000:06d}"
    total = sum(alphabet.index(char) * pow(3, i, 31) for i, char in enumerate(body))
    return body + alphabet[(31 - total % 31) % 31]


def id_number(n: int) -> str:
    """A valid resident ID number, another one for each n."""
    body = f"350121{1980 + n // 1000 % 20}0307{n % 1000:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


class UserFactory(DjangoModelFactory):
    """``make_user(role, place=…)`` or ``make_user("agency", agency=…)``."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"user{n}")
    name = factory.Sequence(lambda n: f"林{n}")
    role = Role.SYSADMIN

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        password = kwargs.pop("password", None)
        user = model_class(*args, **kwargs)
        # Hashing is slow on purpose; only a test that signs in by form asks for a password.
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save()
        return user


class AgencyFactory(DjangoModelFactory):
    class Meta:
        model = Agency

    name = factory.Sequence(lambda n: f"榕心社会工作服务中心{n}")
    credit_code = factory.Sequence(lambda n: credit_code(n))
    authority = "闽侯县民政局"
    legal_representative = "陈立"
    phone = "13800005678"
    registered_on = date(2015, 6, 1)


class WorkerFactory(DjangoModelFactory):
    """A social worker; certified since 2016 unless ``certified=None`` (or another day) is given."""

    class Meta:
        model = SocialWorker
        skip_postgeneration_save = True

    name = factory.Sequence(lambda n: f"黄小{n}")
    phone = "13900001234"
    since = date(2015, 9, 1)
    id_number = factory.Sequence(lambda n: id_number(n))
    id_hash = factory.LazyAttribute(lambda worker: keyed_hash(worker.id_number) or None)

    @factory.post_generation
    def certified(self, create: bool, day: date | bool | None, **kwargs: Any) -> None:
        if day is None and not kwargs.get("never"):
            day = date(2016, 1, 1)
        if day:
            Certificate.objects.create(
                worker=self, level="social_worker", number=f"ZS{self.pk:08d}", issued_on=day
            )


class PlanFactory(DjangoModelFactory):
    class Meta:
        model = ActionPlan

    code = factory.Sequence(lambda n: f"plan-{n}")
    name = "福建省三社联动行动计划（2018）"
    year = 2018
    starts = date(2018, 1, 1)
    ends = date(2019, 12, 31)
    target_projects = 132
    target_rural = 44
    target_amount = Decimal("20890000.00")


class NeedFactory(DjangoModelFactory):
    class Meta:
        model = Need

    title = factory.Sequence(lambda n: f"独居老人缺少日间照料 {n}")
    field = Need.Field.ELDERS
    target_groups = [Need.TargetGroup.LEFT_ELDERS]
    people_affected = 40
    description = "入户走访发现多位独居老人白天无人照看。"
    reported_on = date(2018, 2, 1)


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project

    number = factory.Sequence(lambda n: f"P2018-{n:05d}")
    name = factory.Sequence(lambda n: f"银龄守望项目 {n}")
    level = Project.Level.PROVINCE
    field = Need.Field.ELDERS
    setting = Project.Setting.RURAL
    starts = date(2018, 4, 1)
    ends = date(2019, 3, 31)
    target_people = 120
    target_services = 60
    goals = "为独居老人提供日间照料与定期探访。"


class BudgetFactory(DjangoModelFactory):
    class Meta:
        model = Budget

    level = "county"
    year = 2018
    nature = Budget.Nature.GENERAL
    document_number = factory.Sequence(lambda n: f"闽财社〔2018〕{n}号")
    document_date = date(2018, 3, 1)
    amount = Decimal("500000.00")
    parent = None
    first_amount = factory.LazyAttribute(lambda line: 0 if line.parent else line.amount)
