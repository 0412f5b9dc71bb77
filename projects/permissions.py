"""The people of this app: predicates that the STEPS of its models are made of."""

from fulian.users.models import Role


def is_office(user, record) -> bool:
    return user.has(Role.OFFICE)


def is_leader(user, record) -> bool:
    return user.has(Role.LEADER)


def prepares_catalogues(user, catalogue) -> bool:
    """The office, and every department's officers: they import together."""
    return user.has(Role.OFFICE, Role.OFFICER)


def is_officer_of(user, project) -> bool:
    return user.has(Role.OFFICER) and user.department_id == project.department_id


def is_head_of(user, project) -> bool:
    return user.has(Role.HEAD) and user.department_id == project.department_id


def sees_everything(user) -> bool:
    """Leader and observer read all; the office keeps the papers of all departments."""
    return user.has(Role.LEADER, Role.OBSERVER, Role.OFFICE)


def oversees(user, project) -> bool:
    """Follows the choosing for ``project``: its department, and those who see everything."""
    if sees_everything(user):
        return True
    return user.has(Role.OFFICER, Role.HEAD) and user.department_id == project.department_id
