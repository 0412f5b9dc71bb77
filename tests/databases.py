"""Which PostgreSQL the tests can use: ``python tests/databases.py`` prints its URL, or an empty line.

DATABASE_URL wins when it names a PostgreSQL; otherwise a server on this machine that trusts "postgres".
The tests create a database of their own beside the one named and remove it, so nothing in it is touched.
"""

import os

import psycopg2

LOCAL = "postgres://postgres@127.0.0.1:5432/postgres"
SECONDS = 2  # to wait for an answer


def postgres_url(environ=os.environ, local: str = LOCAL) -> str:
    """Return the URL of a PostgreSQL to test on, or "".

    One asked for by name is returned unseen: when it does not answer, the tests shall fail, not be left out.
    """
    wanted = environ.get("DATABASE_URL", "")
    if wanted.startswith(("postgres:", "postgresql:", "psql:", "pgsql:")):
        return wanted
    try:
        psycopg2.connect(local, connect_timeout=SECONDS).close()
    except psycopg2.OperationalError:
        return ""
    return local


if __name__ == "__main__":
    print(postgres_url())
