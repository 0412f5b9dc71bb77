"""The people of this app. Records here belong to an agreement (``record.agreement``)."""

from fulian.users.models import Role


def is_contractor(user, record) -> bool:
    return record.agreement.organisation_id in user.organisation_ids


def is_officer(user, record) -> bool:
    """An officer of the lead department."""
    return user.has(Role.OFFICER) and user.department_id == record.agreement.project.department_id


def is_head(user, record) -> bool:
    return user.has(Role.HEAD) and user.department_id == record.agreement.project.department_id


def is_finance(user, record) -> bool:
    return user.has(Role.FINANCE)


def checks_money(user, record) -> bool:
    return is_finance(user, record) or is_officer(user, record)


def owns_duty(user, duty) -> bool:
    """Whose duty it is: the contractor's members, the department's officers, or finance."""
    owners = {"contractor": is_contractor, "department": is_officer, "finance": is_finance}
    return owners[duty.owner](user, duty)


def accepts_duty(user, duty) -> bool:
    """The department accepts what the contractor owes; its own and finance's duties are settled by their
    records (an inspection acknowledged, an instalment paid), so their owners close them.
    """
    return is_officer(user, duty) if duty.owner == "contractor" else owns_duty(user, duty)


def reads_budgets(user) -> bool:
    """The year's tables are the federation's; each department sees its own projects in them."""
    return user.is_federation_staff and not user.roles <= {Role.ADMINISTRATOR}
