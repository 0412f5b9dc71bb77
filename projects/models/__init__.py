from projects.models.catalogue import Catalogue, Revision
from projects.models.clause import Clause, Requirement
from projects.models.indicator import Indicator
from projects.models.notice import Notice
from projects.models.project import Project
from projects.models.rubric import Criterion, Rubric

__all__ = [
    "Catalogue",
    "Clause",
    "Criterion",
    "Indicator",
    "Notice",
    "Project",
    "Requirement",
    "Revision",
    "Rubric",
]
