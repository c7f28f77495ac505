"""Writing the contract of a project."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from projects.pilots.models import Contract, Project
from projects.places.models import Place


@transaction.atomic
def save_contract(*, contract: Contract, communities: Iterable[Place]) -> Contract:
    """Saves a new or changed contract with the project's agency as its party.

    The project's row is locked: a contract does not change once the project has started.
    """
    project = Project.objects.select_for_update(no_key=True).get(pk=contract.project_id)
    if project.status != Project.Status.CONTRACTING:
        raise ValidationError(
            _("The contract is written while the project awaits it, after the public notice.")
        )
    if contract._state.adding and Contract.objects.filter(project=project).exists():
        raise ValidationError(
            _("The project already has a contract; somebody recorded it meanwhile.")
        )
    if not contract._state.adding:
        # A running total is funding's to write; what was divided while the form was open stays.
        contract.refresh_from_db(fields=["committed"])
    contract.agency_id = project.agency_id
    contract.clean()
    contract.save()
    contract.communities.set(communities)
    return contract
