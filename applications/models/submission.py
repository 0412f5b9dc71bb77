import hashlib
import json
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.urls import reverse


class SubmissionQuerySet(models.QuerySet):
    def take(self, application, *, by, at: datetime) -> "Submission":
        """Freeze what was handed in. The caller holds the project's lock, so numbers run without gaps."""
        content = json.dumps(
            application.content(), cls=DjangoJSONEncoder, ensure_ascii=False, sort_keys=True, indent=1
        )
        project = application.project
        count = self.filter(application__project=project).values("application").distinct().count()
        earlier = self.filter(application=application).first()
        catalogue = project.catalogue
        fresh = f"SB{catalogue.year}-{catalogue.batch}-{project.number}-{count + 1:03d}"
        return self.create(
            application=application,
            number=earlier.number if earlier else fresh,
            version=application.submissions.count() + 1,
            content=content,
            sha256=hashlib.sha256(content.encode()).hexdigest(),
            at=at,
            by=by,
        )


class Submission(models.Model):
    """One handing-in: the whole content as it was, its sha256, its number and second. Never changed."""

    application = models.ForeignKey("applications.Application", models.PROTECT, related_name="submissions")
    number = models.CharField("回执编号", max_length=40)
    version = models.PositiveSmallIntegerField("提交次数")
    content = models.TextField("内容")
    sha256 = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField("提交时间")
    by = models.ForeignKey("users.User", models.PROTECT, related_name="+", verbose_name="提交人")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "申报回执"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["application", "version"], name="submission_once"),
            models.UniqueConstraint(fields=["number", "version"], name="receipt_number_once"),
        ]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("applications:receipt", args=[self.application_id])

    def verifies(self) -> bool:
        """Whether the kept content is still what was handed in."""
        return hashlib.sha256(self.content.encode()).hexdigest() == self.sha256
