from supervision.models.activity import Activity
from supervision.models.archive import Archive
from supervision.models.closeout import Acceptance, CloseOut
from supervision.models.duty import Duty
from supervision.models.expense import Expense
from supervision.models.inspection import Finding, Inspection, InspectionItem
from supervision.models.instalment import Instalment
from supervision.models.report import IndicatorProgress, ProgressReport

__all__ = [
    "Acceptance",
    "Activity",
    "Archive",
    "CloseOut",
    "Duty",
    "Expense",
    "Finding",
    "IndicatorProgress",
    "Inspection",
    "InspectionItem",
    "Instalment",
    "ProgressReport",
]
