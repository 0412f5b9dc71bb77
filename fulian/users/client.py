"""From where somebody speaks to us."""

from allauth.account.adapter import get_adapter


def client_ip(request) -> str:
    """The visitor's address; behind our proxy the one that it vouches for.

    Raises PermissionDenied when there is none.
    """
    return get_adapter(request).get_client_ip(request)
