"""What the demo's needs, projects and services say, by service field."""

import re
from dataclasses import dataclass

from projects.needs.models import Need

Field = Need.Field
Group = Need.TargetGroup
_OF_THE_VILLAGE = re.compile("村|乡|农|种|留守|贫困户")


@dataclass(frozen=True)
class Theme:
    """What one service field is about.

    ``projects``: slogan and subject of project names. ``needs``: title, target group, what residents say.
    """

    projects: tuple[tuple[str, str], ...]
    needs: tuple[tuple[str, str, str], ...]
    goal: str

    def suited(self, setting: str) -> "Theme":
        """The theme without what does not belong in a town."""
        if setting == "rural":
            return self
        projects = tuple(
            item for item in self.projects if not _OF_THE_VILLAGE.search("".join(item))
        )
        needs = tuple(item for item in self.needs if not _OF_THE_VILLAGE.search("".join(item)))
        return Theme(projects or self.projects, needs or self.needs, self.goal)


THEMES = {
    Field.ELDERS: Theme(
        projects=(
            ("情暖夕阳", "留守老人关爱服务"),
            ("老有所伴", "独居老人社工陪伴"),
            ("乐龄家园", "居家养老社工服务"),
            ("银龄互助", "老年人互助支持"),
        ),
        needs=(
            (
                "独居老人日间无人照看，就医取药困难",
                Group.DIFFICULTY,
                "子女多在外地，生病时无人陪同就医",
            ),
            (
                "留守老人缺少陪伴，农忙时节负担重",
                Group.LEFT_ELDERS,
                "老人既要种地又要带孙辈，少有人说话",
            ),
            ("高龄老人希望有人定期上门探访", Group.LEFT_ELDERS, "行动不便，一两周出不了门"),
            ("老年人活动室空置，缺少适合的活动", Group.RESIDENTS, "活动室只有牌桌，女性老人很少来"),
            (
                "失能老人的照料者身心疲惫，需要喘息服务",
                Group.DIFFICULTY,
                "照料者多为老伴，自己也年过七十",
            ),
        ),
        goal="建立高龄、独居、失能老人台账，定期探访，组织邻里互助小组，让老人有人问、有事帮、有处去",
    ),
    Field.CHILDREN: Theme(
        projects=(
            ("童心同行", "留守儿童成长陪伴"),
            ("四点半课堂", "儿童课后照护"),
            ("护苗成长", "困境儿童社工帮扶"),
            ("青春起航", "青少年社会融入"),
        ),
        needs=(
            (
                "留守儿童放学后无人看护和辅导作业",
                Group.LEFT_CHILDREN,
                "由祖辈照看，作业和安全都顾不上",
            ),
            (
                "暑期儿童溺水隐患大，缺少集中活动场所",
                Group.LEFT_CHILDREN,
                "村边有溪流，暑假里孩子结伴下水",
            ),
            ("青少年沉迷手机，亲子沟通困难", Group.YOUNG, "家长说不到三句就争吵"),
            ("务工人员随迁子女希望尽快融入社区", Group.YOUNG, "孩子听不懂方言，周末多待在出租屋"),
            ("困境儿童需要长期的情感支持", Group.LEFT_CHILDREN, "父母重病或失联，由亲属轮流照看"),
        ),
        goal="开设课后与假期课堂，为困境儿童一人一档建立服务计划，开展安全教育与亲子活动",
    ),
    Field.WOMEN: Theme(
        projects=(
            ("巾帼守望", "留守妇女互助增能"),
            ("幸福家庭", "婚姻家庭支持"),
            ("木兰花开", "农村妇女成长"),
        ),
        needs=(
            (
                "留守妇女家务农活一肩挑，缺少交流渠道",
                Group.LEFT_WOMEN,
                "丈夫常年在外，遇事无人商量",
            ),
            (
                "家庭矛盾增多，希望有专业人员调解和疏导",
                Group.RESIDENTS,
                "调解后容易反复，需要后续跟进",
            ),
            ("年轻母亲缺少育儿知识和同伴支持", Group.LEFT_WOMEN, "与长辈带养观念不同，时有冲突"),
        ),
        goal="组建妇女互助小组，提供家庭关系个案辅导和育儿课堂，培育本地妇女骨干",
    ),
    Field.ASSISTANCE: Theme(
        projects=(
            ("同心助困", "社会救助对象社工帮扶"),
            ("阳光驿站", "特殊困难家庭支持"),
            ("牵手脱贫", "贫困户能力建设"),
        ),
        needs=(
            (
                "低保和特困家庭不了解政策，申请材料不会准备",
                Group.DIFFICULTY,
                "识字不多，跑几趟也办不下来",
            ),
            (
                "因病致贫家庭压力大，需要资源链接和情绪支持",
                Group.RURAL_POOR,
                "医药费报销后仍有较大缺口",
            ),
            ("贫困户想发展种养，缺技术也缺销路", Group.RURAL_POOR, "有地有劳力，收成卖不上价"),
        ),
        goal="入户评估救助对象需求，协助申请政策，链接慈善与就业资源，对重点家庭开展个案服务",
    ),
    Field.DISABILITY: Theme(
        projects=(
            ("助残同行", "残疾人社区融入"),
            ("星光伴行", "残疾儿童家庭支持"),
        ),
        needs=(
            (
                "残疾人出行难、就业难，长期与邻里隔绝",
                Group.DIFFICULTY,
                "除了看病很少出门，想有事做",
            ),
            (
                "残疾儿童家长希望有康复指导和喘息时间",
                Group.DIFFICULTY,
                "每周去城里康复一次，来回要一天",
            ),
        ),
        goal="组织残疾人互助小组和手工增能，为照料者提供支持，动员邻里共建无障碍的社区",
    ),
    Field.COMMUNITY: Theme(
        projects=(
            ("邻里守望", "社区志愿服务培育"),
            ("议事有方", "居民参与社区治理"),
            ("美丽乡村", "村民自治能力建设"),
        ),
        needs=(
            ("老旧小区环境脏乱，居民缺少议事平台", Group.RESIDENTS, "楼道堆物、停车的事常起争执"),
            ("志愿者队伍松散，缺少培训和激励", Group.RESIDENTS, "登记了几十人，常来的不到十人"),
            ("村里公共事务参与少，年轻人不愿露面", Group.RESIDENTS, "开会多是老人，定下的事难落实"),
        ),
        goal="搭建居民议事平台，培育志愿队伍和社区社会组织，推动居民自己解决身边事",
    ),
    Field.CORRECTION: Theme(
        projects=(
            ("重塑新生", "社区矫正对象帮教"),
            ("归航计划", "社区矫正人员社会融入"),
        ),
        needs=(
            ("社区矫正对象就业受阻，家庭关系紧张", Group.CORRECTION, "求职屡屡碰壁，不愿与人来往"),
            ("矫正对象的未成年子女需要关心", Group.CORRECTION, "孩子在学校有心理负担"),
        ),
        goal="会同司法所开展入矫评估、个案辅导与就业帮扶，修复家庭和社区关系",
    ),
    Field.DRUGS: Theme(
        projects=(("健康人生", "社区戒毒康复社工服务"),),
        needs=(
            (
                "社区康复人员缺少支持，担心回到原来的圈子",
                Group.DIFFICULTY,
                "想有稳定工作和可以说话的人",
            ),
        ),
        goal="为社区戒毒康复人员提供个案跟进、家庭支持和就业衔接，开展预防教育",
    ),
    Field.HEALTH: Theme(
        projects=(
            ("心灵港湾", "社区心理健康促进"),
            ("医路同行", "慢性病患者支持"),
        ),
        needs=(
            ("居民有心理困扰却无处可问", Group.RESIDENTS, "怕被人议论，不愿去医院"),
            ("慢性病老人用药不规范，缺少健康指导", Group.RESIDENTS, "药吃吃停停，血压时高时低"),
        ),
        goal="开设社区心理与健康咨询，组织病友互助小组，对重点人员转介与跟进",
    ),
}
RURAL_FIELDS = (
    [Field.ELDERS] * 5
    + [Field.CHILDREN] * 5
    + [Field.WOMEN] * 2
    + [Field.ASSISTANCE] * 3
    + [Field.DISABILITY, Field.COMMUNITY]
)
URBAN_FIELDS = (
    [Field.ELDERS] * 6
    + [Field.CHILDREN] * 4
    + [Field.COMMUNITY] * 4
    + [Field.ASSISTANCE] * 2
    + [Field.CORRECTION] * 2
    + [Field.WOMEN, Field.DISABILITY, Field.HEALTH, Field.HEALTH, Field.DRUGS]
)

# method: (weight, attendances from, to, half hours from, to, notes)
SERVICES = {
    "case": (
        18,
        1,
        3,
        2,
        5,
        ("入户面谈，跟进服务计划", "个案会谈，情绪支持", "评估需求，签订服务协议"),
    ),
    "group": (18, 6, 15, 3, 5, ("互助小组第{n}节", "成长小组第{n}节，组员参与度高")),
    "community": (
        16,
        30,
        180,
        4,
        8,
        ("节日主题活动", "邻里互助日", "政策宣传与义诊", "便民服务日"),
    ),
    "home_visit": (
        26,
        1,
        4,
        2,
        6,
        ("走访探视，了解近况", "送医送药，协助办理证件", "入户排查安全隐患"),
    ),
    "consultation": (10, 1, 8, 1, 4, ("政策咨询", "家庭关系咨询", "值班接待")),
    "lecture": (8, 20, 80, 3, 5, ("健康讲座", "防诈骗讲座", "安全教育讲座", "亲子教育讲座")),
    "training": (4, 10, 40, 4, 12, ("志愿者培训", "骨干带领技巧培训")),
}
