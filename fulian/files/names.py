"""File names as people give them, made harmless to show, to save and to print."""

import re
import unicodedata

LONGEST = 200  # characters: the column's width
LONGEST_ENDING = 10


def clean(name: str) -> str:
    """``name`` without folders, control and direction characters, at most 200 characters, its ending kept."""
    last = re.split(r"[/\\]", name)[-1]
    kept = "".join(char if unicodedata.category(char)[0] != "C" else " " for char in last)
    kept = re.sub(r"\s+", " ", kept).strip(" .")
    stem, dot, ending = kept.rpartition(".")
    if not dot or len(ending) > LONGEST_ENDING:
        return kept[:LONGEST] or "未命名"
    return f"{stem.strip()[: LONGEST - len(ending) - 1] or '未命名'}.{ending}"
