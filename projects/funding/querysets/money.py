"""Reading money."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, NamedTuple, Self

from django.db.models import Case, Count, DateField, F, Max, OuterRef, Subquery, When
from django.db.models.functions import Coalesce, TruncDate

from projects.common.money import ZERO, total
from projects.common.roles import BUSINESS, OFFICIALS, Role
from projects.common.scoping import ScopedQuerySet, scope_of
from projects.pilots.models import Contract, Move
from projects.pilots.querysets import OfProjectQuerySet
from projects.places.models import Place

MONEY_READERS: frozenset[str] = BUSINESS - {Role.CLERK, Role.EVALUATOR}
STAGES = ("allocated", "contracted", "paid", "spent", "returned")


# The statuses into which a passed final evaluation leads.
EVALUATED = ("settlement", "closed", "archived")


def reached_on(milestone: str, contract: str) -> Case:
    """The day on which the milestone at the path ``milestone`` was reached, null while it was not.

    ``contract`` is the path to the contract. The final evaluation leaves a move; where a record has
    none, the day on which the implementation was finished stands for it.
    """
    project = f"{contract}__project"
    moves = Move.objects.filter(name="pass_evaluation", project=OuterRef(project))
    passed = moves.order_by().values("project").annotate(last=Max("at")).values("last")
    final = Coalesce(TruncDate(Subquery(passed)), F(f"{project}__finished_on"))
    return Case(
        When(**{milestone: "signing"}, then=F(f"{contract}__signed_on")),
        When(**{milestone: "start"}, then=F(f"{project}__started_on")),
        When(**{milestone: "midterm"}, then=F(f"{project}__midterm_on")),
        When(**{milestone: "final", f"{project}__status__in": EVALUATED}, then=final),
        output_field=DateField(),
    )


class LevelShare(NamedTuple):
    """What one level allocated (yuan), and where its piece lies in a bar of 100 per cent."""

    level: str
    label: Any
    entries: int
    amount: Decimal
    start: Decimal
    share: Decimal

    @property
    def width(self) -> Decimal:
        """The drawn width in per cent: a hair less than the share, so that pieces stand apart."""
        return max(self.share - Decimal("0.3"), Decimal("0.2"))

    @property
    def label_x(self) -> Decimal:
        """Where the label of the piece begins, in per cent."""
        return self.start + Decimal("1.6")


class SourceQuerySet(OfProjectQuerySet):
    """Sources of projects' money: read by whoever reads the project, but not by clerks and evaluators."""

    readers = MONEY_READERS

    def sums(self) -> dict[str, Decimal]:
        """What all of them come to, stage by stage, in yuan."""
        return self.order_by().aggregate(**{stage: total(stage) for stage in STAGES})


class OfSourceQuerySet(ScopedQuerySet):
    """Entries of a source, read by whoever reads the money of the source's project."""

    readers = MONEY_READERS

    def visible_to(self, user: Any) -> Self:
        sources = self.model._meta.get_field("source").related_model.objects
        return self.filter(source__in=sources.visible_to(user))

    def of(self, project: Any) -> Self:
        """The entries of one project."""
        return self.filter(source__project=project)

    def until(self, day: date) -> Self:
        """Entries whose money moved on or before ``day``."""
        return self.filter(day__lte=day)


class CommitmentQuerySet(OfSourceQuerySet):
    """Parts of contracts."""


class DisbursementQuerySet(OfSourceQuerySet):
    """Disbursements."""

    def counted(self) -> Self:
        """What has moved the running totals: paid, and what was reversed beside its reversal."""
        return self.filter(status__in=self.model.COUNTED)

    def proposed(self) -> Self:
        """What awaits the second official."""
        return self.filter(status=self.model.Status.PROPOSED)

    def unproven(self) -> Self:
        """Approved payments that nothing reverses and no line of a bank statement proves."""
        return self.filter(
            status=self.model.Status.APPROVED, reverses__isnull=True, bank_line__isnull=True
        )

    def standing(self) -> Self:
        """Disbursements that hold their tranche: proposed or paid, and not taken back."""
        status = self.model.Status
        return self.filter(status__in=[status.PROPOSED, status.APPROVED], reverses__isnull=True)

    def unreceived(self) -> Self:
        """Paid, not taken back, and not confirmed by the agency."""
        paid = self.filter(status=self.model.Status.APPROVED, reverses__isnull=True)
        return paid.filter(received_on__isnull=True)

    def awaiting_proof(self, until: date) -> Self:
        """Payments until ``until``, planned or approved, that no line of a bank statement proves."""
        return self.standing().filter(bank_line__isnull=True, day__lte=until)

    def payable_by(self, user: Any) -> Self:
        """Disbursements of the lines that she may give out of: those that she may make and check."""
        if user.role not in OFFICIALS:
            return self.none()
        holders = Place.objects.continued_by(user.place)
        return self.visible_to(user).filter(source__budget__holder__in=holders)


class ExpenditureQuerySet(OfSourceQuerySet):
    """Expenditures of agencies."""


class RefundQuerySet(OfSourceQuerySet):
    """Money that went back."""


class SettlementQuerySet(OfProjectQuerySet):
    """Settlements: read by whoever reads the project, but not by clerks and evaluators."""

    readers = MONEY_READERS


class OfContractQuerySet(ScopedQuerySet):
    """Rows of a contract's money, read by whoever reads the money of its project."""

    contract_lookup: ClassVar[str] = "contract"
    readers = MONEY_READERS

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        if scope is None or scope.role not in self.readers:
            return self.none()
        return self.filter(**{f"{self.contract_lookup}__in": Contract.objects.visible_to(user)})


class TranchePlanQuerySet(OfContractQuerySet):
    """Tranche plans."""


class TrancheQuerySet(OfContractQuerySet):
    """Tranches."""

    contract_lookup = "plan__contract"

    def with_reached_on(self) -> Self:
        """Adds ``reached_on``: the day on which the milestone was reached, or null."""
        return self.annotate(reached_on=reached_on("milestone", "plan__contract"))


class ReconciliationQuerySet(ScopedQuerySet):
    """What the re-adding of the ledger found: read by the province and its auditors."""

    readers = frozenset({Role.PROVINCE, Role.AUDITOR})

    def visible_to(self, user: Any) -> Self:
        scope = scope_of(user)
        return self.none() if scope is None or scope.role not in self.readers else self.all()


class AllocationQuerySet(OfProjectQuerySet):
    """Allocations: read by whoever reads the project, but not by clerks and evaluators."""

    readers = MONEY_READERS

    def until(self, day: date) -> Self:
        """Entries made on or before ``day``."""
        return self.filter(day__lte=day)

    def by_level(self) -> list[LevelShare]:
        """What each level that pays has allocated, reversals taken off, from the highest level down."""
        sums = {
            row["budget__level"]: row
            for row in self.order_by()
            .values("budget__level")
            .annotate(entries=Count("pk"), sum=total("amount"))
        }
        whole = sum((row["sum"] for row in sums.values()), ZERO)
        levels = self.model._meta.get_field("budget").related_model._meta.get_field("level")
        shares: list[LevelShare] = []
        reached, start = ZERO, Decimal("0.0")
        for level, label in levels.flatchoices:
            if level in sums:
                reached += sums[level]["sum"]
                # Ends are rounded, not pieces, so that the shares add up to exactly 100.0.
                end = (reached * 100 / whole).quantize(Decimal("0.1")) if whole else start
                row = sums[level]
                shares.append(
                    LevelShare(level, label, row["entries"], row["sum"], start, end - start)
                )
                start = end
        return shares
