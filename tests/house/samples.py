"""Uploads made of real bytes, honest and otherwise."""

import io
import struct
import zipfile
import zlib

import pikepdf
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document
from openpyxl import Workbook
from PIL import Image, PngImagePlugin, TiffImagePlugin

EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 52 + b"\x80\x00\x00\x00" + b"\x00" * 64 + b"PE\x00\x00" * 40
HTML = b"<!doctype html><html><script>alert(1)</script></html>" * 4
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def picture(kind="JPEG", size=(60, 40), **options) -> bytes:
    out = io.BytesIO()
    Image.effect_noise(size, 80).convert("RGB").save(out, kind, **options)
    return out.getvalue()


def photo_with_place() -> bytes:
    """A JPEG as a phone makes it: lying on its side, with the maker's name and where it was taken."""
    exif = Image.Exif()
    exif[0x010F] = "SECRETPHONE"
    exif[0x0112] = 6  # turn a quarter to the right
    fraction = TiffImagePlugin.IFDRational
    exif[0x8825] = {1: "N", 2: (fraction(29), fraction(20), fraction(0)), 3: "E"}
    return picture(size=(60, 40), exif=exif)


def screenshot_with_words() -> bytes:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", "SECRETPERSON")
    return picture("PNG", pnginfo=words)


def bomb(width=30_000, height=30_000) -> bytes:
    """A PNG of a few bytes that says it holds that many pixels."""

    def chunk(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    lines = zlib.compress(b"\x00" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", lines) + chunk(b"IEND", b"")


def pdf(pages=1, **encryption) -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as book:
        for _ in range(pages):
            book.add_blank_page()
        book.save(out, encryption=pikepdf.Encryption(**encryption) if encryption else None)
    return out.getvalue()


def docx() -> bytes:
    out = io.BytesIO()
    document = Document()
    document.add_paragraph("工作总结")
    document.save(out)
    return out.getvalue()


def xlsx() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


def zipped(**members: bytes) -> bytes:
    """A zip of these members; ``__`` in a name stands for a slash, ``_DOT_`` for a dot."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for name, content in members.items():
            packed.writestr(name.replace("_DOT_", ".").replace("__", "/"), content)
    return out.getvalue()


def with_macro(document: bytes, folder="word") -> bytes:
    out = io.BytesIO(document)
    with zipfile.ZipFile(out, "a") as packed:
        packed.writestr(f"{folder}/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    return out.getvalue()
