"""Pages that belong to certain roles as a whole."""

from functools import wraps

from django.core.exceptions import PermissionDenied


def holders_only(*roles: str):
    """Decorate a view: whoever is signed in without one of ``roles`` gets 403."""

    def decorate(view):
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not request.user.has(*roles):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return decorate
