"""What came in for a project: the department's page from closing to the agreement."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render

from applications.selection import Selection
from projects.models import Project
from projects.permissions import oversees


def find(request, pk) -> Project:
    """The published project, or 404 for whoever does not follow the choosing."""
    project = get_object_or_404(Project.objects.published().for_list(), pk=pk)
    if not oversees(request.user, project):
        raise Http404
    return project


def project_applications(request, pk):
    project = find(request, pk)
    context = {"project": project, "selection": Selection(project)}
    return render(request, "applications/arrival/project_applications.html", context)
