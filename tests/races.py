"""Threads with connections of their own, for what only shows when people really act at once."""

from collections.abc import Callable
from threading import Barrier, Thread

from django.core.exceptions import ValidationError
from django.db import connection

POSSIBLE = connection.vendor == "postgresql"  # SQLite lets one writer in at a time anyway


def together(n: int, act: Callable[[int], object]) -> list[str]:
    """Run ``act(0)`` … ``act(n - 1)`` at the same moment, each in its own thread and connection.

    Returns what came of each: "" or the code of the refusal. Any other error is raised here.
    """
    gate, results, errors = Barrier(n), [""] * n, []

    def run(number: int) -> None:
        try:
            gate.wait()
            act(number)
        except ValidationError as refusal:
            results[number] = getattr(refusal, "code", "") or "refused"
        except Exception as error:  # noqa: BLE001 - raised again below, where the test can see it
            errors.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(number,)) for number in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return results
