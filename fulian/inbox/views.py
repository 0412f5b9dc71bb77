from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from fulian.inbox.models import Message
from fulian.pages import paginate


def index(request):
    """What the portal has told the person, unread first."""
    page = paginate(request, Message.objects.visible_to(request.user).for_list())
    return render(request, "inbox/index.html", {"page": page})


@require_POST
def open_(request, pk):
    """Mark one message as read and go where it leads."""
    message = get_object_or_404(Message.objects.visible_to(request.user), pk=pk)
    message.read()
    return HttpResponseRedirect(message.link) if message.link else redirect("inbox:index")


@require_POST
def read_all(request):
    """Mark every message of the person as read."""
    Message.objects.visible_to(request.user).read()
    return redirect("inbox:index")
