"""A list page must cost the same however long it is."""

from django.db import connection
from django.test.utils import CaptureQueriesContext


def count_queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return len(captured)


def assert_constant_queries(client, url: str, add_one) -> None:
    """GET ``url``, add rows by calling ``add_one()``, GET again: the number of queries must not change."""
    add_one()
    client.get(url)  # warm content types and sessions
    few = count_queries(client, url)
    add_one()
    add_one()
    many = count_queries(client, url)
    assert many == few, f"{few} queries with one row more, {many} with three"
