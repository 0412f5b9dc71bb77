"""What every reader returns: rows of cells that know where they stood in the file."""

import unicodedata
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """One cell as text. ``row`` counts as the reader of the file does, from 1; ``address`` is Excel's: I5."""

    text: str
    row: int
    address: str = ""
    merged: bool = False  # belongs to a cell that begins in a row above and repeats its text

    def place(self, label: str) -> str:
        """Where to look, in words: ``第3行“项目金额”`` or ``第5行“项目金额”（I5）``."""
        return f"第{self.row}行“{label}”" + (f"（{self.address}）" if self.address else "")


@dataclass
class Table:
    """``titles`` are the lines around the rows, in order; rows may differ in length."""

    titles: list[str] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)


def plain(text: str) -> str:
    """Half-width and without any white space: for comparing and matching, never for showing."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def tidy(text: str) -> str:
    """A cell for storing: its lines trimmed, empty ones left out, the words untouched."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line)
