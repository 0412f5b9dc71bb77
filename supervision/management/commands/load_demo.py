from django.core.management.base import BaseCommand
from django.db import transaction
from django.test.utils import override_settings

from fulian import clock
from fulian.users.models import User
from supervision.demo.people import EXPERTS, ORGANISATIONS, PASSWORD, STAFF
from supervision.demo.story import tell


class Command(BaseCommand):
    help = "Fill an empty portal with the demo (once), and print its accounts."

    def handle(self, *args, **options):
        if not User.objects.filter(username=STAFF[0][0]).exists():
            self.stdout.write("» 载入演示数据：2022、2024年目录和各阶段的项目（约需一分钟）")
            silent = override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
            with silent, transaction.atomic():
                tell(clock.today())
        self.stdout.write(f"\n演示账号（密码都是 {PASSWORD}）：")
        for username, name, department, roles in STAFF:
            self.stdout.write(
                f"  {username:<16}{name}　{department}　{'、'.join(role.label for role in roles)}"
            )
        for username, name in EXPERTS:
            self.stdout.write(f"  {username:<16}{name}　评审专家")
        for username, name, title, *_ in ORGANISATIONS:
            self.stdout.write(f"  {username:<16}{name}　{title}")
