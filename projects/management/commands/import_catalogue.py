import json
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db.models import Q

from fulian.departments.models import Department
from fulian.money import wan
from fulian.users.models import Role, User
from projects.importing import CatalogueDraft, read_catalogue
from projects.importing.draft import money
from projects.models import Catalogue

PORTAL = "portal"  # the account in whose name commands write when there is no administrator yet


class Command(BaseCommand):
    help = "导入项目发布目录（.docx、.xlsx 或 .txt）为编制中的目录。有错误时不写入任何内容，退出码为 1。"

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--year", type=int, help="年度；不填时取自标题")
        parser.add_argument("--dry-run", action="store_true", help="只读取和检查，不写入")
        parser.add_argument("--json", action="store_true", dest="as_json", help="只输出一个 JSON 对象")
        parser.add_argument("--by", metavar="USERNAME", help="以谁的名义导入；默认为管理员")

    def handle(self, *, file: Path, year, dry_run, as_json, by, **options):
        try:
            content = file.read_bytes()
        except OSError as refusal:
            raise CommandError(f"读不到文件 {file}：{refusal.strerror}。") from refusal
        draft = read_catalogue(content, year=year, departments=Department.objects.names())
        if as_json:
            self.stdout.write(json.dumps(draft.as_json(), ensure_ascii=False, indent=2))
        else:
            self._describe(draft)
        if draft.errors:
            raise CommandError(_lines("未写入任何内容：", draft.errors))
        if not dry_run:
            catalogue = self._write(draft, by)
            if not as_json:
                self.stdout.write(f"已写入：{catalogue.year}年第{catalogue.batch}批，状态“编制中”。")

    def _describe(self, draft: CatalogueDraft) -> None:
        clauses = [clause for project in draft.projects for clause in project.clauses]
        total = sum((project.amount or 0 for project in draft.projects), 0)
        self.stdout.write(f"目录：{draft.title or '（无标题）'}")
        self.stdout.write(f"年度：{draft.year or '未知'}")
        self.stdout.write(f"项目：{len(draft.projects)}个")
        self.stdout.write(f"合计：{money(total)}元（{wan(total)}万元）")
        self.stdout.write(f"相关要求：{len(clauses)}条")
        self.stdout.write(f"要求类型：{sum(len(clause.requirements) for clause in clauses)}项")
        if draft.warnings:
            self.stdout.write(_lines("提示：", draft.warnings))

    def _write(self, draft: CatalogueDraft, username: str | None) -> Catalogue:
        try:
            return Catalogue.objects.import_draft(draft, by=_author(username))
        except ValidationError as refusal:
            raise CommandError(f"未写入任何内容：{' '.join(refusal.messages)}") from refusal


def _lines(heading: str, remarks) -> str:
    return "\n".join([heading, *(f"  {remark.place}：{remark.message}" for remark in remarks)])


def _author(username: str | None) -> User:
    """Who stands in the history: the one named, else the first administrator, else the portal itself."""
    if username:
        try:
            return User.objects.get(username=username)
        except User.DoesNotExist as missing:
            raise CommandError(f"没有用户名为“{username}”的用户。") from missing
    may = Q(is_superuser=True) | Q(grants__role=Role.ADMINISTRATOR)
    first = User.objects.filter(may, is_active=True).order_by("pk").first()
    return first or _portal()


def _portal() -> User:
    user, new = User.objects.get_or_create(username=PORTAL, defaults={"name": "平台", "is_active": False})
    if new:
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
