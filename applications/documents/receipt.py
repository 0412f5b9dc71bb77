"""The 申报回执: proof of what was handed in, and when."""

from applications.documents.application import paper
from applications.models.submission import Submission
from fulian.documents.pdf import render_pdf


def receipt_pdf(submission: Submission) -> bytes:
    """One page: number, time to the second, sha256 and the list of what was handed in."""
    application = submission.application
    facts = {"submission": submission, "application": application, "project": application.project}
    return render_pdf("documents/receipt.html", facts | {"paper": paper(application, submission)})
