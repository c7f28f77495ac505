"""Pages of what agencies deliver."""

from projects.delivery.views.phone import service_sync
from projects.delivery.views.records import (
    ServiceCreate,
    ServiceDetail,
    ServiceList,
    ServiceUpdate,
    service_sheet,
)

__all__ = [
    "ServiceCreate",
    "ServiceDetail",
    "ServiceList",
    "ServiceUpdate",
    "service_sheet",
    "service_sync",
]
