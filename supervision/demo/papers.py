"""Scans, photos and videos for the demo, drawn on the spot: plainly examples, never real people."""

import io
from functools import cache

from PIL import Image, ImageDraw

from fulian.documents.pdf import render_pdf

COLOURS = [("#8f4a8b", "#f3d9ee"), ("#3f6f7f", "#d8ecef"), ("#8a5a2b", "#f6e6d2"), ("#4a6b3a", "#e0efd8")]


@cache
def scan(title: str) -> bytes:
    """A one-page PDF that says what it stands for."""
    return render_pdf("documents/example_scan.html", {"title": title})


@cache
def photo(number: int) -> bytes:
    """A JPEG of 1600×1200 pixels: a meeting room in four colours, people as shapes."""
    dark, light = COLOURS[number % len(COLOURS)]
    image = Image.new("RGB", (1600, 1200), light)
    draw = ImageDraw.Draw(image)
    draw.rectangle((200, 120, 1400, 330), fill=dark)
    for seat in range(12 + number % 5):
        x, y = 170 + seat % 8 * 180, 620 + seat // 8 * 280
        draw.ellipse((x - 42, y - 130, x + 42, y - 46), fill=dark)
        draw.rounded_rectangle((x - 70, y - 36, x + 70, y + 130), 50, fill=dark)
    content = io.BytesIO()
    image.save(content, "JPEG", quality=80)
    return content.getvalue()


def video() -> bytes:
    """The shortest thing that is an MP4 by its first bytes."""
    return b"\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom" + b"\x00" * 2000
