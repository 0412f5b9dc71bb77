import hashlib
import io
import uuid

from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey, GenericRelation
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile, File
from django.db import models
from django.urls import reverse

from fulian import clock
from fulian.files import names
from fulian.files.sniff import KINDS, ending, shrink, sniff


def where(stored: "StoredFile", name: str) -> str:
    """By month and an unguessable name; the person's file name is kept in the row only."""
    return f"{clock.today():%Y/%m}/{uuid.uuid4().hex}.{ending(names.clean(name))}"


class StoredFileQuerySet(models.QuerySet):
    def of(self, owner: models.Model):
        kind = ContentType.objects.get_for_model(owner)
        return self.filter(owner_type=kind, owner_id=owner.pk)

    def keep(self, upload, *, owner: models.Model, slot: str, by, title: str = "") -> "StoredFile":
        """Check ``upload`` (a file with ``name``, ``size``, ``read``) and keep it as ``owner``'s ``slot``.

        Raises ValidationError naming the file when its kind, size or content is not acceptable.
        """
        mime = sniff(upload)
        content = upload.read()
        if mime.startswith("image/"):
            content = shrink(content, mime)
        return self.store(content, upload.name, mime=mime, owner=owner, slot=slot, by=by, title=title)

    def store(self, content: bytes, name: str, *, owner, slot: str, by, mime: str, title: str = ""):
        """Keep bytes that the portal made itself or has already checked."""
        return self.create(
            owner=owner,
            slot=slot,
            title=title,
            name=names.clean(name),
            kind=mime,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content=ContentFile(content, name),
            by=by,
        )

    def store_open(self, stream, name: str, *, owner, slot: str, by, mime: str) -> "StoredFile":
        """Keep an open file that the portal made itself and that may be larger than memory."""
        stream.seek(0)
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        fields = {"kind": mime, "size": size, "sha256": sha256, "content": File(stream, name)}
        return self.create(owner=owner, slot=slot, name=names.clean(name), by=by, **fields)


class StoredFile(models.Model):
    """One file: what it really is, how large, its sha256, who put it where and when.

    It belongs to one record (``owner``), in one place of it (``slot``); who may see the record may read it.
    """

    owner_type = models.ForeignKey(ContentType, models.PROTECT)
    owner_id = models.BigIntegerField()
    owner = GenericForeignKey("owner_type", "owner_id")
    slot = models.CharField("类别", max_length=40)
    title = models.CharField("说明", max_length=100, blank=True)
    name = models.CharField("文件名", max_length=200)
    kind = models.CharField("类型", max_length=100)
    size = models.PositiveBigIntegerField("大小（字节）")
    sha256 = models.CharField("SHA-256", max_length=64)
    content = models.FileField("内容", upload_to=where)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="上传人")
    at = models.DateTimeField("上传时间", default=clock.now)

    objects = StoredFileQuerySet.as_manager()

    class Meta:
        verbose_name = "文件"
        ordering = ["pk"]
        indexes = [models.Index(fields=["owner_type", "owner_id"])]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("files:download", args=[self.pk])

    @property
    def is_image(self) -> bool:
        return self.kind.startswith("image/")

    @property
    def kind_label(self) -> str:
        return KINDS[self.kind].label if self.kind in KINDS else self.kind

    def read(self) -> bytes:
        """The whole content; the file is closed again."""
        with self.content.open("rb") as stream:
            return stream.read()

    def visible_to(self, user) -> bool:
        """Whoever may see the record may read its files."""
        model = self.owner_type.model_class()
        return model is not None and model.objects.visible_to(user).filter(pk=self.owner_id).exists()


class HasFiles(models.Model):
    """A record that files can belong to. It must have ``objects.visible_to(user)``."""

    files = GenericRelation(StoredFile, "owner_id", "owner_type")

    class Meta:
        abstract = True

    def slots(self) -> set[str]:
        """Which places of the record hold at least one file."""
        return {stored.slot for stored in self.files.all()}
