"""Word's automatic list numbers: they stand nowhere in the text, but readers see them, clauses need them."""

from docx.oxml.ns import qn

CHINESE_FORMATS = {"chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting"}
DIGITS = "〇一二三四五六七八九"


class Numbering:
    """Counts list paragraphs in the order of the document."""

    def __init__(self, document) -> None:
        self.counts: dict[tuple[str, int], int] = {}
        self.begun: set[str] = set()
        self.lists = {}  # w:num by its id
        self.kinds = {}  # w:abstractNum by its id
        self.styles = {
            style.get(qn("w:styleId")): style for style in document.styles.element.iter(qn("w:style"))
        }
        part = next((rel.target_part for rel in document.part.rels.values() if _is_numbering(rel)), None)
        if part is not None:
            self.lists = {num.get(qn("w:numId")): num for num in part.element.iter(qn("w:num"))}
            self.kinds = {
                kind.get(qn("w:abstractNumId")): kind for kind in part.element.iter(qn("w:abstractNum"))
            }

    def mark(self, paragraph) -> str:
        """The number before ``paragraph``, as ``1.`` or ``（一）``; empty for bullets and plain text."""
        if not self.lists:
            return ""
        list_id, depth = self._list_of(paragraph)
        level = self._level(list_id, depth)
        if level is None:
            return ""
        count = self._count(list_id, depth, level)
        return self._written(level, depth, count)

    def _list_of(self, paragraph) -> tuple[str, int]:
        """List and depth, from the paragraph itself, or its style, or one that the style is based on."""
        properties = paragraph.find(qn("w:pPr"))
        seen: set[str] = set()
        while properties is not None:
            numbered = properties.find(qn("w:numPr"))
            if numbered is not None:
                return _value(numbered, "w:numId"), int(_value(numbered, "w:ilvl") or 0)
            name = _value(properties, "w:pStyle")
            style = self.styles.get(name) if name not in seen else None
            seen.add(name)
            properties = None if style is None else _properties(style)
        return "", 0

    def _level(self, list_id: str, depth: int):
        kind = self.kinds.get(self._kind_of(list_id))
        if kind is None:
            return None
        return next((one for one in kind.iter(qn("w:lvl")) if one.get(qn("w:ilvl")) == str(depth)), None)

    def _kind_of(self, list_id: str) -> str:
        return _value(self.lists[list_id], "w:abstractNumId") if list_id in self.lists else ""

    def _count(self, list_id: str, depth: int, level) -> int:
        """Lists of one kind count on; one that overrides its start begins anew."""
        kind = self._kind_of(list_id)
        start = int(_value(level, "w:start") or 1)
        if list_id not in self.begun:
            self.begun.add(list_id)
            for override in self.lists[list_id].iter(qn("w:startOverride")):
                start = int(override.get(qn("w:val")))
                self.counts.pop((kind, depth), None)
        count = self.counts.get((kind, depth), start - 1) + 1
        self.counts = {key: n for key, n in self.counts.items() if key[0] != kind or key[1] < depth}
        self.counts[kind, depth] = count
        return count

    @staticmethod
    def _written(level, depth: int, count: int) -> str:
        form = _value(level, "w:numFmt") or "decimal"
        pattern = _value(level, "w:lvlText")
        if form == "decimalEnclosedCircle" and count <= 20:
            return chr(ord("①") + count - 1)
        figure = _chinese(count) if form in CHINESE_FORMATS else str(count)
        own = f"%{depth + 1}"
        if form == "bullet" or own not in pattern:
            return ""
        if pattern.count("%") > 1:  # 1.2.3: the last figure numbers this paragraph
            pattern = pattern[pattern.index(own) :]
        return pattern.replace(own, figure)


def _is_numbering(relation) -> bool:
    return not relation.is_external and relation.reltype.endswith("/numbering")


def _value(element, tag: str) -> str:
    child = element.find(qn(tag))
    return "" if child is None else child.get(qn("w:val")) or ""


def _properties(style):
    """A style's paragraph properties, with the style it is based on as the next to ask."""
    properties = style.find(qn("w:pPr"))
    if properties is not None and properties.find(qn("w:numPr")) is not None:
        return properties
    based = style.find(qn("w:basedOn"))
    if based is None:
        return properties
    asked = style.makeelement(qn("w:pPr"), {})
    asked.append(asked.makeelement(qn("w:pStyle"), {qn("w:val"): based.get(qn("w:val")) or ""}))
    return asked


def _chinese(count: int) -> str:
    """1 to 99 in Chinese figures."""
    tens, ones = divmod(count, 10)
    head = "" if tens == 0 else ("十" if tens == 1 else f"{DIGITS[tens]}十")
    return head + (DIGITS[ones] if ones else "")
