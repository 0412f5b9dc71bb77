"""What a browser sends from the edit page of an application."""


def payload(application, **changes) -> dict:
    """The form as the page shows it, ``changes`` typed over it."""
    data = {"version": application.version}
    for name in [
        "title", "summary", "starts_on", "ends_on", "locations", "need", "direct_count", "indirect_count",
        "goal", "plan", "volunteer_plan", "risks", "safety_plan", "publicity", "sustainability",
        "promise_accepted", "promise_name",
    ]:  # fmt: skip
        value = getattr(application, name)
        if value is not None and value is not False:
            data[name] = "on" if value is True else str(value)
    rows = {
        "budget": ["category", "item", "basis", "unit_price", "unit", "quantity", "times", "own", "note"],
        "activities": ["name", "held_on", "place", "people", "lead"],
        "team": ["name", "duty", "qualification"],
    }
    for prefix, columns in rows.items():
        stored = list(getattr(application, prefix).all())
        data |= {f"{prefix}-TOTAL_FORMS": len(stored), f"{prefix}-INITIAL_FORMS": len(stored)}
        for n, row in enumerate(stored):
            for column in columns:
                value = getattr(row, column)
                data[f"{prefix}-{n}-{column}"] = "" if value is None else str(value)
    return data | changes
