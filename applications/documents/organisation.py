"""An organisation's profile as labels and values, in the groups of the paper form."""

from applications.documents.application import MASKED
from applications.forms.organisation import FIELDSETS
from applications.models import Organisation


def facts(organisation: Organisation, *, whole: bool) -> list[tuple[str, list[tuple[str, str]]]]:
    """(group, [(label, value)]); phone, mail and account are masked unless ``whole``."""
    return [
        (legend, [(_label(name), _shown(organisation, name, whole=whole)) for name in names])
        for legend, names in FIELDSETS.items()
    ]


def _label(name: str) -> str:
    return str(Organisation._meta.get_field(name).verbose_name)


def _shown(organisation: Organisation, name: str, *, whole: bool) -> str:
    value = getattr(organisation, name)
    if isinstance(value, bool):
        return "是" if value else "否"
    if name == "grade":
        return organisation.get_grade_display()
    text = "" if value is None else str(value)
    return text if whole or name not in MASKED else MASKED[name](text)
