"""The receipt of a submission, for those who may see the application."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from applications.documents.application import paper
from applications.documents.receipt import receipt_pdf
from applications.models import Application, Submission
from applications.permissions import sees_contacts
from fulian.pages import download


def find(request, pk) -> Submission:
    """The latest submission of an application that this user may see, or 404."""
    application = get_object_or_404(Application.objects.visible_to(request.user).for_page(), pk=pk)
    submission = application.receipt()
    if submission is None:
        raise Http404
    submission.application = application
    return submission


def show(request, pk):
    submission = find(request, pk)
    application = submission.application
    context = {
        "submission": submission,
        "application": application,
        "earlier": application.submissions.exclude(pk=submission.pk).select_related("by"),
        "paper": paper(application, submission, whole=sees_contacts(request.user, application.organisation)),
    }
    return render(request, "applications/receipt/show.html", context)


def pdf(request, pk):
    submission = find(request, pk)
    return download(receipt_pdf(submission), f"申报回执-{submission.number}.pdf", inline=True)
