#!/usr/bin/env bash
# All tests on SQLite, then on PostgreSQL when one answers. Called by make test after preparing and checking.
# Further arguments go to pytest: deploy/test.sh tests/projects -m "not browser"
set -euo pipefail
cd "$(dirname "$0")/.."

python=.venv/bin/python
postgres=$("$python" tests/databases.py)
CHROMIUM=$(deploy/prepare.sh browser)
export CHROMIUM
export PYTHONUTF8=1
# One worker per core; a module stays with one worker, so what it sets up is set up once.
workers=(-n "$(nproc)" --dist loadscope --no-loadscope-reorder)

echo "» 在 SQLite 上运行全部测试（含浏览器测试）"
env -u DATABASE_URL "$python" -m pytest "${workers[@]}" "$@" || {
    echo "✗ SQLite 上的测试没有通过。" >&2
    exit 1
}
if [ -z "$postgres" ]; then
    echo "✓ 测试全部通过：SQLite。本机没有应答的 PostgreSQL，未在其上测试；可用 DATABASE_URL=postgres://… make test 指定。"
    exit
fi
echo "» 在 PostgreSQL 上运行全部测试（含浏览器测试）"
DATABASE_URL=$postgres "$python" -m pytest "${workers[@]}" "$@" || {
    echo "✗ PostgreSQL 上的测试没有通过（SQLite 上的已通过）。" >&2
    exit 1
}
echo "✓ 测试全部通过：SQLite 和 PostgreSQL。"
