"""What banks and finance bureaus call the columns of a list of payments, and how their cells are read."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from projects.common.money import ZERO
from projects.imports import cells
from projects.imports.importer import Column

FIRST_YEAR = 2000
_OUT = "借 借方 支 支出 付 付款 付出 往账 转出 汇出 出账 d dr debit out"
_IN = "贷 贷方 收 收入 收款 来账 转入 汇入 入账 c cr credit in"
WAYS = {**dict.fromkeys(_OUT.split(), "out"), **dict.fromkeys(_IN.split(), "in")}


def _paid_day(value: Any) -> date:
    day = cells.past_day(value)
    if day.year < FIRST_YEAR:
        raise ValidationError(_("Enter a day of the year 2000 or later."))
    return day


def _paid_out(value: Any, unit: str = "") -> Decimal:
    amount = cells.yuan(value, unit)
    if amount < ZERO:
        raise ValidationError(
            _(
                "An amount below 0 is no payment. Put money that came in into a column of its own, "
                "such as 收入金额, or say 借 or 贷 in a column 借贷标志."
            )
        )
    if amount == ZERO:
        raise ValidationError(_("Enter an amount above 0."))
    return amount


def _way(value: Any) -> str:
    way = WAYS.get(cells.plain(value).casefold())
    if way is None:
        raise ValidationError(_("Enter 借 for a payment out, 贷 for money that came in."))
    return way


def bank_columns() -> tuple[Column, ...]:
    """The columns of a list of payments; statements have several days, numbers and remarks."""
    best, joined = Column.Doubles.BEST, Column.Doubles.JOINED
    return (
        Column(
            name="day",
            header="交易日期",
            synonyms="交易日 支付日期 付款日期 拨付日期 拨款日期 记账日期 入账日期 记帐日期 清算日期 "
            "业务日期 交易时间 支付时间 记账时间 入账时间 日期 时间",
            parse=_paid_day,
            show=date.isoformat,
            doubles=best,
            note=gettext_lazy("such as 2018-03-05; not in the future"),
            width=14,
        ),
        Column(
            name="amount",
            header="支出金额",
            synonyms="借方发生额 借方金额 借方 支出 付款金额 支付金额 实付金额 实拨金额 拨付金额 "
            "拨款金额 转出金额 汇出金额 出账金额 付出金额 付出 本次支付金额 交易金额 发生额 "
            "金额",
            parse=_paid_out,
            show=lambda value: f"{value:.2f}",
            doubles=best,
            units=tuple(cells.UNITS),
            note=gettext_lazy("yuan, above 0; only what was paid out"),
        ),
        Column(
            name="payee",
            header="收款人",
            synonyms="收款人名称 收款人户名 收款人全称 收款单位 收款单位名称 收款方 收款方户名 "
            "收款方名称 收款户名 收款账户名称 对方户名 对方名称 对方单位 对方账户名称 "
            "对方账号名称 对方单位名称 对手户名 交易对手",
            parse=cells.text(100),
            required=False,
            needed=True,
            missing="",
            doubles=best,
            note=gettext_lazy("the name of the account that was paid"),
            width=34,
        ),
        Column(
            name="bank_number",
            header="交易流水号",
            synonyms="流水号 银行流水号 交易流水 主机流水号 柜员流水号 交易号 交易编号 交易序号 "
            "回单编号 回单号 凭证号 凭证号码 凭证编号 支付凭证号",
            parse=cells.code(60),
            required=False,
            missing="",
            doubles=best,
            as_text=True,
            show=lambda value: "" if value.startswith("~") else value,
            note=gettext_lazy("the bank's own number of the transaction"),
            width=24,
        ),
        Column(
            name="reference",
            header="拨付编号",
            synonyms="支付令号 支付令编号 支付令 支付指令号 业务编号 业务号 支付编号 拨款单号 付款单号 "
            "企业业务编号 客户业务编号",
            parse=cells.code(60),
            required=False,
            missing="",
            doubles=joined,
            as_text=True,
            note=gettext_lazy("the number of the payment in this system, BF-…"),
            width=20,
        ),
        Column(
            name="remark",
            header="摘要",
            synonyms="附言 用途 备注 交易摘要 交易附言 交易用途 款项用途 资金用途 支付用途 说明 "
            "摘要说明 交易备注",
            parse=cells.text(300),
            required=False,
            missing="",
            doubles=joined,
            width=40,
        ),
        Column(
            name="way",
            header="借贷标志",
            synonyms="借贷 借贷方向 借/贷 收支 收/支 收支方向 收支类型 收付标志 收付方向 交易方向 "
            "借贷标识",
            parse=_way,
            required=False,
            missing="",
            in_template=False,
        ),
        Column(
            name="received",
            header="收入金额",
            synonyms="贷方发生额 贷方金额 贷方 收入 收款金额 转入金额 汇入金额 入账金额 来账金额",
            parse=cells.shown,
            required=False,
            missing="",
            in_template=False,
        ),
    )
