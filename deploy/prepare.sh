#!/usr/bin/env bash
# Makes this folder ready to run: deploy/prepare.sh demo | test | server.
#
# Everything Python lies in .venv/. From the operating system only what is truly missing is installed (with apt,
# through sudo when not root), after saying what and why. When nothing is to be done it says nothing.
# deploy/prepare.sh browser prints the path of the browser for the tests, or nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

goal=${1:-demo}
export PYTHONUTF8=1 PIP_DISABLE_PIP_VERSION_CHECK=1

say() { printf '» %s\n' "$*"; }

stop() {
    printf '✗ %s\n' "$*" >&2
    exit 1
}

# Run a long command quietly; when it fails, its last lines are the explanation.
quietly() {
    local log status=0
    log=$(mktemp)
    "$@" </dev/null >"$log" 2>&1 || status=$?
    [ "$status" = 0 ] || tail -n 15 "$log" >&2
    rm -f "$log"
    return "$status"
}

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# The interpreter of .venv when it is whole, otherwise one that can make .venv.
find_python() {
    local candidate
    is_new_enough .venv/bin/python && .venv/bin/python -c 'import pip' 2>/dev/null && printf .venv/bin/python && return
    for candidate in ${PYTHON:-} python3 python3.{14,13,12,11}; do
        is_new_enough "$candidate" && printf '%s' "$candidate" && return
    done
    stop "没有找到 Python 3.11 或更高版本。请先安装 python3（例如 sudo apt-get install python3），再运行一次。"
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -- "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null || return 1
    [ "$(id -u)" = 0 ] && return
    command -v sudo >/dev/null || return 1
    [ -t 0 ] || sudo -n true 2>/dev/null # without a terminal nobody can type the password
}

# Install what deploy/missing.py names ("package<TAB>why" per line).
install_system_packages() {
    local missing packages
    missing=$("$python" deploy/missing.py "$goal")
    [ -n "$missing" ] || return 0
    packages=$(cut -f1 <<<"$missing" | sort -u | tr '\n' ' ')
    say "操作系统还缺少："
    while IFS=$'\t' read -r package why; do printf '    %-22s %s\n' "$package" "$why"; done <<<"$missing"
    may_install || stop "无法自动安装（需要 apt 以及 root 或 sudo 权限）。请管理员安装后再运行一次：apt-get install ${packages% }"
    say "用 apt 安装以上软件包（可能需要输入 sudo 密码，约需一两分钟）"
    as_root true || stop "没有得到 sudo 许可。请管理员安装后再运行一次：apt-get install ${packages% }"
    quietly as_root apt-get update -q || say "软件源目录没有全部更新，仍然尝试安装"
    # shellcheck disable=SC2086  # the list is meant to be split
    quietly as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $packages ||
        stop "apt 没有装成功，原因见上。请检查网络或软件源后再运行一次；需要的软件包：${packages% }"
    missing=$("$python" deploy/missing.py "$goal" | cut -f1 | tr '\n' ' ')
    [ -z "$missing" ] || stop "安装之后仍然缺少：${missing% }。请手工安装后再运行一次。"
}

make_environment() {
    [ "$python" != .venv/bin/python ] || return 0
    say "建立 Python 虚拟环境 .venv（$("$python" --version)）"
    quietly "$python" -m venv --clear .venv || stop "虚拟环境没有建成，原因见上。"
    python=.venv/bin/python
}

install_python_packages() {
    local wanted stamp
    wanted=$("$python" deploy/requirements.py "$goal")
    stamp=.venv/installed-$goal
    [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && return
    say "安装 Python 软件包（第一次约需一分钟）"
    printf '%s\n' "$wanted" >.venv/requirements.txt
    quietly "$python" -m pip install --prefer-binary --no-input -r .venv/requirements.txt ||
        stop "Python 软件包没有装成功，原因见上。多半是网络问题；内网可用 PIP_INDEX_URL 指定本单位的软件源"
    printf '%s\n' "$wanted" >"$stamp"
}

install_browser() {
    [ -n "$("$python" deploy/missing.py --browser)" ] && return
    # Ubuntu ships chromium only as a snap, which cannot be driven from outside: take the test library's own build.
    say "下载测试用的浏览器 Chromium（约 180 MB）"
    may_install || stop "没有可用的浏览器，也没有权限安装。请安装 Chrome 或 Chromium，或者用 CHROMIUM=/路径/到/浏览器 指明。"
    quietly "$python" -m playwright install --with-deps chromium ||
        stop "浏览器没有装成功，原因见上。请安装 Chrome 或 Chromium，或者用 CHROMIUM=/路径/到/浏览器 指明。"
}

python=$(find_python)
[ "$goal" != browser ] || exec "$python" deploy/missing.py --browser
case $goal in demo | test | server) ;; *) stop "用法：deploy/prepare.sh demo | test | server | browser" ;; esac
install_system_packages
make_environment
install_python_packages
[ "$goal" != test ] || install_browser
