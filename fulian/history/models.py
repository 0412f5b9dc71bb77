from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from fulian import clock


class AppendOnlyError(RuntimeError):
    """Somebody tried to rewrite history."""

    def __init__(self):
        super().__init__("history is only ever added to")


class EntryQuerySet(models.QuerySet):
    """Lines can be written and read, nothing else."""

    def of(self, target: models.Model):
        """The lines of one record, newest first, with who."""
        kind = ContentType.objects.get_for_model(target)
        return self.filter(target_type=kind, target_id=target.pk).select_related(
            "by__department", "target_type"
        )

    def of_kind(self, model: type[models.Model]):
        """The lines of all records of one model, even of those that are gone, newest first, with who."""
        kind = ContentType.objects.get_for_model(model)
        return self.filter(target_type=kind).select_related("by__department", "target_type")

    def update(self, **fields):
        raise AppendOnlyError

    def delete(self):
        raise AppendOnlyError

    def bulk_update(self, *args, **kwargs):
        raise AppendOnlyError


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

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError

    @property
    def label(self) -> str:
        """The step's Chinese name, as its button says it."""
        steps = getattr(self.target_type.model_class(), "STEPS", {})
        return steps[self.verb].label if self.verb in steps else self.verb

    @property
    def differences(self) -> list[tuple[str, str, str]]:
        """(name as on the form, before, after) in words for each changed field, in the form's order."""
        model = self.target_type.model_class()
        return [
            (label_of(model, name), readable(model, name, before), readable(model, name, after))
            for name, (before, after) in sorted(
                self.changes.items(), key=lambda change: place(model, change[0])
            )
        ]


def place(model, name: str) -> int:
    """Where the field stands in the model; relations to it first, what is gone last."""
    names = [field.name for field in model._meta.get_fields()] if model else []
    return names.index(name) if name in names else len(names)


def field_of(model, name: str):
    """The field or relation called ``name``; None when the model no longer has it."""
    try:
        return model._meta.get_field(name)
    except (AttributeError, FieldDoesNotExist):
        return None


def label_of(model, name: str) -> str:
    """What the forms call that field; the name of what a relation leads to; else the name itself."""
    field = field_of(model, name)
    if field is None:
        return name
    return str(field.related_model._meta.verbose_name if field.auto_created else field.verbose_name)


def readable(model, name: str, value) -> str:
    """A kept value as the page shows it: choices by label, yes and no, moments in local time."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    field = field_of(model, name)
    if isinstance(field, models.DateTimeField):
        moment = parse_datetime(value)
        return f"{localtime(moment):%Y-%m-%d %H:%M}" if moment else value
    if choices := getattr(field, "choices", None):
        return str(dict(choices).get(value, value))
    return "、".join(map(str, value)) if isinstance(value, list) else str(value)


def plain(value):
    """A value as the history keeps it: related records by name, files by file name."""
    return str(value) if isinstance(value, (models.Model, models.fields.files.FieldFile)) else value


def record(target: models.Model, verb: str, *, by, note: str = "", changes: dict | None = None) -> Entry:
    """Write that ``by`` did ``verb`` to ``target``; ``changes`` maps field names to [before, after]."""
    kept = {name: [plain(before), plain(after)] for name, (before, after) in (changes or {}).items()}
    return Entry.objects.create(target=target, verb=verb, by=by, note=note, changes=kept)
