"""The table of a record's steps: each step × each state × each person, tried for real.

A test gives ``TAKE``: step name → function(record, user) that takes it. A step without a line fails.
"""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

FORBIDDEN = "forbidden"
WRONG_STATE = "wrong_state"


def assert_table_is_complete(model, take: dict) -> None:
    assert take.keys() == model.STEPS.keys()


def outcome(record, take: Callable, user, **fields) -> str:
    """What comes of ``take`` when the row holds ``fields``: "" or the code of the refusal. Nothing stays."""
    with transaction.atomic():
        type(record).objects.filter(pk=record.pk).update(**fields)
        fresh = type(record).objects.get(pk=record.pk)
        try:
            with transaction.atomic():
                take(fresh, user)
                result = ""
        except PermissionDenied:
            result = FORBIDDEN
        except ValidationError as refusal:
            result = getattr(refusal, "code", "") or "refused"
        transaction.set_rollback(True)
    return result


def assert_only_from_its_states(record, step: str, take: Callable, user) -> None:
    """``user``, whose step it is, can take it from the states that STEPS names and from no other.

    Where it may start it may still be refused for another reason (incomplete, too early).
    """
    wanted = type(record).STEPS[step].states
    for state in type(record)._meta.get_field("state").flatchoices:
        result = outcome(record, take, user, state=state[0])
        assert (result != WRONG_STATE) == (state[0] in wanted), f"{step} from {state[0]}: {result!r}"
        assert result != FORBIDDEN, f"{step} is not this person's"


def assert_only_for(record, step: str, take: Callable, people: dict, allowed: set[str]) -> None:
    """Of ``people`` (name → user) those ``allowed`` may take the step, all others are turned away."""
    state = min(type(record).STEPS[step].states)
    for name, user in people.items():
        result = outcome(record, take, user, state=state)
        assert (result != FORBIDDEN) == (name in allowed), f"{step} by {name}: {result!r}"
