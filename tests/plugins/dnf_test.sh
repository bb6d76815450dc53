#!/bin/sh
# What the dnf plugin makes of databases, logs and lists.
. tests/tap.sh

samples=plugins/dnf/samples
store=$TAP_TMP/dnf.db
machine=$TAP_TMP/machine

collect() {
	"$BUILD/patchlore" --store "$store" collect dnf "$@" 2>&1
}

ask() {
	ask_store "$store" "$1"
}

events() {
	ask "select at, kind, coalesce(asset, ''), coalesce(subject, '')
	    from event_text order by 1, 2, 4"
}

count() {
	ask "select count(*) from event_text where kind = '$1'"
}

fresh() {
	rm -f "$store"*
}

# ---- The database ---------------------------------------------------------

mkdir "$machine"
sqlite3 "$machine/history.sqlite" <$samples/rhel8/history.sql

collect_machine() {
	collect path="$machine" asset=db release=$samples/rhel8/os-release
}

out=$(collect_machine)
like "$out" "19 new events$" "a database is read"
events >"$TAP_TMP/events"
same_file "$TAP_TMP/events" $samples/rhel8/expected.txt \
	"what it tells is told, two rows of an upgrade as one event"
like "$(collect_machine)" ": 0 new events" "collecting again adds nothing"
is "$(ask "select group_concat(name || '=' || value, ' ') from
    (select a.name, a.value from event_attr a join subject s on s.id = a.subject
    where s.name = 'sudo=1.9.5-2.el8' and a.at = 1768809660000 order by 1)")" \
	"cause=dnf says that it failed command=update sudo from=1.9.5-1.el8 \
to=1.9.5-2.el8" \
	"a failure tells from what to what, and whose command it was"
is "$(ask "select distinct product from event_text
    where subject like 'bash=%'")" pkg:rpm/rhel/bash \
	"os-release tells whose package it is"
is "$(ask "select distinct value from asset_fact where name = 'os'")" \
	"Red Hat Enterprise Linux 8.10" "and names the system"

chmod 400 "$machine/history.sqlite"
chmod 500 "$machine"
fresh
collect_machine >/dev/null
events >"$TAP_TMP/again"
same_file "$TAP_TMP/again" "$TAP_TMP/events" \
	"a database that may only be read is read"
chmod 700 "$machine"
chmod 600 "$machine/history.sqlite"

# The log keeps what SQLite has not put into the database yet.
mkdir "$TAP_TMP/wal"
{
	printf '.dbconfig no_ckpt_on_close on\n'
	printf 'PRAGMA journal_mode = WAL;\n'
	printf 'PRAGMA wal_autocheckpoint = 0;\n'
	cat $samples/rhel8/history.sql
} | sqlite3 "$TAP_TMP/wal/history.sqlite" >/dev/null
(cd "$TAP_TMP/wal" && md5sum ./*) >"$TAP_TMP/before"
ok "a write-ahead log is beside it" test -s "$TAP_TMP/wal/history.sqlite-wal"
fresh
collect path="$machine" history="$TAP_TMP/wal" asset=db \
	release=$samples/rhel8/os-release >/dev/null
events >"$TAP_TMP/again"
same_file "$TAP_TMP/again" "$TAP_TMP/events" "and what it holds counts"
(cd "$TAP_TMP/wal" && md5sum ./*) >"$TAP_TMP/after"
same_file "$TAP_TMP/after" "$TAP_TMP/before" "nothing is written beside it"

fresh
cp $samples/rhel8/dnf.rpm.log* "$machine"
collect_machine >/dev/null
events >"$TAP_TMP/again"
same_file "$TAP_TMP/again" "$TAP_TMP/events" \
	"a log that tells the same adds nothing"
is "$(ask "select place || ' ' || reason from reject")" \
	"dnf.rpm.log:9 expected a package such as openssl-1:1.1.1k-12.el8.x86_64" \
	"a bad line costs that line, and says what was expected"

# More rows than SQLite sorts without a temporary file, which it cannot have.
mkdir "$TAP_TMP/large"
{
	sed '/^INSERT INTO/,$d' $samples/rhel8/history.sql
	echo "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n
	    LIMIT 60000) INSERT INTO rpm SELECT i, 'package-' || i, 0, '1.0',
	    '1.el8', 'x86_64' FROM n;
	    INSERT INTO trans_item SELECT item_id, 1, item_id, 1, 1, 1, 1
	    FROM rpm;
	    INSERT INTO trans VALUES (1, 1767600000, 1767600600, '', '', '8',
	    -1, '', 1, '');"
} | sqlite3 "$TAP_TMP/large/history.sqlite"
fresh
like "$(collect path="$TAP_TMP/large" asset=x)" "60001 new events" \
	"a large one is read within the rights of a plugin"

echo "no database" >"$machine/history.sqlite"
fresh
collect_machine >/dev/null
is "$(ask "select place, reason like '%is no SQLite database' from reject
    where place not like '%:9'")" "history.sqlite|1" \
	"a file that is none is set aside, and the logs are read"
mkdir "$TAP_TMP/damaged"
cp "$machine/history.sqlite" "$TAP_TMP/damaged"
like "$(collect path="$TAP_TMP/damaged" asset=x)" \
	"nothing could be read.*is no SQLite database" \
	"where there is nothing else, that is the reason"
like "$(collect path="$machine" history="$TAP_TMP/nowhere" asset=x)" \
	"nowhere" "a folder that is not there is told"
mkdir "$TAP_TMP/empty"
like "$(collect path="$machine" history="$TAP_TMP/empty" asset=x)" \
	"history.sqlite: No such file .*name the folder" \
	"and one without a database"
like "$(collect path="$TAP_TMP/empty" asset=x)" \
	"there is no history.sqlite, dnf.rpm.log or yum.log" \
	"a folder with nothing is an error that says so"

# ---- dnf.rpm.log alone ----------------------------------------------------

fresh
rm "$machine/history.sqlite"
collect_machine >/dev/null
events >"$TAP_TMP/again"
same_file "$TAP_TMP/again" $samples/rhel8/expected-log.txt \
	"dnf.rpm.log alone tells what it can, by the offset in it"

# ---- yum.log --------------------------------------------------------------

mkdir "$TAP_TMP/yum"
cp $samples/centos7/yum.log* "$TAP_TMP/yum"
touch -d '2026-03-02 12:40:00 UTC' "$TAP_TMP/yum/yum.log"
fresh
out=$(collect path="$TAP_TMP/yum" asset=old timezone=UTC)
like "$out" "12 new events, 1 set aside" "yum.log is read"
events >"$TAP_TMP/events"
same_file "$TAP_TMP/events" $samples/centos7/expected.txt \
	"years come from the files' times and names, and the order of lines"
fresh
collect path="$TAP_TMP/yum" asset=old timezone=Asia/Tokyo \
	timezone=UTC@2026-02-01 >/dev/null
is "$(ask "select at from event_text where kind = 'deploy.rolled_back' or
    subject = 'glibc=2.17-324.el7_9' order by 1 limit 2")" \
	"2025-02-11T14:50:00.000Z
2026-03-02T12:30:00.000Z" "a zone may change on a day"
like "$(collect path="$TAP_TMP/yum" timezone=Mars/Olympus)" \
	'timezone=Mars/Olympus: this machine knows no such zone' \
	"a zone that does not exist is told"

# ---- rpm -qa --last -------------------------------------------------------

collect_lists() {
	collect path="$TAP_TMP/empty" packages="$TAP_TMP/1.txt" \
		packages="$TAP_TMP/2.txt" asset=a
}

fresh
cp $samples/lists/march.txt "$TAP_TMP/1.txt"
cp $samples/lists/march.txt "$TAP_TMP/2.txt"
collect_lists >/dev/null
is "$(ask "select subject from event_text where kind = 'deploy.installed'")" \
	kernel-core=4.18.0-513.el8 "one list shows a patch of kernels alone"
is "$(count product.installed)" 3 "and all else as new on the machine"
fresh
collect_lists >/dev/null
cp $samples/lists/january.txt "$TAP_TMP/2.txt"
collect_lists >/dev/null
is "$(ask "select at, subject from event_text where kind = 'deploy.installed'
    order by 1")" "2026-03-02T00:00:02.000Z|bash=4.4.20-4.el8
2026-03-02T00:00:09.000Z|kernel-core=4.18.0-513.el8" \
	"an earlier one, also if it comes later, shows what was replaced"
like "$(ask 'select place, reason from reject')" \
	"1.txt:4.expected a date in English; run rpm with LC_ALL=C" \
	"a date in another language is set aside, with the way out"

finish
