"""What agencies write where the system's lists say something else."""

from projects.delivery.models import ServiceRecord
from projects.needs.imports import FIELDS as NEED_FIELDS
from projects.needs.imports import GROUPS as NEED_GROUPS

Method = ServiceRecord.Method

_METHODS = {
    Method.CASE: "个案 个案工作 个案服务 个案访谈 个案会谈 个案面谈 个案辅导 个案跟进 个案管理 "
    "个案咨询 危机干预",
    Method.GROUP: "小组 小组工作 小组活动 小组服务 小组辅导 团体活动 团体辅导 支持小组 "
    "成长小组 互助小组 兴趣小组",
    Method.COMMUNITY: "社区 社区活动 社区服务 大型活动 主题活动 宣传活动 社区宣传 节日活动 文体活动 "
    "社区工作 社区服务活动 社区大型活动 社区教育 便民服务 义诊 游园会",
    Method.HOME_VISIT: "入户 探访 家访 走访 入户探访 入户走访 上门探访 上门服务 走访慰问 探访慰问 "
    "慰问 上门走访 电话探访 家庭探访 入户服务",
    Method.CONSULTATION: "咨询 咨询服务 政策咨询 法律咨询 心理咨询 电话咨询 来访咨询 来访接待 接待",
    Method.LECTURE: "讲座 培训讲座 专题讲座 知识讲座 课堂 宣讲 工作坊 专题培训",
    Method.RESOURCE: "资源链接 链接资源 资源 资源对接 资源整合 转介 物资发放",
    Method.TRAINING: "志愿者培训 志愿培训 志愿者 义工培训 志愿者活动 志愿者管理 志愿服务培训",
}
METHODS = {word: str(method.value) for method, words in _METHODS.items() for word in words.split()}
FIELDS = {
    **NEED_FIELDS,
    "青少年": "children",
    "儿童青少年": "children",
    "未成年人": "children",
    "养老": "elders",
    "为老": "elders",
    "长者": "elders",
    "家庭": "women",
    "妇女儿童": "women",
    "残疾人": "disability",
    "助残": "disability",
    "救助": "assistance",
    "扶贫": "assistance",
    "矫正": "correction",
    "禁毒": "drugs",
    "戒毒": "drugs",
    "医务": "health",
    "健康": "health",
    "社区": "community",
    "社区发展": "community",
    "社区治理": "community",
}
GROUPS = {
    **NEED_GROUPS,
    "青少年": "young",
    "志愿者": "residents",
    "社区居民": "residents",
    "村民": "residents",
    "群众": "residents",
    "老年人": "left_elders",
    "长者": "left_elders",
    "残疾人": "difficulty",
    "困境儿童": "left_children",
    "低保户": "difficulty",
    "低保对象": "difficulty",
}
