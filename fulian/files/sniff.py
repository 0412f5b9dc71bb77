"""What an uploaded file really is: read from its bytes, never from its name."""

import io
import warnings
import zipfile
from contextlib import contextmanager, suppress
from typing import NamedTuple

import filetype
import pikepdf
from django.core.exceptions import ValidationError
from PIL import Image, ImageFile, ImageOps

MEGABYTE = 1024 * 1024
PHOTO_EDGE = 1600  # pixels: sharp on A4, a tenth of what a phone makes
MOST_PIXELS = 64_000_000  # more than any phone writes; ten times the memory of what it claims to be otherwise
PDF_END = 2048  # bytes in which a whole PDF says that it is over


class Kind(NamedTuple):
    label: str
    endings: tuple[str, ...]
    limit: int  # bytes


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {
    "application/pdf": Kind("PDF", ("pdf",), 20 * MEGABYTE),
    "image/jpeg": Kind("JPG 图片", ("jpg", "jpeg"), 20 * MEGABYTE),
    "image/png": Kind("PNG 图片", ("png",), 20 * MEGABYTE),
    DOCX: Kind("Word 文档", ("docx",), 20 * MEGABYTE),
    XLSX: Kind("Excel 表格", ("xlsx",), 20 * MEGABYTE),
    "video/mp4": Kind("MP4 视频", ("mp4",), 200 * MEGABYTE),
}
OLE = b"\xd0\xcf\x11\xe0"  # how doc, xls and encrypted docx begin
OFFICE_MEMBERS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
PICTURE_FORMATS = {"image/jpeg": ["JPEG"], "image/png": ["PNG"]}
ACCEPT = ",".join(f".{ending}" for kind in KINDS.values() for ending in kind.endings)
HELP = "可上传 PDF、JPG、PNG、Word（docx）、Excel（xlsx），每个不超过 20 MB；MP4 视频不超过 200 MB。"
ADVICE = {  # how to make an acceptable file of what people often have
    "image/heic": "这是苹果手机的 HEIC 照片，请另存为 JPG 后再上传。",
    "video/quicktime": "这是苹果手机的 MOV 视频，请转换为 MP4 后再上传。",
    "application/x-ole-storage": "这是旧版或加密的 Office 文件，请另存为不加密的 docx 或 xlsx 后再上传。",
}


def ending(name: str) -> str:
    return name.rsplit(".", 1)[-1].lower() if "." in name else ""


def sniff(upload) -> str:
    """The MIME type of ``upload`` if it is on the allow-list, whole, and named as what it is.

    Raises ValidationError that names the file and says what to do.
    """
    if not upload.size:
        raise ValidationError(f"“{upload.name}”是空文件，请重新选择。", "empty")
    mime = _guess(upload)
    kind = KINDS.get(mime)
    if kind is None:
        raise ValidationError(f"“{upload.name}”不是可接受的文件。{ADVICE.get(mime, HELP)}", "kind")
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


def _guess(upload) -> str:
    """What the first bytes say; for a zip, what its members say."""
    upload.seek(0)
    head = upload.read(8192)
    upload.seek(0)
    if head.startswith(b"PK\x03\x04"):
        return _office(upload)
    if head.startswith(OLE):
        return "application/x-ole-storage"
    guess = filetype.guess(head)
    return guess.mime if guess else ""


def _office(upload) -> str:
    """Which Office file a zip is; no other zip is acceptable."""
    if upload.size > KINDS[DOCX].limit:  # its list of members alone could fill the memory
        raise ValidationError(f"“{upload.name}”超过 20 MB。{HELP}", "size")
    with _readable(upload), zipfile.ZipFile(upload) as packed:
        names = packed.namelist()
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(f"“{upload.name}”含有宏，不能接收。请另存为不含宏的文件后再上传。", "macro")
    return next((mime for member, mime in OFFICE_MEMBERS.items() if member in names), "")


@contextmanager
def _readable(upload):
    """Whatever goes wrong inside means that the file is damaged, or made to look like what it is not."""
    try:
        yield
    except (ValidationError, MemoryError):
        raise
    except Exception as fault:  # readers of such formats fail in every way there is
        message = f"“{upload.name}”打不开，可能已损坏。请重新导出后再上传。"
        raise ValidationError(message, "broken") from fault


def _must_open(upload, mime: str) -> None:
    """Refuse a damaged file, or one that only begins like what it claims to be."""
    upload.seek(0)
    if mime == "application/pdf":
        _must_be_whole_pdf(upload)
    elif mime in PICTURE_FORMATS:
        _must_be_whole_picture(upload, mime)
    elif mime in OFFICE_MEMBERS.values():
        _must_unpack(upload)


def _must_be_whole_pdf(upload) -> None:
    """It ends, opens without a password and has a page. Small faults of scanners' programs are let pass."""
    with _readable(upload):
        upload.seek(max(0, upload.size - PDF_END))
        if b"%%EOF" not in upload.read():
            raise EOFError
        upload.seek(0)
        try:
            with pikepdf.open(upload) as pdf:
                pdf.pages[0]
        except pikepdf.PasswordError as locked:
            message = f"“{upload.name}”设有打开密码，请去掉密码后再上传。"
            raise ValidationError(message, "locked") from locked


def _must_be_whole_picture(upload, mime: str) -> None:
    """Every line of it can be read, and it does not unfold into more pixels than a camera makes."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint switches it on for the whole process
    with _readable(upload), warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # we count ourselves
        try:
            image = Image.open(upload, formats=PICTURE_FORMATS[mime])
        except Image.DecompressionBombError as bomb:
            raise ValidationError(f"“{upload.name}”的像素过多，请缩小后再上传。", "pixels") from bomb
        width, height = image.size
        if width * height > MOST_PIXELS:
            raise ValidationError(f"“{upload.name}”有 {width}×{height} 个像素，请缩小后再上传。", "pixels")
        image.draft("RGB", (PHOTO_EDGE, PHOTO_EDGE))  # a JPEG can be read small: as thorough, far cheaper
        image.load()


def _must_unpack(upload) -> None:
    """The member that makes it a document is there and can be read."""
    with _readable(upload), zipfile.ZipFile(upload) as packed:
        member = next(name for name in OFFICE_MEMBERS if name in packed.namelist())
        with packed.open(member) as stream:
            stream.read(MEGABYTE)


def shrink(content: bytes, mime: str) -> bytes:
    """A photo as it is kept: upright, at most 1600 pixels, without place and camera data."""
    image = Image.open(io.BytesIO(content), formats=PICTURE_FORMATS[mime])
    colours = image.info.get("icc_profile") if image.mode in {"RGB", "RGBA"} else None
    image.thumbnail((PHOTO_EDGE, PHOTO_EDGE))
    with suppress(Exception):  # camera data that cannot be read: the photo stays as it lies
        image = ImageOps.exif_transpose(image)
    kept = io.BytesIO()
    if mime == "image/jpeg":
        clean = image.convert("RGB")
        clean.info = {}
        clean.save(kept, "JPEG", quality=82, optimize=True, icc_profile=colours)
    else:
        clean = image.convert("RGBA" if image.has_transparency_data else "RGB")
        clean.info = {}
        clean.save(kept, "PNG", optimize=True, icc_profile=colours)
    return kept.getvalue()
