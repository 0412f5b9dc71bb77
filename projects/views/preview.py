"""A catalogue as read, laid out for the page: remarks stand beside the cell they are about."""

from typing import NamedTuple

from projects.codes import Code
from projects.importing.draft import CatalogueDraft, ProjectDraft, Remark
from projects.importing.header import LABELS
from projects.models.indicator import Indicator
from projects.wording import in_words

AMOUNT = list(LABELS).index("amount")


class Shown(NamedTuple):
    """One cell: what will be kept, and what is to be said about it."""

    field: str
    label: str
    value: object
    errors: list[str]
    warnings: list[str]


class Preview:
    """``rows`` in the official columns; remarks that belong to no cell in ``errors`` and ``warnings``."""

    def __init__(self, draft: CatalogueDraft):
        self.draft = draft
        self.columns = [*LABELS.values()]
        self.columns[AMOUNT] += "（元）"
        self.errors = draft.errors
        self.warnings = [remark for remark in draft.warnings if not _has_a_cell(remark, draft)]
        self.rows = [_row(project, draft) for project in draft.projects]
        self.total = sum((project.amount or 0 for project in draft.projects), 0)
        self.clauses = sum(len(project.clauses) for project in draft.projects)
        self.requirements = sum(
            len(clause.requirements) for project in draft.projects for clause in project.clauses
        )


def _has_a_cell(remark: Remark, draft: CatalogueDraft) -> bool:
    return remark.field in LABELS and remark.number in {project.number for project in draft.projects}


def _row(project: ProjectDraft, draft: CatalogueDraft) -> dict:
    return {
        "project": project,
        "cells": [_cell(project, field, draft) for field in LABELS],
        "indicators": [_indicator(one) for one in project.indicators],
    }


def _cell(project: ProjectDraft, field: str, draft: CatalogueDraft) -> Shown:
    def about(remarks: list[Remark]) -> list[str]:
        return [one.message for one in remarks if (one.number, one.field) == (project.number, field)]

    value = _clauses(project) if field == "requirements" else getattr(project, field)
    if field == "department":
        value = project.department or project.department_text
    return Shown(field, LABELS[field], value, about(draft.errors), about(draft.warnings))


def _clauses(project: ProjectDraft) -> list[dict]:
    return [
        {
            "text": clause.text,
            "requirements": [
                {"label": Code(found.code).label, "details": in_words(found.parameters)}
                for found in clause.requirements
            ],
        }
        for clause in project.clauses
    ]


def _indicator(found) -> Indicator:
    return Indicator(name=found.name, comparator=found.comparator, value=found.value, unit=found.unit)
