"""The demo's sign-ins: one for each role, a second where two people pay; all with one password."""

from dataclasses import dataclass

from projects.common.roles import Role

# Known to everybody who reads this file: the demo is refused where DEBUG is off.
PASSWORD = "Liandong-2018"  # noqa: S105


@dataclass(frozen=True)
class SignIn:
    """A sign-in as it is printed; ``where``: what the person is bound to, as known before loading."""

    username: str
    role: Role
    name: str
    where: str


SIGN_INS = (
    SignIn("demo-province", Role.PROVINCE, "林省办", "福建省"),
    SignIn("demo-province-2", Role.PROVINCE, "江财务", "福建省"),
    SignIn("demo-city", Role.CITY, "陈市办", "泉州市"),
    SignIn("demo-city-2", Role.CITY, "庄财务", "泉州市"),
    SignIn("demo-county", Role.COUNTY, "黄县办", "安溪县"),
    SignIn("demo-county-2", Role.COUNTY, "温财务", "安溪县"),
    SignIn("demo-clerk", Role.CLERK, "吴社区", "安溪县的一个社区"),
    SignIn("demo-agency", Role.AGENCY, "苏社工", "安溪县的一家机构"),
    SignIn("demo-evaluator", Role.EVALUATOR, "郑评估", "福建省"),
    SignIn("demo-auditor", Role.AUDITOR, "谢审计", "福建省"),
    SignIn("demo-sysadmin", Role.SYSADMIN, "许管理", "—"),
    SignIn("demo-sanming", Role.CITY, "赖市办", "三明市"),
    SignIn("demo-sanyuan", Role.COUNTY, "罗区办", "三元区"),
)
