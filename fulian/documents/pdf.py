"""HTML template → PDF, with the fonts of the machine and nothing from outside."""

import io
from pathlib import Path

import pikepdf
from django.conf import settings
from django.template.loader import render_to_string
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

STYLE = settings.BASE_DIR / "static" / "documents.css"


class OwnFiles(URLFetcher):
    """Lets a document load the pictures it was given and nothing else: no web, no other files."""

    def __init__(self, pictures: dict[str, bytes]):
        super().__init__()
        self.pictures = pictures

    def fetch(self, url, headers=None):
        """Raises ValueError for whatever was not handed in as ``picture:NAME``."""
        if not url.startswith("picture:"):
            raise ValueError(f"a document may not load {url}")
        return URLFetcherResponse(url, self.pictures[url.removeprefix("picture:")])


def render_pdf(template: str, context: dict, *, pictures: dict[str, bytes] | None = None) -> bytes:
    """The PDF of ``template``; it extends documents/base.html and may show ``<img src="picture:NAME">``
    for each name in ``pictures`` (name → bytes of a JPEG or PNG).
    """
    fonts = FontConfiguration()
    names = {"portal_name": settings.PORTAL_NAME, "federation_name": settings.FEDERATION_NAME}
    html = render_to_string(template, names | context)
    fetcher = OwnFiles(pictures or {})
    style = CSS(string=Path(STYLE).read_text(encoding="utf-8"), font_config=fonts)
    document = HTML(string=html, url_fetcher=fetcher, base_url="picture:")
    return document.write_pdf(stylesheets=[style], font_config=fonts)


def merge(parts: list[bytes]) -> bytes:
    """One PDF of several, in order."""
    with pikepdf.new() as whole:
        for part in parts:
            with pikepdf.open(io.BytesIO(part)) as pages:
                whole.add_pages_from(pages)
        out = io.BytesIO()
        whole.save(out)
    return out.getvalue()


def count_pages(content: bytes) -> int:
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)
