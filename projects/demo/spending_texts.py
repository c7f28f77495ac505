"""What agencies of the demo spend money on: purposes, payees, reasons."""

from projects.pilots.models import BudgetLine

Category = BudgetLine.Category

# category: (what for, paid to)
PURPOSES = {
    Category.STAFF: (("{month}月专职社工工资及社会保险", "项目专职社工"),),
    Category.ACTIVITY: (
        ("{method}物料和茶点", "惠民日用品商店"),
        ("{method}场地布置", "新城广告图文社"),
        ("{method}志愿者误餐和交通", "项目志愿者"),
    ),
    Category.SUPERVISION: (("外聘督导费（含个税）", "外聘督导"), ("个案研讨专家费", "外聘督导")),
    Category.TRAINING: (
        ("志愿者骨干培训讲师费", "培训讲师"),
        ("社工能力培训资料印制", "新城广告图文社"),
    ),
    Category.MATERIALS: (
        ("入户走访交通费", "项目专职社工"),
        ("服务站办公用品", "晨光文具店"),
        ("慰问困难对象生活物资", "惠民日用品商店"),
    ),
    Category.MANAGEMENT: (
        ("财务、行政分摊（{month}月）", "机构"),
        ("项目账目代理记账费", "代理记账公司"),
    ),
    Category.TAX: (("开具发票应缴税费", "税务局"),),
    Category.OTHER: (("活动意外保险", "保险公司"), ("项目档案装订", "新城广告图文社")),
}
WRONG = (
    "凭证金额录入错误，冲销后重新录入。",
    "科目选择有误，冲销后重新录入。",
    "重复入账，冲销。",
)
