#!/bin/bash
# Records examples/akimat/logs anew from real programs, on a Debian 12 machine, as root. See README.md beside this file.
#   apt-get install --no-install-recommends openssh-server openssh-client sshpass sudo postgresql nginx-light rsyslog \
#     systemd clamav clamav-daemon clamdscan haproxy fail2ban bsdutils curl python3-venv
#   ./record-logs.sh OUTPUT_FOLDER
# Everything runs from a temporary folder on loopback ports and is stopped by its process id at the end. The script makes
# five accounts and one sudoers file for the time of the recording, so run it on a machine that may have them.
set -u
out=$(realpath "${1:?output folder}"); mkdir -p "$out"
work=$(mktemp -d /tmp/talap-record.XXXXXX); chmod 755 "$work"
SSH1=42201; SSH2=42202; WEB=42203; BALANCER=42204; SYSLOG=42205; PG=42206; CMS=42207; APP=42208
users=(aseitova dkim norazbaeva ipetrov svcbackup)
password=$(head -c 12 /dev/urandom | base64 | tr -d '+/=')
pids=()
mark=0

cleanup() {
  for ((i = ${#pids[@]} - 1; i >= 0; i--)); do kill "${pids[i]}" 2>/dev/null; done
  sleep 1
  [ -d "$work/pg" ] && runuser -u postgres -- /usr/lib/postgresql/15/bin/pg_ctl -D "$work/pg" -m fast stop >/dev/null 2>&1
  for user in "${users[@]}"; do userdel "$user" 2>/dev/null; done
  rm -f /etc/sudoers.d/talap-record
  [ "$mark" = 1 ] && rm -f /dev/log
  rm -rf "$work" /var/log/journal/*.talap /run/log/journal/*.talap /run/systemd/journal.talap /run/systemd/journal.talap.*
}
trap cleanup EXIT
wait_port() { for _ in $(seq 100); do (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return; sleep 0.1; done; echo "port $1 does not answer" >&2; exit 1; }

for user in "${users[@]}"; do
  getent passwd "$user" >/dev/null && { echo "account $user exists: stop" >&2; users=(); exit 1; }
done
[ -e /dev/log ] && { echo "a syslog daemon runs here; use a machine without one" >&2; users=(); exit 1; }
touch /dev/log; mark=1

# --- rsyslog writes RFC 5424: the operating system's log of the portal, and the balancer's over UDP -------------------
cat >"$work/rsyslog.conf" <<CONF
global(workDirectory="$work" localHostname="srv-portal")
module(load="imuxsock" SysSock.Name="$work/syslog.sock")
module(load="imudp")
input(type="imudp" address="127.0.0.1" port="$SYSLOG" ruleset="network")
ruleset(name="network") { action(type="omfile" file="$work/network.log" template="RSYSLOG_SyslogProtocol23Format") }
action(type="omfile" file="$work/portal-os.log" template="RSYSLOG_SyslogProtocol23Format")
auth,authpriv.* action(type="omfile" file="$work/auth.log" template="RSYSLOG_TraditionalFileFormat")
CONF
rsyslogd -n -f "$work/rsyslog.conf" -i "$work/rsyslog.pid" & pids+=($!)
# --- journald in a namespace of its own: the operating system's log of the e-document system --------------------------
mkdir -p /run/systemd/journal.talap
/lib/systemd/systemd-journald talap & pids+=($!)
sleep 1.5

# --- two sshd, each with the /dev/log of its own host ---------------------------------------------------------------
mkdir -p /run/sshd
ssh-keygen -q -t ed25519 -N '' -f "$work/hostkey"; ssh-keygen -q -t ed25519 -N '' -f "$work/backupkey"
cp "$work/backupkey.pub" "$work/authorized"; chmod 644 "$work/authorized"
for user in "${users[@]}"; do
  logger -u "$work/syslog.sock" -t talap-record -p authpriv.info "making account $user for the recording"
  useradd -M -d / -s /bin/sh "$user"; echo "$user:$password" | chpasswd
done
echo 'dkim ALL=(ALL) NOPASSWD: /usr/bin/id, /usr/bin/uptime' >/etc/sudoers.d/talap-record; chmod 440 /etc/sudoers.d/talap-record
start_sshd() { # port, socket
  printf '%s\n' "ListenAddress 127.0.0.1" "Port $1" "HostKey $work/hostkey" "PidFile none" "UsePAM yes" "MaxStartups 100" \
    "PasswordAuthentication yes" "KbdInteractiveAuthentication no" "UseDNS no" "PrintMotd no" "StrictModes no" \
    "AuthorizedKeysFile $work/authorized" "LogLevel INFO" >"$work/sshd.$1"
  unshare -m sh -c "mount --bind '$2' /dev/log; exec /usr/sbin/sshd -D -f '$work/sshd.$1'" & pids+=($!)
  wait_port "$1"
}
start_sshd $SSH1 "$work/syslog.sock"
start_sshd $SSH2 /run/systemd/journal.talap/dev-log

# --- fail2ban watches the portal's ssh and web logs; its action does nothing -----------------------------------------
cp -r /etc/fail2ban "$work/f2b"; rm -f "$work"/f2b/jail.d/* "$work"/f2b/*.local; touch "$work/auth.log" "$work/portal-web.log"
printf '[Definition]\nactionban = true\nactionunban = true\n' >"$work/f2b/action.d/none.conf"
cat >"$work/f2b/jail.local" <<CONF
[DEFAULT]
ignoreself = false
ignoreip =
backend = polling
findtime = 600
maxretry = 3
bantime = 15
action = none
[sshd]
enabled = true
logpath = $work/auth.log
[nginx-botsearch]
enabled = true
logpath = $work/portal-web.log
maxretry = 2
CONF
printf '[Definition]\nloglevel = INFO\nlogtarget = %s\nsyslogsocket = auto\nsocket = %s\npidfile = %s\ndbfile = :memory:\n' \
  "$work/portal-ids.log" "$work/f2b.sock" "$work/f2b.pid" >"$work/f2b/fail2ban.local"
fail2ban-server -f -c "$work/f2b" -s "$work/f2b.sock" -p "$work/f2b.pid" start >/dev/null 2>&1 & pids+=($!)

# --- nginx: the portal's access log -----------------------------------------------------------------------------
mkdir -p "$work"/www/{kz,ru}/{news,services,contacts,documents} "$work"/www/{closed,static,admin}
for language in kz ru; do for section in news services contacts documents; do for n in $(seq 12); do
  head -c $((600 * n)) /dev/zero | tr '\0' . >"$work/www/$language/$section/$n.html"; done; done; done
for file in style.css app.js logo.svg; do head -c 3000 /dev/zero | tr '\0' . >"$work/www/static/$file"; done
echo ok >"$work/www/index.html"; echo x >"$work/www/closed/x.html"; echo "editor:{PLAIN}$password" >"$work/htpasswd"
cat >"$work/nginx.conf" <<CONF
daemon off; pid $work/nginx.pid; error_log $work/nginx-error.log; user www-data; worker_processes 1;
events {}
http {
  access_log $work/portal-web.log combined;
  client_body_temp_path $work/n1; proxy_temp_path $work/n2; fastcgi_temp_path $work/n3; uwsgi_temp_path $work/n4; scgi_temp_path $work/n5;
  types { text/html html; text/css css; application/javascript js; image/svg+xml svg; }
  server {
    listen 127.0.0.1:$WEB; root $work/www;
    location /closed/ { deny all; }
    location /admin/ { auth_basic "portal"; auth_basic_user_file $work/htpasswd; autoindex on; }
    location /old/ { return 301 /kz/; }
  }
}
CONF
nginx -c "$work/nginx.conf" 2>/dev/null & pids+=($!)
wait_port $WEB
# --- haproxy at the edge of the network, before the portal and a small application ------------------------------------
python3 -m http.server --bind 127.0.0.1 --directory "$work/www" $APP >/dev/null 2>&1 & app=$!; pids+=("$app")
wait_port $APP
cat >"$work/haproxy.cfg" <<CONF
global
  log 127.0.0.1:$SYSLOG format rfc5424 local0 info
  log-send-hostname gw-core
defaults
  mode http
  log global
  option httplog
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend edge
  bind 127.0.0.1:$BALANCER
  http-request deny if { src 127.0.0.66 127.0.0.67 }
  use_backend appeals if { path_beg /kz/services }
  default_backend portal
backend portal
  server web1 127.0.0.1:$WEB check inter 500
backend appeals
  server app1 127.0.0.1:$APP check inter 300 fall 2 rise 1
CONF
haproxy -db -f "$work/haproxy.cfg" >/dev/null 2>&1 & pids+=($!)
wait_port $BALANCER

agents=('Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36'
        'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0' 'Mozilla/5.0 (Linux; Android 14) Mobile Safari/537.36' 'curl/7.88.1')
sections=(news services contacts documents); languages=(kz ru)
get() { # port, address, path...
  local port=$1 from=$2 urls=() path; shift 2
  for path in "$@"; do urls+=("http://127.0.0.1:$port$path"); done
  curl -s -o /dev/null --interface "$from" -A "${agents[RANDOM % 4]}" -e "http://127.0.0.1:$port/" --max-time 5 "${urls[@]}" >/dev/null
}
visit() { # port, visits
  local v paths
  for v in $(seq "$2"); do
    paths=(/ /static/style.css)
    for _ in 1 2 3; do paths+=("/${languages[RANDOM % 2]}/${sections[RANDOM % 4]}/$((RANDOM % 14 + 1)).html"); done
    [ $((v % 9)) = 0 ] && paths+=(/closed/x.html "/old/$v")
    [ $((v % 13)) = 0 ] && paths+=(/admin/)
    get "$1" "127.0.0.$((RANDOM % 50 + 2))" "${paths[@]}"
  done
}
(
  visit $WEB 300
  curl -s --interface 127.0.0.9 -u "editor:$password" "http://127.0.0.1:$WEB/admin/" "http://127.0.0.1:$WEB/admin/?C=N" >/dev/null
  for n in 81 82 83 84 85 86; do get $WEB "127.0.0.$n" /wp-login.php /.env /phpmyadmin/index.php /cgi-bin/test.cgi /roundcube/ "/kz/news/1.html?id=1%27%20OR%201=1--"; done
) & traffic1=$!
(
  visit $BALANCER 60
  for n in 66 67 66; do get $BALANCER "127.0.0.$n" / /kz/news/1.html /.git/config; done
  kill "$app"; sleep 1.5; visit $BALANCER 12
) & traffic2=$!

# --- logins -------------------------------------------------------------------------------------------------------
login() { # port, address, user, password, command
  sshpass -p "$4" ssh -F none -p "$1" -b "$2" -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR \
    -o PreferredAuthentications=password -o NumberOfPasswordPrompts=1 -o ConnectTimeout=8 "$3@127.0.0.1" "$5" >/dev/null 2>&1 </dev/null
}
commands=(true 'sudo -n /usr/bin/id' 'sudo -n /usr/bin/uptime' 'sudo -n /bin/cat /etc/shadow' date)
logins() { # port, good, bad
  local n
  for n in $(seq "$2"); do
    login "$1" "127.0.0.$((RANDOM % 20 + 10))" "${users[n % 4]}" "$password" "${commands[n % 5]}" &
    [ $((n % 6)) = 0 ] && wait
  done; wait
  for n in $(seq "$3"); do
    case $((n % 4)) in
      0) login "$1" 127.0.0.77 root wrong true & ;;
      1) login "$1" "127.0.0.7$((n % 10))" oracle wrong true & ;;
      2) login "$1" "127.0.0.$((n + 90))" "${users[n % 4]}" mistyped true & ;;
      3) login "$1" 127.0.0.78 admin wrong true & ;;
    esac
    [ $((n % 8)) = 0 ] && wait
  done; wait
  for n in $(seq 6); do
    ssh -F none -p "$1" -b 127.0.0.40 -i "$work/backupkey" -o IdentitiesOnly=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null \
      -o LogLevel=ERROR svcbackup@127.0.0.1 true >/dev/null 2>&1 </dev/null
  done
}
logins $SSH1 90 64 & logins1=$!
logins $SSH2 26 20 & logins2=$!

# --- PostgreSQL: the e-document system's database ---------------------------------------------------------------------
pgbin=/usr/lib/postgresql/15/bin
install -d -o postgres "$work/pg" "$work/pglog"
runuser -u postgres -- $pgbin/initdb -D "$work/pg" -A trust -E UTF8 --locale=C >/dev/null
cat >>"$work/pg/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
port = $PG
unix_socket_directories = '$work/pglog'
CONF
pgctl() { runuser -u postgres -- $pgbin/pg_ctl -D "$work/pg" -w "$@" >/dev/null 2>&1; }
pgctl -l "$work/pglog/start.log" start
# The accounts are made before statements are logged: a log must not carry a password.
runuser -u postgres -- psql -q -h "$work/pglog" -p $PG -d postgres >/dev/null <<SQL
create role documents login password '$password'; create role reporting login password '$password'; create role dba login superuser password '$password';
create database documents owner documents;
SQL
echo "host all all 127.0.0.0/8 scram-sha-256" >"$work/pg/pg_hba.conf"
cat >>"$work/pg/postgresql.conf" <<CONF
logging_collector = on
log_destination = 'csvlog'
log_directory = '$work/pglog'
log_filename = 'documents.log'
log_connections = on
log_disconnections = on
log_statement = 'ddl'
log_min_duration_statement = 40
log_timezone = 'UTC'
CONF
pgctl -l "$work/pglog/start.log" restart
sql() { PGPASSWORD=$3 PGAPPNAME=$4 psql -q -h 127.0.0.1 -p $PG -U "$1" -d "$2" -c "$5" >/dev/null 2>&1; }
sql documents documents "$password" migrate "create table letter (id bigserial primary key, number text unique, subject text, sent date)"
sql documents documents "$password" migrate "insert into letter (number, subject, sent) select 'ШТ-' || n, 'Өтініш № ' || n, date '2026-01-01' + (n % 320) from generate_series(1, 20000) n"
sql documents documents "$password" migrate "grant select on letter to reporting"
for n in $(seq 170); do
  case $((n % 10)) in
    0) sql reporting documents wrong bi "select 1" ;;
    1) sql stranger documents wrong psql "select 1" ;;
    2) sql reporting documents "$password" bi "select pg_sleep(0.06), count(*) from letter" ;;
    3) sql reporting documents "$password" bi "delete from letter where id = $n" ;;
    4) sql documents documents "$password" edms "insert into letter (number) values ('ШТ-$n')" ;;
    5) sql documents archive "$password" edms "select 1" ;;
    6) sql dba documents "$password" psql "create index letter_sent_$n on letter
  (sent, id)" ;;
    7) sql documents documents "$password" edms "select subjet from letter" ;;
    *) sql documents documents "$password" edms "select count(*) from letter where subject like '%$n%'" ;;
  esac
done
pgctl -m fast stop
cp "$work/pglog/documents.csv" "$out/documents-dbms.csv"

# --- clamd over a mail store; its only signatures are our own ----------------------------------------------------------
mkdir -p "$work"/clamdb "$work"/mail/{aseitova,dkim,norazbaeva,ipetrov}/{cur,new}
eicar='X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST''-FILE!$H+H*'
printf 'Talap.Test.Eicar:0:*:%s\nTalap.Test.Macro:0:*:%s\n' "$(printf %s "$eicar" | od -An -tx1 | tr -d ' \n')" \
  "$(printf %s talap-invented-macro-virus | od -An -tx1 | tr -d ' \n')" >"$work/clamdb/own.ndb"
for box in aseitova dkim norazbaeva ipetrov; do for n in $(seq 100); do
  printf 'Subject: letter %s\n\nbody %s\n' "$n" "$RANDOM" >"$work/mail/$box/cur/$n.eml"; done
  printf 'Subject: invoice\n\n%s\n' "$eicar" >"$work/mail/$box/new/invoice.eml"
  echo 'talap-invented-macro-virus' >"$work/mail/$box/new/order.doc"; done
printf '%s\n' "LogFile $work/mail-antivirus.log" "LogTime yes" "LogClean yes" "LogVerbose yes" "Foreground yes" "DatabaseDirectory $work/clamdb" \
  "LocalSocket $work/clamd.sock" "PidFile $work/clamd.pid" "OfficialDatabaseOnly no" "User root" >"$work/clamd.conf"
clamd -c "$work/clamd.conf" >/dev/null 2>&1 & clamd=$!; pids+=($clamd)
for _ in $(seq 100); do [ -S "$work/clamd.sock" ] && break; sleep 0.1; done
clamdscan -c "$work/clamd.conf" --quiet "$work/mail"; clamdscan -c "$work/clamd.conf" --quiet --multiscan "$work/mail/dkim"; clamdscan --reload -c "$work/clamd.conf"

# --- Wagtail: the portal's content management --------------------------------------------------------------------------
if python3 -m venv "$work/venv" && "$work/venv/bin/pip" install -q 'wagtail==8.0.1' 'django==5.2.19' >/dev/null 2>&1; then
  mkdir "$work/cms"; (cd "$work/cms" && "$work/venv/bin/wagtail" start portal . >/dev/null)
  cat >>"$work/cms/portal/settings/dev.py" <<CONF
LOGGING = {"version": 1, "disable_existing_loggers": False,
  "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s[%(process)d]: %(message)s"}},
  "handlers": {"file": {"class": "logging.FileHandler", "filename": "$work/portal-cms.log", "formatter": "line", "encoding": "utf-8"}},
  "root": {"handlers": ["file"], "level": "INFO"},
  "loggers": {"django.server": {"handlers": ["file"], "level": "INFO", "propagate": False}}}
CONF
  manage() { "$work/venv/bin/python" "$work/cms/manage.py" "$@"; }
  manage migrate -v 0 >/dev/null 2>&1
  DJANGO_SUPERUSER_PASSWORD=$password manage createsuperuser --noinput --username norazbaeva --email editor@saryjaz.example >/dev/null 2>&1
  (cd "$work/cms" && exec "$work/venv/bin/python" manage.py runserver --noreload "127.0.0.1:$CMS") >/dev/null 2>&1 & pids+=($!)
  wait_port $CMS
  PASSWORD=$password python3 - $CMS <<'PYTHON'
import http.cookiejar, os, re, sys, urllib.error, urllib.parse, urllib.request
base = f"http://127.0.0.1:{sys.argv[1]}"
jar = http.cookiejar.CookieJar()
opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
def ask(path, form=None):
    token = next((c.value for c in jar if c.name == "csrftoken"), "")
    data = None if form is None else urllib.parse.urlencode({**form, "csrfmiddlewaretoken": token}).encode()
    try:
        with opener.open(urllib.request.Request(base + path, data), timeout=20) as answer:
            return answer.url, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.url, ""
for word in ("wrong", "mistyped", os.environ["PASSWORD"]):
    ask("/admin/login/")
    ask("/admin/login/", {"username": "norazbaeva", "password": word, "next": "/admin/"})
root = re.search(r"/admin/pages/(\d+)/", ask("/admin/pages/")[1])
titles = ["Сарыжаз жаңалықтары", "Новости города", "Қабылдау кестесі", "График приёма", "Мемлекеттік сатып алу", "Объявления"]
empty = {f"comments-{k}": v for k, v in {"TOTAL_FORMS": 0, "INITIAL_FORMS": 0, "MIN_NUM_FORMS": 0, "MAX_NUM_FORMS": ""}.items()}
made = []
for n in range(24):
    form = {"title": f"{titles[n % 6]} {n}", "slug": f"page-{n}", **empty}
    ask("/admin/pages/add/home/homepage/3/", {**form, "action-publish": "action-publish"})
    made += [int(x) for x in re.findall(r"/admin/pages/(\d+)/edit/", ask("/admin/pages/3/")[1]) if int(x) > 3]
for page in sorted(set(made)):
    form = {"title": f"Түзетілді {page}", "slug": f"edited-{page}", **empty}
    ask(f"/admin/pages/{page}/edit/", {**form, "action-publish": "action-publish"})
    if page % 4 == 0: ask(f"/admin/pages/{page}/unpublish/", {})
    if page % 5 == 0: ask(f"/admin/pages/{page}/delete/", {})
    ask(f"/missing-{page}/")
PYTHON
fi

wait $traffic1 $traffic2 $logins1 $logins2
sleep 17 # until fail2ban has lifted its bans
# Without _MACHINE_ID, which systemd asks to keep to oneself (machine-id(5)).
fields=MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,SYSLOG_FACILITY,SYSLOG_PID,_PID,_UID,_GID,_COMM,_EXE,_CMDLINE,_HOSTNAME,_TRANSPORT
journalctl --namespace=talap -o json --output-fields=$fields --no-pager >"$out/documents-os.json"
for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null; done; pids=()
sleep 2
cp "$work/portal-os.log" "$out/portal-os.log"; cp "$work/network.log" "$out/network-telecom.log"; cp "$work/portal-web.log" "$out/portal-web.log"
for source in mail-antivirus portal-ids portal-cms; do [ -s "$work/$source.log" ] && cp "$work/$source.log" "$out/$source.log"; done
chmod 644 "$out"/*
wc -lc "$out"/*
