#!/usr/bin/env bash
# Serve the portal with demo data on this machine: deploy/demo.sh [PORT]. Called by make demo after preparing.
# All that it makes lies in var/demo/ and is kept from one start to the next.
set -euo pipefail
cd "$(dirname "$0")/.."

port=${1:-8000}
home=$PWD/var/demo
python=.venv/bin/python

if (: >"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then
    echo "✗ 端口 $port 已被别的程序占用。请换一个端口：make demo PORT=$((port + 1))" >&2
    exit 1
fi

umask 077
mkdir -p "$home/media" "$home/mail"
[ -s "$home/secret" ] || "$python" -c 'import secrets; print(secrets.token_urlsafe(50))' >"$home/secret"

SECRET_KEY=$(cat "$home/secret")
export SECRET_KEY
export DJANGO_SETTINGS_MODULE=fulian.settings
export DEBUG=${DEBUG:-0} HTTPS=0 BEHIND_PROXY=0 ALLOWED_HOSTS=127.0.0.1,localhost CSRF_TRUSTED_ORIGINS=
export DATABASE_URL=sqlite:///$home/db.sqlite3 MEDIA_ROOT=$home/media EMAIL_URL=filemail:///$home/mail
unset STATIC_ROOT

# Until loading has once come to its end, what is there may be half: begin anew.
if [ ! -f "$home/loaded" ]; then
    rm -rf "$home"/db.sqlite3* "${home:?}"/media/* "${home:?}"/mail/*
    echo "» 建立演示数据库，载入演示数据：目录、单位、专家以及每个阶段各一个项目（约需一分钟）"
fi
"$python" manage.py migrate --verbosity 0
"$python" manage.py load_demo
touch "$home/loaded"

echo
echo "» 平台地址：http://127.0.0.1:$port/    （按 Ctrl-C 结束；数据保留在 var/demo/，make demo-clean 可清除）"
echo "  演示环境不会真的发出邮件，邮件存放在 var/demo/mail/"
exec "$python" -m gunicorn fulian.wsgi --bind "127.0.0.1:$port" --threads 4 --timeout 120 --log-level warning
