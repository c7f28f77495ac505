"""Made-up names of people and agencies. None of them is meant to be anybody's."""

from random import Random

_SURNAMES = {
    "陈林": 11,
    "黄张": 6,
    "吴李王郑": 4,
    "刘杨苏蔡叶谢许郭": 3,
    "邱庄江何曾罗赖余周洪徐": 2,
    "柯翁方詹卢傅魏廖游肖阮高朱汤蒋沈康潘施颜范邹": 1,
}
SURNAMES = "".join(
    surname * weight for surnames, weight in _SURNAMES.items() for surname in surnames
)
WOMEN_FIRST = "秀丽美淑雅慧晓小玉雪婷静佳素月春燕惠宝金思梦诗"
WOMEN_SECOND = "芳萍琴霞燕珍英云兰娟红梅玲婷敏琳珊莹蓉钦妹清华瑜洁"
MEN_FIRST = "志建文国明俊伟海家永振少金庆晓子德荣锦宗"
MEN_SECOND = "强辉锋华勇斌平杰明生龙毅鹏程祥坤彬林涛福源钦"

_AGENCY_WORDS = (
    "暖阳 同心 馨语 德善 和众 益家 新芽 朝夕 守望 博爱 心桥 乐龄 启航 青禾 恒爱 众和 家和 邻里 春晖 "
    "明德 至善 海西 闽善 仁和 百合 向日葵 橄榄树 木棉 榕树 茉莉 蒲公英 萤火虫 晨曦 扬帆 善缘 助力 "
    "正荣 康乐 携手 心灯 爱加倍 大爱 幸福里 乐善 惠民 民福 公益 彩虹 红橙黄 知行 厚德 溪源 山海 "
    "连心 温馨 福馨 汇爱 润心 阳光 蓝天 星火 乡音 友邻 "
)
AGENCY_WORDS = _AGENCY_WORDS.split()
AGENCY_SUFFIXES = (
    ["社会工作服务中心"] * 14 + ["社工服务中心"] * 3 + ["社会工作服务社"] * 2 + ["社工事务所"]
)


def person_name(rng: Random) -> str:
    """A name of two or three characters; three in four social workers are women."""
    if rng.random() < 0.75:
        first, second = WOMEN_FIRST, WOMEN_SECOND
    else:
        first, second = MEN_FIRST, MEN_SECOND
    given = rng.choice(second) if rng.random() < 0.12 else rng.choice(first) + rng.choice(second)
    return rng.choice(SURNAMES) + given


def agency_name(rng: Random, place_name: str, taken: set[str]) -> str:
    """A name for an agency of the place that no other agency bears; remembered in ``taken``."""
    while True:
        name = f"{place_name}{rng.choice(AGENCY_WORDS)}{rng.choice(AGENCY_SUFFIXES)}"
        if name not in taken:
            taken.add(name)
            return name
