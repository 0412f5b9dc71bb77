"""Records that move from state to state, one named step at a time."""

from collections.abc import Callable
from contextlib import contextmanager
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models

from fulian.history.models import record


def lock(row: models.Model) -> None:
    """Re-read ``row`` under a row lock that lasts until the transaction ends."""
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update())


class Step(NamedTuple):
    label: str  # what the button and the history say
    who: Callable  # may this user take the step on this record?
    states: set[str]  # in which states can it be taken?


class Lifecycle(models.Model):
    """A model with a ``state``, whose every change is one of its STEPS."""

    STEPS: dict[str, Step] = {}
    NEXT: dict[str, str] = {}  # state → who acts next, in words

    class Meta:
        abstract = True

    @property
    def waits_for(self) -> str:
        """Who acts next and how, in words; empty when nobody has to."""
        return self.NEXT.get(self.state, "")

    def steps_for(self, user) -> set[str]:
        """What this user can do with the record now: the buttons of its page."""
        return {
            name for name, step in self.STEPS.items() if self.state in step.states and step.who(user, self)
        }

    def begin(self, name: str, by) -> None:
        """Lock and re-read the row, then refuse the step if it is not theirs or not possible now.

        Raises PermissionDenied for the wrong person, ValidationError("wrong_state") for the wrong time.
        """
        step = self.STEPS[name]
        lock(self)
        if not step.who(by, self):
            raise PermissionDenied
        if self.state not in step.states:
            raise ValidationError(
                "未作任何改动：当前状态为“%(state)s”，不能“%(step)s”。请刷新页面查看最新情况。",
                "wrong_state",
                {"state": self.get_state_display(), "step": step.label},
            )

    def change(self, step: str, *, by, note: str = "", noted: dict | None = None, **fields) -> None:
        """Assign ``fields``, save just them, and write the line of history with before and after.

        ``noted`` maps names of relations that were changed beside it to [before, after] in words.
        """
        changes = dict(noted or {})
        for name, value in fields.items():
            before = getattr(self, name)
            if before != value:
                changes[name] = [before, value]
                setattr(self, name, value)
        if changed := changes.keys() & fields.keys():
            self.save(update_fields=changed)
        record(self, step, by=by, note=note, changes=changes)


@contextmanager
def refusal_as_message(request):
    """Tell the user why a step was refused, and carry on with the page."""
    try:
        yield
    except ValidationError as refusal:
        for message in refusal.messages:
            messages.error(request, message)
