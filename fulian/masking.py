"""Personal numbers as people see them who need not know them whole."""


def phone(number: str) -> str:
    """``13800138000`` → ``138****8000``; land lines keep their last three digits."""
    if len(number) == 11:
        return f"{number[:3]}****{number[-4:]}"
    return f"****{number[-3:]}" if number else ""


def account(number: str) -> str:
    """A bank account by its last four digits: ``****5678``."""
    return f"****{number[-4:]}" if len(number) > 4 else "****" if number else ""


def email(address: str) -> str:
    """``chen@example.org`` → ``c***@example.org``."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if address else ""
