from urllib.parse import quote

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from fulian.files.models import StoredFile

# A file runs nothing and loads nothing but itself; the styles are those of the browser's own viewer.
ITSELF = (
    "default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'none'"
)
NOT_SANDBOXED = {"application/pdf", "video/mp4"}  # in a sandbox browsers show neither
SHOWN_IN_PLACE = {"application/pdf", "image/jpeg", "image/png", "video/mp4"}


def download(request, pk):
    """One file, if its record is the person's to see; otherwise it does not exist for them."""
    stored = get_object_or_404(StoredFile, pk=pk)
    if not stored.visible_to(request.user):
        raise Http404
    response = FileResponse(stored.content.open("rb"), content_type=stored.kind)
    disposition = "inline" if stored.kind in SHOWN_IN_PLACE else "attachment"
    response["Content-Disposition"] = f"{disposition}; filename*=UTF-8''{quote(stored.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = ITSELF if stored.kind in NOT_SANDBOXED else f"{ITSELF}; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
