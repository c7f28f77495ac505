"""Pages of filing up, one file a noun."""

from projects.filing.views.filings import (
    FilingDetail,
    FilingList,
    filing_confirm,
    filing_file,
    filing_return,
    filing_submit,
    filing_table,
)
from projects.filing.views.rounds import RoundCreate, RoundDetail, RoundList, round_lock
from projects.filing.views.rules import RoundRuleCreate, RoundRuleList, RoundRuleUpdate

__all__ = [
    "FilingDetail",
    "FilingList",
    "RoundCreate",
    "RoundDetail",
    "RoundList",
    "RoundRuleCreate",
    "RoundRuleList",
    "RoundRuleUpdate",
    "filing_confirm",
    "filing_file",
    "filing_return",
    "filing_submit",
    "filing_table",
    "round_lock",
]
