from supervision.models.duty import Duty
from supervision.models.instalment import Instalment


def begin_supervision(agreement, *, by) -> None:
    """What signing sets going: the duties that the clauses demand, and the instalments."""
    Duty.objects.raise_for(agreement)
    Instalment.objects.plan_for(agreement)
