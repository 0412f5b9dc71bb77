"""归档: the book (PDF) and the package (ZIP with manifest) of an accepted agreement."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.urls import reverse

from applications.models import Agreement
from applications.models.agreement import State as AgreementState
from fulian import clock
from fulian.files.models import HasFiles
from fulian.history.models import record
from fulian.lifecycle import lock
from supervision.obligations import Gate


class ArchiveQuerySet(models.QuerySet):
    def visible_to(self, user):
        """The federation's own: besides the contractor's papers it holds minutes, scores and screenings."""
        if not user.is_federation_staff:
            return self.none()
        return self.filter(agreement__in=Agreement.objects.visible_to(user))

    @transaction.atomic
    def keep(self, agreement, *, by, book: bytes, package) -> "Archive":
        """Archive the accepted ``agreement`` with its finished book (PDF bytes) and package (an open file:
        with the videos it may be larger than memory).

        Raises ValidationError while a duty that gates the archive is undone.
        """
        lock(agreement)
        self.refuse_unready(agreement, by=by)
        agreement.archive(by=by)
        archive = self.create(agreement=agreement, by=by)
        files, name = archive.files.model.objects, f"{agreement.number}档案"
        files.store(book, f"{name}.pdf", owner=archive, slot="book", by=by, mime="application/pdf")
        files.store_open(package, f"{name}.zip", owner=archive, slot="package", by=by, mime="application/zip")
        record(archive, "归档", by=by)
        return archive

    def refuse_unready(self, agreement, *, by=None) -> None:
        """What keeps an agreement from being archived (by ``by``, when given), as a refusal."""
        if by and not agreement.STEPS["archive"].who(by, agreement):
            raise PermissionDenied
        if agreement.state != AgreementState.ACCEPTED:
            raise ValidationError(
                f"项目当前状态为“{agreement.get_state_display()}”，验收通过后才能归档。", "wrong_state"
            )
        if undone := agreement.duties.filter(gate=Gate.ARCHIVE).undone():
            raise ValidationError([f"任务“{duty.title}”尚未完成。" for duty in undone], "incomplete")


class Archive(HasFiles):
    agreement = models.OneToOneField("applications.Agreement", models.PROTECT, related_name="archive_record")
    by = models.ForeignKey("users.User", models.PROTECT, related_name="+", verbose_name="归档人")
    at = models.DateTimeField("归档时间", default=clock.now)

    objects = ArchiveQuerySet.as_manager()

    class Meta:
        verbose_name = "归档"

    def __str__(self):
        return f"{self.agreement.project.name}档案"

    def get_absolute_url(self):
        return reverse("supervision:archive_detail", args=[self.pk])
