"""The people and organisations of the demo. Everyone's password is PASSWORD."""

from functools import cache

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.core.files.uploadedfile import SimpleUploadedFile
from stdnum.cn.uscc import calc_check_digit

from applications.models import Membership, Organisation
from fulian.departments.models import Department
from fulian.users.models import Role, RoleGrant, User
from supervision.demo.papers import scan

PASSWORD = "ziwei-2024"  # noqa: S105 - printed on the screen by make demo

DEPARTMENTS = [
    ("办公室", "办公室", False),
    ("组织联络部", "组联部", True),
    ("权益宣传部", "权宣部", False),
    ("妇女发展部", "发展部", False),
    ("家庭儿童工作部", "家儿部", False),
]
STAFF = [  # user name, name, department, roles: twelve people who wear several hats
    ("zhuxi", "林分管", "办公室", [Role.LEADER]),
    ("bangong", "周文秘", "办公室", [Role.OFFICE, Role.ADMINISTRATOR]),
    ("caiwu", "钱会计", "办公室", [Role.FINANCE]),
    ("jijian", "严纪检", "办公室", [Role.OBSERVER]),
    ("zulian", "赵经办", "组织联络部", [Role.OFFICER]),
    ("zulianbuzhang", "孙部长", "组织联络部", [Role.HEAD]),
    ("quanxuan", "李宣传", "权益宣传部", [Role.OFFICER]),
    ("quanxuanbuzhang", "吴部长", "权益宣传部", [Role.HEAD]),
    ("fazhan", "郑发展", "妇女发展部", [Role.OFFICER]),
    ("fazhanbuzhang", "王部长", "妇女发展部", [Role.HEAD]),
    ("jiaer", "冯家儿", "家庭儿童工作部", [Role.OFFICER]),
    ("jiaerbuzhang", "陈部长", "家庭儿童工作部", [Role.HEAD]),
]
EXPERTS = [
    ("zhuanjia1", "何教授"),
    ("zhuanjia2", "吕会计师"),
    ("zhuanjia3", "施社工师"),
    ("zhuanjia4", "张律师"),
    ("zhuanjia5", "孔主任"),
]
ORGANISATIONS = [  # user name, contact, organisation, code, county, member of the platform
    ("ziwei", "罗紫薇", "自贡市紫薇社会工作服务中心", "52510300MJQ000015J", "自流井区", True),
    ("yandu", "谢盐都", "自贡市盐都女性发展促进会", "51510300MJQ000023G", "大安区", True),
    ("hemei", "唐和美", "自贡市和美家庭公益服务中心", "52510304MJQ123453Q", "贡井区", True),
    ("denghui", "邓灯会", "自贡市灯城志愿服务联合会", "", "沿滩区", False),
    ("fuxi", "付釜溪", "自贡市釜溪妇女儿童关爱中心", "", "自流井区", True),
    ("rongxian", "荣小玲", "荣县妇女联合会", "13510302MB0A00018G", "荣县", False),
]


def made_up_code(serial: int) -> str:
    """A code that is well-formed (GB 32100-2015) and belongs to nobody: 52 5103 00 MJQ9…."""
    stem = f"52510300MJQ9{serial:05d}"
    return stem + calc_check_digit(stem)


@cache
def hashed() -> str:
    """The demo's one password, hashed once: hashing is slow on purpose."""
    return make_password(PASSWORD)


def person(username: str, name: str, serial: int, department=None, roles=()) -> User:
    """An account that can sign in at once, by user name, e-mail or mobile number."""
    user = User.objects.create(
        username=username,
        email=f"{username}@example.org",
        password=hashed(),
        name=name,
        phone=f"138{serial:08d}",
        department=department,
    )
    RoleGrant.objects.bulk_create(RoleGrant(user=user, role=role) for role in roles)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def settle() -> None:
    """Departments, staff, experts."""
    for order, (name, short_name, keeps) in enumerate(DEPARTMENTS):
        Department.objects.create(name=name, short_name=short_name, order=order, verifies_organisations=keeps)
    departments = {department.name: department for department in Department.objects.all()}
    for serial, (username, name, department, roles) in enumerate(STAFF, start=1):
        person(username, name, serial, departments[department], roles)
    for serial, (username, name) in enumerate(EXPERTS, start=51):
        person(username, name, serial, roles=[Role.EXPERT])


def register(verifier: User) -> None:
    """Organisations that register, fill in their profile and are verified; a last one still waits."""
    for serial, (username, name, title, code, county, platform) in enumerate(ORGANISATIONS, start=101):
        user = person(username, name, serial)
        organisation = profile(user, title, code or made_up_code(serial), county)
        organisation.ask_verification(by=user)
        organisation.verify(by=verifier)
        if platform:
            organisation.flag_member(by=verifier, platform_member=True)
    waiting = person("xinsheng", "苏新生", 120)
    profile(waiting, "自贡市新声女性成长中心", made_up_code(120), "富顺县").ask_verification(by=waiting)
    person("luren", "新用户", 121)


def profile(user: User, title: str, code: str, county: str) -> Organisation:
    organisation = Organisation.objects.register(by=user, name=title, uscc=code)
    organisation.edit(
        by=user,
        registry="自贡市民政局",
        registered_on="2016-05-12",
        legal_representative=user.name,
        registered_address=f"自贡市{county}釜溪路{user.pk}号",
        office_address=f"自贡市{county}釜溪路{user.pk}号2楼",
        county=county,
        women_org=True,
        fulltime=8,
        social_workers=4,
        volunteers=60,
        bank_name="自贡银行汇东支行",
        account_name=title,
        account_number=f"6230520300{user.pk:06d}",
        contact=user.name,
        mobile=user.phone,
        email=user.email,
        intro="长期在社区开展妇女儿童和家庭服务，有专职社工和稳定的志愿者队伍。",
    )
    organisation.attach(SimpleUploadedFile("登记证书.pdf", scan(f"{title}登记证书（示例）")), by=user)
    return organisation


def staff(username: str) -> User:
    """Somebody of the demo, with fresh roles."""
    return User.objects.get(username=username)


def member_of(organisation: Organisation) -> User:
    return Membership.objects.filter(organisation=organisation).first().user
