from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from fulian.forms import ReasonForm
from fulian.lifecycle import refusal_as_message
from fulian.pages import download, paginate
from projects.documents.catalogue import EXPORTS
from projects.forms.catalogue import SECTIONS, CatalogueForm
from projects.models import Catalogue, Notice, Project
from projects.permissions import prepares_catalogues


def find(request, pk) -> Catalogue:
    """The catalogue, or 404 when this person may not know that it exists."""
    return get_object_or_404(Catalogue.objects.visible_to(request.user).for_list(), pk=pk)


@login_not_required
def front(request):
    """The public front page: what is open, what was published, what is being put up."""
    published = Catalogue.objects.public().for_list()
    context = {
        "open_catalogues": [catalogue for catalogue in published if catalogue.is_open()],
        "coming_catalogues": [catalogue for catalogue in published if catalogue.is_coming()],
        "entries": Project.objects.open().for_list(),
        "catalogues": published,
        "notices": Notice.objects.public().for_list()[:8],
    }
    return render(request, "projects/catalogue/front.html", context)


def index(request):
    if not request.user.is_federation_staff:
        raise PermissionDenied
    catalogues = paginate(request, Catalogue.objects.visible_to(request.user).for_list())
    may_import = prepares_catalogues(request.user, None)
    return render(request, "projects/catalogue/index.html", {"page": catalogues, "may_import": may_import})


@login_not_required
def detail(request, pk):
    catalogue = find(request, pk)
    policy = [catalogue._meta.get_field(name) for names in list(SECTIONS.values())[1:] for name in names]
    user = request.user
    context = {
        "catalogue": catalogue,
        "steps": catalogue.steps_for(user) if user.is_authenticated else set(),
        "entries": catalogue.entries(),
        "revisions": catalogue.revisions.select_related("by"),
        "notices": Notice.objects.visible_to(user).filter(catalogue=catalogue).for_list(),
        "policy": [(field.verbose_name, getattr(catalogue, field.name)) for field in policy],
    }
    return render(request, "projects/catalogue/detail.html", context)


def edit(request, pk):
    catalogue = find(request, pk)
    if "edit" not in catalogue.steps_for(request.user):
        return redirect(catalogue)
    form = CatalogueForm(request.POST or None, instance=catalogue)
    if form.is_valid():
        try:
            catalogue.edit(by=request.user, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, "目录已保存。")
            return redirect(catalogue)
    return render(request, "projects/catalogue/edit.html", {"catalogue": catalogue, "form": form})


@require_POST
def send_for_approval(request, pk):
    catalogue = find(request, pk)
    with refusal_as_message(request):
        catalogue.send_for_approval(by=request.user)
        messages.success(request, "已送分管领导审定。")
    return redirect(catalogue)


@require_POST
def send_back(request, pk):
    catalogue = find(request, pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, "请写明退回理由。")
        return redirect(catalogue)
    with refusal_as_message(request):
        catalogue.send_back(by=request.user, reason=form.cleaned_data["reason"])
        messages.success(request, "目录已退回办公室修改。")
    return redirect(catalogue)


@require_POST
def publish(request, pk):
    catalogue = find(request, pk)
    with refusal_as_message(request):
        catalogue.publish(by=request.user)
        messages.success(request, "目录已发布，公众现在可以查看。")
    return redirect(catalogue)


@require_POST
def close(request, pk):
    catalogue = find(request, pk)
    with refusal_as_message(request):
        catalogue.close(by=request.user)
        messages.success(request, "目录已结束。")
    return redirect(catalogue)


@login_not_required
def export(request, pk, kind):
    """The catalogue as a file: ``kind`` is xlsx, docx, pdf or json."""
    catalogue = find(request, pk)
    if kind not in EXPORTS:
        raise Http404
    return download(EXPORTS[kind](catalogue), f"{catalogue.title}.{kind}")
