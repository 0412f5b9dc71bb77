from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from projects.documents.catalogue import EXPORTS
from projects.models import Catalogue


class Command(BaseCommand):
    help = "导出某年的项目发布目录：正式的十栏和合计行。"

    def add_arguments(self, parser):
        parser.add_argument("year", type=int, metavar="YEAR")
        parser.add_argument("--format", choices=EXPORTS, required=True, dest="kind")
        parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
        parser.add_argument("--batch", type=int, help="批次；默认为最近一批，已发布的优先")

    def handle(self, *, year, kind, output: Path, batch, **options):
        content = EXPORTS[kind](_find(year, batch))
        try:
            output.write_bytes(content)
        except OSError as refusal:
            raise CommandError(f"写不了文件 {output}：{refusal.strerror}。") from refusal
        self.stdout.write(f"已导出：{output}")


def _find(year: int, batch: int | None) -> Catalogue:
    """The catalogue asked for; without ``batch`` the newest published one, else the newest."""
    catalogues = Catalogue.objects.filter(year=year).order_by("-batch")
    if batch is not None:
        catalogues = catalogues.filter(batch=batch)
    found = catalogues.public().first() or catalogues.first()
    if found is None:
        raise CommandError(f"没有{year}年{f'第{batch}批' if batch else ''}的项目发布目录。")
    return found
