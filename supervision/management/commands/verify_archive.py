from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from supervision.documents.package import verify


class Command(BaseCommand):
    help = "Check every hash of an archive's package; exit 1 and name what differs."

    def add_arguments(self, parser):
        parser.add_argument("package", type=Path, help="the .zip file")

    def handle(self, *, package, **options):
        if not package.is_file():
            raise CommandError(f"找不到文件：{package}")
        if wrong := verify(package):
            raise CommandError("\n".join(wrong))
        self.stdout.write("校验通过：清单与每个文件一致。")
