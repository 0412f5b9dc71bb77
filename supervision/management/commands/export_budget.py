from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from applications.models import Agreement
from supervision.documents.budget import budget_workbook, signed_in


class Command(BaseCommand):
    help = "Write the year's 项目预算汇总表 and 预算执行表 to a workbook."

    def add_arguments(self, parser):
        parser.add_argument("year", type=int)
        parser.add_argument("-o", "--output", type=Path, required=True, help="the .xlsx file to write")

    def handle(self, *, year, output, **options):
        agreements = signed_in(Agreement.objects.all(), year)
        if not agreements:
            raise CommandError(f"{year}年没有已签订的项目。")
        output.write_bytes(budget_workbook(year, agreements))
        self.stdout.write(f"{output}：{len(agreements)}个项目")
