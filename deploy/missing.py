"""Print what the operating system still lacks for demo, test or server: "Debian package<TAB>why" per line.

``missing.py --browser`` prints the path of a browser that the tests can drive, or an empty line.
Only the standard library: it runs before anything is installed. It asks for the thing itself (a library that
loads, a font file, a browser that is there), not for the package, so that other ways of having it count too.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from pathlib import Path

# Loaded by WeasyPrint at run time; the Python packages bring none of them.
LIBRARIES = {
    "libpango-1.0-0": ["libgobject-2.0.so.0", "libpango-1.0.so.0", "libfontconfig.so.1"],
    "libpangoft2-1.0-0": ["libharfbuzz.so.0", "libpangoft2-1.0.so.0"],
    "libharfbuzz-subset0": ["libharfbuzz-subset.so.0"],  # without it a PDF takes ten times as long
}
FONT_FOLDERS = ["/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"]
CHINESE_FONTS = ["*CJK*", "*NotoSansSC*", "*NotoSerifSC*", "*SourceHan*", "*wqy*", "*simsun*", "*simhei*"]
BROWSERS = ["google-chrome", "google-chrome-stable", "chromium", "chromium-browser"]
PLAYWRIGHT_BROWSERS = ["chromium-*/chrome-linux*/chrome"]


def loads(library: str) -> bool:
    """Tell whether the dynamic linker finds ``library``: exactly what WeasyPrint will try."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_chinese_font() -> bool:
    """Tell whether a font with Chinese glyphs is installed; without one a PDF shows boxes and no error."""
    if fc_list := shutil.which("fc-list"):
        return bool(subprocess.run([fc_list, ":lang=zh-cn"], capture_output=True, check=False).stdout)  # noqa: S603
    folders = [Path(folder).expanduser() for folder in FONT_FOLDERS]
    return any(found for folder in folders for name in CHINESE_FONTS for found in folder.rglob(name))


def knows_china_time() -> bool:
    """Tell whether the time zone of the portal is known; small container images have no table of zones."""
    try:
        zoneinfo.ZoneInfo("Asia/Shanghai")
    except zoneinfo.ZoneInfoNotFoundError:
        return False
    return True


def is_snap(browser: str) -> bool:
    """Tell whether ``browser`` is Ubuntu's snap or the script that only advises it: neither can be driven."""
    path = Path(browser).resolve()
    return "snap" in path.parts or path.name == "snap" or b"/snap/bin/" in path.read_bytes()[:4096]


def browser() -> str:
    """Return the path of the browser for the tests (CHROMIUM wins), or "" when there is none."""
    if os.environ.get("CHROMIUM"):
        return os.environ["CHROMIUM"]
    installed = [path for name in BROWSERS if (path := shutil.which(name)) and not is_snap(path)]
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH", "~/.cache/ms-playwright")).expanduser()
    downloaded = [str(path) for pattern in PLAYWRIGHT_BROWSERS for path in sorted(cache.glob(pattern))]
    return next(iter(installed + downloaded[::-1]), "")


def is_ubuntu() -> bool:
    """Tell whether ``chromium`` from apt would be a snap."""
    release = Path("/etc/os-release")
    return release.exists() and "ubuntu" in release.read_text("utf-8").lower()


def missing(goal: str) -> Iterator[tuple[str, str]]:
    """Yield (Debian package, reason in Chinese) for whatever ``goal`` needs and this machine has not."""
    makes_environment = sys.prefix == sys.base_prefix
    if makes_environment and not importlib.util.find_spec("ensurepip"):
        yield f"python{sys.version_info.major}.{sys.version_info.minor}-venv", "建立 Python 虚拟环境"
    if not knows_china_time():
        yield "tzdata", "北京时间（时区表）"
    for package, libraries in LIBRARIES.items():
        if not all(loads(library) for library in libraries):
            yield package, "生成 PDF 文件（排版引擎 WeasyPrint 的系统库）"
    if not has_chinese_font():
        yield "fonts-noto-cjk", "PDF 文件和截图中的汉字（没有中文字体只会印出方框）"
    if goal == "test" and not loads("libatomic.so.1"):
        yield "libatomic1", "驱动浏览器的程序（Playwright）"
    if goal == "test" and not browser() and not is_ubuntu():
        yield "chromium", "浏览器测试"


if __name__ == "__main__":
    if sys.argv[1] == "--browser":
        print(browser())
    else:
        for row in missing(sys.argv[1]):
            print(*row, sep="\t")
