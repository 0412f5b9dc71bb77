from applications.models.agreement import Agreement
from applications.models.application import Application, Submission
from applications.models.award import Award
from applications.models.budget import BudgetLine
from applications.models.organisation import Membership, Organisation
from applications.models.plan import PlannedActivity, TeamMember
from applications.models.review import Review, Score
from applications.models.screening import Screening, ScreeningItem

__all__ = [
    "Agreement",
    "Application",
    "Award",
    "BudgetLine",
    "Membership",
    "Organisation",
    "PlannedActivity",
    "Review",
    "Score",
    "Screening",
    "ScreeningItem",
    "Submission",
    "TeamMember",
]
