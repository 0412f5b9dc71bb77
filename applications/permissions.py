"""The people of this app: predicates that the STEPS of its models are made of."""

from fulian.users.models import Role


def acts_for(user, record) -> bool:
    """A member of the organisation that the record belongs to (``record.organisation_id``)."""
    return record.organisation_id in user.organisation_ids


def is_member(user, organisation) -> bool:
    return organisation.pk in user.organisation_ids


def verifies(user, organisation) -> bool:
    """The office, and the officers of the department that keeps the organisations (组联部)."""
    if user.has(Role.OFFICE):
        return True
    return user.has(Role.OFFICER) and user.department is not None and user.department.verifies_organisations


def sees_contacts(user, organisation) -> bool:
    """Phone and bank numbers whole: the organisation itself, those who verify it, those who pay it."""
    return is_member(user, organisation) or verifies(user, organisation) or user.has(Role.FINANCE)


def is_office(user, record) -> bool:
    return user.has(Role.OFFICE)


def is_leader(user, record) -> bool:
    return user.has(Role.LEADER)


def is_officer_of(user, record) -> bool:
    """An officer of the department whose project it is (``record.project``)."""
    return user.has(Role.OFFICER) and user.department_id == record.project.department_id


def signs_agreements(user, agreement) -> bool:
    """The officer of the department, or the office that keeps the seal."""
    return is_officer_of(user, agreement) or user.has(Role.OFFICE)


def is_the_expert(user, review) -> bool:
    return user.has(Role.EXPERT) and review.expert_id == user.pk
