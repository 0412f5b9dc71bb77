"""What pages share: the portal's name, paging, downloads."""

from urllib.parse import quote

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpResponse

TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "json": "application/json",
    "zip": "application/zip",
}


def portal(request) -> dict:
    """Context processor: the names that stand on every page."""
    return {"portal_name": settings.PORTAL_NAME, "federation_name": settings.FEDERATION_NAME}


def paginate(request, rows, per_page: int = 20) -> Page:
    """The page of ``rows`` that ``?page=`` asks for; nonsense falls back to the nearest page."""
    return Paginator(rows, per_page).get_page(request.GET.get("page"))


def download(content: bytes, name: str, *, inline: bool = False) -> HttpResponse:
    """Send ``content`` as the file ``name``, whose ending gives the type."""
    response = HttpResponse(content, content_type=TYPES[name.rsplit(".", 1)[-1]])
    disposition = "inline" if inline else "attachment"
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
