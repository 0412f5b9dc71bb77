import shutil
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from applications.models import Agreement
from applications.models.agreement import State
from supervision.documents.package import archive_papers, verify


class Command(BaseCommand):
    help = "Build the book (PDF) and the package (ZIP) of an accepted agreement and check every hash."

    def add_arguments(self, parser):
        parser.add_argument("agreement", help="the agreement's number, or its key")
        parser.add_argument("-o", "--output", type=Path, required=True, help="the folder to write to")

    def handle(self, *, agreement, output, **options):
        found = self.find(agreement)
        output.mkdir(parents=True, exist_ok=True)
        book, package = output / f"{found.number}档案.pdf", output / f"{found.number}档案.zip"
        with archive_papers(found) as papers:
            book.write_bytes(papers.book)
            with package.open("wb") as target:
                shutil.copyfileobj(papers.package, target)
        if wrong := verify(package):
            raise CommandError("\n".join(wrong))
        self.stdout.write(f"{book}\n{package}\n校验通过")

    def find(self, name: str) -> Agreement:
        """The agreement by number or key, if it is accepted."""
        agreements = Agreement.objects.for_list()
        found = agreements.filter(number=name).first()
        if found is None and name.isdecimal():
            found = agreements.filter(pk=name).first()
        if found is None:
            raise CommandError(f"没有编号为“{name}”的协议。")
        if found.state not in {State.ACCEPTED, State.ARCHIVED}:
            raise CommandError(f"“{found}”当前状态为“{found.get_state_display()}”，验收通过后才能生成档案。")
        return found
