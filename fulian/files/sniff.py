"""What an uploaded file really is: read from its bytes, never from its name."""

import io
import zipfile
from typing import NamedTuple

import filetype
import pikepdf
from django.core.exceptions import ValidationError
from PIL import Image, ImageOps, UnidentifiedImageError

MEGABYTE = 1024 * 1024
PHOTO_EDGE = 1600  # pixels: sharp on A4, a tenth of what a phone makes


class Kind(NamedTuple):
    label: str
    endings: tuple[str, ...]
    limit: int  # bytes


KINDS = {
    "application/pdf": Kind("PDF", ("pdf",), 20 * MEGABYTE),
    "image/jpeg": Kind("JPG 图片", ("jpg", "jpeg"), 20 * MEGABYTE),
    "image/png": Kind("PNG 图片", ("png",), 20 * MEGABYTE),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": Kind(
        "Word 文档", ("docx",), 20 * MEGABYTE
    ),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": Kind(
        "Excel 表格", ("xlsx",), 20 * MEGABYTE
    ),
    "video/mp4": Kind("MP4 视频", ("mp4",), 200 * MEGABYTE),
}
OFFICE_MEMBERS = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}
ACCEPT = ",".join(f".{ending}" for kind in KINDS.values() for ending in kind.endings)
HELP = "可上传 PDF、JPG、PNG、Word（docx）、Excel（xlsx），每个不超过 20 MB；MP4 视频不超过 200 MB。"


def ending(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def sniff(upload) -> str:
    """The MIME type of ``upload`` if it is on the allow-list, whole, and named as what it is.

    Raises ValidationError that names the file and says what to do.
    """
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    guess = filetype.guess(head)
    mime = guess.mime if guess else ""
    if mime == "application/zip":  # Office files are zips; which one, the members tell
        mime = _office(upload)
    kind = KINDS.get(mime)
    if kind is None:
        raise ValidationError(f"“{upload.name}”不是可接受的文件。{HELP}", "kind")
    if ending(upload.name) not in kind.endings:
        raise ValidationError(
            f"“{upload.name}”的内容是{kind.label}，与扩展名不符。请用原来的软件重新保存后再上传。", "renamed"
        )
    if upload.size > kind.limit:
        raise ValidationError(
            f"“{upload.name}”有 {upload.size / MEGABYTE:.1f} MB，每个不得超过 {kind.limit // MEGABYTE} MB。",
            "size",
        )
    _must_open(upload, mime)
    upload.seek(0)
    return mime


def _office(upload) -> str:
    try:
        names = zipfile.ZipFile(upload).namelist()
    except zipfile.BadZipFile:
        return ""
    for name_ending, member in OFFICE_MEMBERS.items():
        if member in names:
            return next(mime for mime, kind in KINDS.items() if name_ending in kind.endings)
    return ""


def _must_open(upload, mime: str) -> None:
    """Refuse a damaged file, or one that only begins like what it claims to be."""
    upload.seek(0)
    try:
        if mime == "application/pdf":
            pikepdf.open(upload).close()
        elif mime.startswith("image/"):
            Image.open(upload).verify()
        elif "openxml" in mime:
            member = OFFICE_MEMBERS[KINDS[mime].endings[0]]
            zipfile.ZipFile(upload).getinfo(member)
    except (pikepdf.PdfError, UnidentifiedImageError, OSError, SyntaxError, ValueError, KeyError) as broken:
        raise ValidationError(
            f"“{upload.name}”打不开，可能已损坏。请重新导出后再上传。", "broken"
        ) from broken


def shrink(content: bytes, mime: str) -> bytes:
    """A photo as it is kept: upright, at most 1600 pixels, without place and camera data."""
    image = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    image.thumbnail((PHOTO_EDGE, PHOTO_EDGE))
    kept = io.BytesIO()
    if mime == "image/jpeg":
        image.convert("RGB").save(kept, "JPEG", quality=82, optimize=True)
    else:
        image.save(kept, "PNG", optimize=True)
    return kept.getvalue()
