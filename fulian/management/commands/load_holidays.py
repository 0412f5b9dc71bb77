from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from fulian.workdays.days import calendar_known
from fulian.workdays.official import known_years, load


class Command(BaseCommand):
    help = (
        "Enter the public holidays and worked weekends of YEAR…; without YEAR all known years not there yet."
    )

    def add_arguments(self, parser):
        parser.add_argument("years", nargs="*", type=int, metavar="YEAR")

    def handle(self, *, years, **options):
        """Add what is missing; a second run adds nothing."""
        for year in years or [year for year in known_years() if not calendar_known(year)]:
            try:
                added = load(year)
            except ValidationError as unknown:
                raise CommandError(" ".join(unknown.messages)) from unknown
            self.stdout.write(f"{year} 年：新增 {added} 天")
