"""The published figures of 2018 that the demo adds up to, and the words it is known by."""

from datetime import date
from decimal import Decimal

SEED = 2018
AS_OF = date(2018, 12, 31)

PLAN_CODE = "fujian-2018"
PLAN_NAME = "2018年三社联动行动计划"
PROVINCE_CODE = "350000000000"

# Of the 132 pilots only the sum and "all three levels" were published; how they split is ours.
PILOTS = {"province": 30, "city": 42, "county": 60}
RURAL_PILOTS = 44
MONEY = Decimal("20890000.00")
AGENCIES = 324
PROFESSIONALS = 35_000
CERTIFIED = 13_512

# Liveliness that moves none of the figures above.
OPEN_NEEDS = 40
SERVICES = 3_000

ANXI = "350524"  # 安溪县: the county of the sign-ins
QUANZHOU = "3505"  # 泉州市: the city above it
MEILIE = "350402"  # 梅列区: became part of 三元区 in 2021
SANMING = "3504"
SANYUAN_SINCE_2021 = "350404"
PINGTAN = "350128"
GULOU = "350102"  # 鼓楼区, where agencies of the province have their offices
