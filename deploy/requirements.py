"""Print the Python packages that pyproject.toml asks for, one per line: requirements.py demo | test | server.

pip learned to read dependency groups only in 25.1, Debian 12 has 23.0; so they are read here. The list is
also the stamp of deploy/prepare.sh: when it and the interpreter are unchanged there is nothing to install.
"""

import sys
import tomllib
from pathlib import Path

GROUPS = {"demo": [], "server": [], "test": ["dev"]}


def requirements(goal: str) -> list[str]:
    """List the requirements for ``goal``, the program's own first; KeyError for an unknown goal."""
    pyproject = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text("utf-8"))
    groups = pyproject.get("dependency-groups", {})
    return pyproject["project"]["dependencies"] + [line for group in GROUPS[goal] for line in groups[group]]


if __name__ == "__main__":
    print(f"# Python {sys.version_info.major}.{sys.version_info.minor}")
    print("\n".join(requirements(sys.argv[1])))
