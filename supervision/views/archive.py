from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from applications.models import Agreement
from fulian.lifecycle import refusal_as_message
from supervision.documents.package import archive_papers
from supervision.models import Archive


@require_POST
def build(request, pk):
    """Make book and package, which takes a while, and only then file them in one transaction."""
    agreement = get_object_or_404(Agreement.objects.visible_to(request.user).for_list(), pk=pk)
    with refusal_as_message(request):
        Archive.objects.refuse_unready(agreement, by=request.user)
        with archive_papers(agreement) as papers:
            archive = Archive.objects.keep(
                agreement, by=request.user, book=papers.book, package=papers.package
            )
        messages.success(request, "档案已生成并归档。")
        return redirect(archive)
    closeout = getattr(agreement, "closeout", None)
    return redirect(closeout or agreement)


def detail(request, pk):
    archives = Archive.objects.visible_to(request.user)
    archive = get_object_or_404(
        archives.select_related("agreement__project__department", "agreement__organisation", "by"), pk=pk
    )
    files = {stored.slot: stored for stored in archive.files.all()}
    context = {"archive": archive, "agreement": archive.agreement, "files": files}
    return render(request, "supervision/archive/detail.html", context)
