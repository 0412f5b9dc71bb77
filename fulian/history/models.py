from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models

from fulian import clock


class EntryQuerySet(models.QuerySet):
    def of(self, target: models.Model):
        """The lines of one record, newest first, with who."""
        kind = ContentType.objects.get_for_model(target)
        return self.filter(target_type=kind, target_id=target.pk).select_related(
            "by__department", "target_type"
        )


class Entry(models.Model):
    """One line of the record: who did what to which record, when, and what it changed."""

    at = models.DateTimeField("时间", default=clock.now, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="操作人")
    verb = models.CharField("操作", max_length=40)
    note = models.TextField("说明", blank=True)
    changes = models.JSONField("改动", default=dict, encoder=DjangoJSONEncoder)  # field → [before, after]
    target_type = models.ForeignKey(ContentType, models.PROTECT)
    target_id = models.BigIntegerField()
    target = GenericForeignKey("target_type", "target_id")

    objects = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = "操作记录"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["target_type", "target_id"])]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.label}"

    @property
    def label(self) -> str:
        """The step's Chinese name, as its button says it."""
        steps = getattr(self.target_type.model_class(), "STEPS", {})
        return steps[self.verb].label if self.verb in steps else self.verb

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """(field's name as on the form, before, after) for each changed field, in the words of the form."""
        model = self.target_type.model_class()
        fields = [(model._meta.get_field(name), *values) for name, values in self.changes.items()]
        return [
            (str(field.verbose_name), spoken(field, before), spoken(field, after))
            for field, before, after in fields
        ]


def spoken(field, value) -> str:
    """A kept value as people say it: choices by their label, yes and no, "" for nothing."""
    if isinstance(value, bool):
        return "是" if value else "否"
    return "" if value is None else str(dict(field.flatchoices).get(value, value))


def plain(value):
    """A value as the history keeps it: related records by name, files by file name."""
    return str(value) if isinstance(value, (models.Model, models.fields.files.FieldFile)) else value


def record(target: models.Model, verb: str, *, by, note: str = "", changes: dict | None = None) -> Entry:
    """Write that ``by`` did ``verb`` to ``target``; ``changes`` maps field names to [before, after]."""
    kept = {name: [plain(before), plain(after)] for name, (before, after) in (changes or {}).items()}
    return Entry.objects.create(target=target, verb=verb, by=by, note=note, changes=kept)
