#!/bin/sh
# What the apt plugin makes of real and of broken logs.
. tests/tap.sh

samples=plugins/apt/samples
store=$TAP_TMP/apt.db

collect() {
	"$BUILD/patchlore" --store "$store" collect apt "$@" 2>&1
}

ask() {
	ask_store "$store" "$1"
}

# "upgrade" lines whose version is installed later, by a reader of its own.
upgrades() {
	awk '$3 == "upgrade" { want[$4] = $6; was[$4] = $5 }
	    $3 == "status" && $4 == "installed" && want[$5] == $6 && was[$5] != $6 {
		n++; delete want[$5] } END { print n + 0 }' "$1"
}

out=$(collect path=$samples/failing changelogs=$samples/failing/doc \
	asset=web timezone=Europe/Berlin)
like "$out" "11 new events, 1 set aside" "a bad line costs that line alone"
ask "select at, kind, coalesce(asset, ''), coalesce(subject, '')
    from event_text order by 1, 2, 4" >"$TAP_TMP/events"
same_file "$TAP_TMP/events" $samples/failing/expected.txt \
	"upgrades, failures, returns and removals are told apart, in true time order"
is "$(ask "select place || ' ' || reason from reject")" \
	"dpkg.log:3 expected a time such as 2026-03-12 02:14:07" \
	"a reject says where it stood and what was expected"
is "$(ask "select group_concat(v.name) from subject_vuln l
    join subject p on p.id = l.patch join subject v on v.id = l.vuln
    where p.name like '%u3' order by v.name")" "CVE-2026-0001,CVE-2026-0002" \
	"a changelog's CVEs are linked to its version"
is "$(collect path=$samples/failing changelogs=$samples/failing/doc \
	asset=web timezone=Europe/Berlin | grep -c '^.*: 0 new events')" 1 \
	"collecting again adds nothing"

rm -f "$store"*
collect path=$samples/kubernetes asset=node timezone=UTC >"$TAP_TMP/out"
is "$(ask "select count(*) from event_text where kind = 'deploy.installed'")" \
	"$(upgrades $samples/kubernetes/dpkg.log)" \
	"every finished upgrade of a real log is one event"
is "$(ask "select count(*) from reject")" 0 "a real log has no bad line"
is "$(ask "select min(at) from event_text where kind = 'asset.seen'")" \
	"$(sed -n '1s/\(.*\) \(..:..:..\) .*/\1T\2.000Z/p' \
		$samples/kubernetes/dpkg.log)" \
	"enrolment is the oldest record"

rm -f "$store"*
ok "a sample of four lines is read" collect path=$samples/plaso asset=x

rm -f "$store"*
mkdir "$TAP_TMP/cut"
# Unpacking goes in steps of 64 KiB; the step with the damage is lost.
awk 'BEGIN { for (i = 0; i < 6000; i++) {
    t = sprintf("2026-02-%02d %02d:%02d:00", 1 + i / 1440, i % 1440 / 60, i % 60)
    print t " upgrade p" i ":all 1 2"; print t " status installed p" i ":all 2"
}}' | gzip -c >"$TAP_TMP/whole.gz"
head -c "$(($(wc -c <"$TAP_TMP/whole.gz") / 2))" "$TAP_TMP/whole.gz" \
	>"$TAP_TMP/cut/dpkg.log.2.gz"
cp $samples/plaso/dpkg.log "$TAP_TMP/cut/dpkg.log"
collect path="$TAP_TMP/cut" asset=x >"$TAP_TMP/out"
like "$(ask 'select place, reason from reject')" 'dpkg.log.2.gz:[0-9]+.*' \
	"a truncated .gz is told, with its line"
ok "and what it held before is kept" test "$(ask \
	"select count(*) from event where asset > 0")" -gt 1000

mkdir "$TAP_TMP/empty"
like "$(collect path="$TAP_TMP/empty")" "there is no dpkg.log and no apt.history.log" \
	"a folder without a log is an error that says so"
like "$(collect path=$samples/plaso asset=x timezone=Mars/Olympus)" \
	'timezone=Mars/Olympus: this machine knows no such zone' \
	"a zone that does not exist is told, and not taken for UTC"
like "$(collect colour=red)" 'no option "colour"; it has: path, timezone' \
	"an option that does not exist is named, and those that do"

# ---- history.log ----------------------------------------------------------

events() {
	ask "select at, kind, coalesce(asset, ''), coalesce(subject, ''),
	    coalesce(code, '') from event_text order by 1, 2, 4"
}

count() {
	ask "select count(*) from event_text where kind = '$1'"
}

# Packages in the lines of history.log that begin so.
listed() {
	sed -n "s/^$1: //p" "$2" | grep -o '([^)]*)' | wc -l
}

rm -f "$store"*
collect path=$samples/unattended asset=web timezone=UTC >"$TAP_TMP/out"
events >"$TAP_TMP/events"
same_file "$TAP_TMP/events" $samples/unattended/expected.txt \
	"runs that failed, were cut off, or are in one log alone, each told once"
is "$(ask "select distinct value from event_attr where name = 'command'
    order by 1")" \
	"/usr/bin/unattended-upgrade
apt-get upgrade" "a failure tells whose command it was"
is "$(ask "select count(*) from reject")" 0 \
	"a purge of what was not installed is no bad line"
is "$(count item.detected)" 0 \
	"copied logs are not held against this machine's packages"

openstack=$samples/openstack
mkdir "$TAP_TMP/history"
cp $openstack/apt/history.log "$TAP_TMP/history"
rm -f "$store"*
collect path=$openstack asset=node timezone=UTC >"$TAP_TMP/out"
both=$(count deploy.installed),$(count product.installed)
is "$both" "$(listed Upgrade $openstack/apt/history.log),$(
	listed Install $openstack/apt/history.log)" \
	"two logs of the same deeds make one event each"
is "$(ask "select distinct substr(product, 1, 14) from event_text
    where product > ''")" "pkg:deb/ubuntu" "Ubuntu is known by its versions"
rm -f "$store"*
collect path="$TAP_TMP/history" asset=node timezone=UTC >"$TAP_TMP/out"
is "$(count deploy.installed),$(count product.installed)" "$both" \
	"history.log alone tells the same"

# ---- What other logs say of the same --------------------------------------

causes() {
	ask "select s.name || ': ' || a.value from event_attr a
	    join subject s on s.id = a.subject where a.name = 'cause'
	    order by a.at, 1"
}

rm -f "$store"*
collect path=$samples/words asset=web timezone=UTC >"$TAP_TMP/out"
events >"$TAP_TMP/events"
same_file "$TAP_TMP/events" $samples/words/expected.txt \
	"a package that a run left out stayed back, whatever is said of the run"
causes >"$TAP_TMP/causes"
same_file "$TAP_TMP/causes" $samples/words/causes.txt \
	"failures are told in the words of the log that knows most of them"
is "$(ask "select count(*) from reject")" 0 "every line is understood"
is "$(collect path=$samples/words asset=web timezone=UTC |
	grep -c '^.*: 0 new events')" 1 "collecting again adds nothing"

rm -f "$store"*
mkdir "$TAP_TMP/term"
cp $samples/kubernetes/apt/term.log "$TAP_TMP/term"
collect path="$TAP_TMP/term" asset=node timezone=UTC >"$TAP_TMP/out"
is "$(count deploy.installed),$(count product.installed)" "$(
	listed Upgrade $samples/kubernetes/apt/history.log),$(
	listed Install $samples/kubernetes/apt/history.log)" \
	"term.log alone tells what history.log would"
rm -f "$store"*
collect path=$samples/kubernetes asset=node timezone=UTC >"$TAP_TMP/out"
is "$(count deploy.installed),$(count product.installed)" "$(
	listed Upgrade $samples/kubernetes/apt/history.log),$(
	listed Install $samples/kubernetes/apt/history.log)" \
	"and three logs of the same deeds make one event each"

if [ "$(id -u)" -eq 0 ]; then
	skip "root may read everything" "a log that is closed costs no reject"
else
	cp -r $samples/words "$TAP_TMP/closed"
	chmod 000 "$TAP_TMP/closed/apt/term.log" \
		"$TAP_TMP/closed/unattended-upgrades"
	rm -f "$store"*
	collect path="$TAP_TMP/closed" asset=web timezone=UTC >"$TAP_TMP/out"
	is "$(ask "select count(*) from reject"),$(count deploy.failed)" 0,6 \
		"a log that is closed costs no reject"
	chmod 700 "$TAP_TMP/closed/unattended-upgrades"
fi

mkdir "$TAP_TMP/words"
cp -r $samples/words/unattended-upgrades $samples/words/aptitude \
	"$TAP_TMP/words"
like "$(collect path="$TAP_TMP/words")" "there is no dpkg.log" \
	"what others say of deeds is none by itself"

# The machine went from Tokyo to Berlin on 2 March.
rm -f "$store"*
collect path=$samples/words asset=web timezone=Asia/Tokyo \
	timezone=Europe/Berlin@2026-03-02 >"$TAP_TMP/out"
is "$(ask "select at from event_text where subject in ('fig=1.0-2',
    'quince=7-2') order by at")" "2026-01-31T21:00:05.000Z
2026-03-03T05:00:09.000Z" "a zone may change on a day"
like "$(collect path=$samples/words asset=x timezone=UTC timezone=UTC)" \
	'a second zone needs the day from which it holds' \
	"and the day must be told"

# ---- What is open ---------------------------------------------------------

machine=$TAP_TMP/machine
mkdir -p "$machine/lists"
cp $samples/lists/dpkg.log $samples/lists/os-release "$machine"

status() { # NAME VERSION WANT ...
	while [ $# -gt 0 ]; do
		printf 'Package: %s\nStatus: %s ok installed\n' "$1" "$3"
		printf 'Architecture: amd64\nVersion: %s\n\n' "$2"
		shift 3
	done >"$machine/status"
}

offer() { # DATE NAME VERSION ...
	archive=$machine/lists/deb.example.org_dists_bookworm-security
	printf 'Origin: Debian\nLabel: Debian-Security\nSuite: %s\n' \
		stable-security >"${archive}_InRelease"
	printf 'Codename: bookworm-security\nDate: %s\nSHA256:\n' "$1" \
		>>"${archive}_InRelease"
	shift
	while [ $# -gt 0 ]; do
		printf 'Package: %s\nArchitecture: amd64\nVersion: %s\n\n' \
			"$1" "$2"
		shift 2
	done | gzip -c >"${archive}_main_binary-amd64_Packages.gz"
}

collect_machine() {
	collect path="$machine" status="$machine/status" \
		lists="$machine/lists" release="$machine/os-release" \
		changelogs="$TAP_TMP/empty" asset=web timezone=UTC
}

backlog() { # CUT-OFF
	"$BUILD/patchlore" --store "$store" kpi backlog --format json \
		--as-of "$1" | tr -d ' \n' | grep -o '"n":[0-9]*'
}

about() { # SUBJECT
	ask "select at, kind from event_text where subject = '$1' order by 1, 2"
}

rm -f "$store"*
status fig 1.0-1 install plum 2.0-1 hold quince 7-1 install
offer 'Mon, 09 Mar 2026 08:00:00 UTC' fig 1.0-2 plum 2.0-2 quince 7-1
collect_machine >"$TAP_TMP/out"
is "$(about fig=1.0-2)" "2026-03-09T08:00:00.000Z|item.detected
2026-03-09T08:00:00.000Z|patch.released" \
	"what the lists offer is open since their date"
is "$(backlog 2026-03-10)" '"n":2' "and counts as open"
is "$(ask "select count(*) from event_text where subject like 'quince=%'
    and kind = 'item.detected'")" 0 "what is up to date is not"
is "$(ask "select group_concat(value) from event_attr where name = 'held'")" \
	yes "a held package is open, and said to be held"
is "$(ask "select group_concat(name || '=' || value, ' ') from
    (select f.name, f.value from subject_fact f join subject s
    on s.id = f.subject where s.name = 'fig=1.0-2' order by 1)")" \
	"suite=bookworm-security type=security vendor=debian" \
	"a candidate has the suite and vendor of its archive"
is "$(ask "select distinct value from asset_fact where name = 'os'")" \
	"Debian 12" "os-release names the system"

offer 'Tue, 10 Mar 2026 08:00:00 UTC' fig 1.0-2 plum 2.0-2 quince 7-1
collect_machine >"$TAP_TMP/out"
is "$(about fig=1.0-2 | grep -c detected)" 1 \
	"renewed lists leave the first detection alone"

# 1.0-3 takes the place of 1.0-2, which was never installed, and plum goes.
offer 'Wed, 11 Mar 2026 08:00:00 UTC' fig 1.0-3 plum 2.0-2 quince 7-1
collect_machine >"$TAP_TMP/out"
{
	echo "2026-03-12 06:00:00 upgrade fig:amd64 1.0-1 1.0-3"
	echo "2026-03-12 06:00:09 status installed fig:amd64 1.0-3"
	echo "2026-03-12 06:00:10 remove plum:amd64 2.0-1 <none>"
	echo "2026-03-12 06:00:11 status not-installed plum:amd64 <none>"
} >>"$machine/dpkg.log"
status fig 1.0-3 install quince 7-1 install
collect_machine >"$TAP_TMP/out"
is "$(about fig=1.0-2 | tail -n 1)" \
	"2026-03-12T06:00:09.000Z|deploy.effective" \
	"what was overtaken takes effect with what overtook it"
is "$(about fig=1.0-3 | tail -n 1)" \
	"2026-03-12T06:00:09.000Z|deploy.installed" \
	"and that is installed"
is "$(about plum=2.0-2 | tail -n 1)" \
	"2026-03-12T06:00:11.000Z|product.removed" \
	"what is open goes with its package"
is "$(backlog 2026-03-20)" '"n":0' "after that, nothing is open"

# No log tells of it, but the status file does.
offer 'Fri, 13 Mar 2026 08:00:00 UTC' quince 7-2
collect_machine >"$TAP_TMP/out"
status fig 1.0-3 install quince 7-2 install
touch -d '2026-03-14 06:00:00 UTC' "$machine/status"
collect_machine >"$TAP_TMP/out"
is "$(about quince=7-2 | tail -n 1)" \
	"2026-03-14T06:00:00.000Z|deploy.effective" \
	"an upgrade that no log tells is dated by the status file"

printf 'Suite: stable\n' >"$machine/lists/broken_InRelease"
like "$(collect_machine; ask 'select place, reason from reject')" \
	"broken_InRelease.expected a Release file with a Date" \
	"a list without a date is set aside"
like "$(collect path="$machine" status="$machine/status")" \
	"both status= and lists=" "one of the two is an error that says so"

# unattended-upgrades says that all is well, and quince stays as it was.
rm -f "$store"*
offer 'Fri, 13 Mar 2026 08:00:00 UTC' quince 7-3 fig 1.0-4
status fig 1.0-3 install quince 7-2 install
collect_machine >"$TAP_TMP/out"
mkdir "$machine/unattended-upgrades"
{
	echo "2026-03-15 06:00:00,001 INFO Starting unattended upgrades script"
	echo "2026-03-15 06:00:03,120 INFO Packages that will be upgraded: quince"
	echo "2026-03-15 06:00:04,120 INFO Package fig is kept back because a" \
		"related package is kept back or due to local" \
		"apt_preferences(5)."
	echo "2026-03-15 06:00:09,700 INFO All upgrades installed"
} >"$machine/unattended-upgrades/unattended-upgrades.log"
collect_machine >"$TAP_TMP/out"
is "$(about quince=7-3 | grep -v released)" \
	"2026-03-13T08:00:00.000Z|item.detected
2026-03-15T06:00:09.000Z|item.still_present" \
	"that all upgrades were installed is no fix of what is open"
is "$(ask "select s.name || ' ' || substr(a.value, 1, 27) from event_attr a
    join subject s on s.id = a.subject where a.name = 'kept_back'
    order by 1")" "fig=1.0-4 Package fig is kept back be
quince=7-3 unattended-upgrades was to " "and why it stayed back is told"
is "$(backlog 2026-03-20)" '"n":2' "both count as open"
is "$(ask "select max(at) from event_text where kind = 'asset.seen'")" \
	2026-03-15T06:00:09.000Z "a machine that looks for upgrades is there"

# ---- Trouble --------------------------------------------------------------

rm -f "$store"*
mkdir -p "$TAP_TMP/odd/dpkg.log.2"
cp $samples/plaso/dpkg.log "$TAP_TMP/odd/dpkg.log-20260101"
cp $samples/failing/dpkg.log "$TAP_TMP/odd/dpkg.log"
collect path="$TAP_TMP/odd" asset=x timezone=UTC >"$TAP_TMP/out"
like "$(ask 'select place, reason from reject')" "^dpkg.log.2:" \
	"a file that cannot be read is set aside, and the rest is read"
is "$(ask "select min(at) like '2009-%' or min(at) < '2020' from event_text
    where kind = 'asset.seen'")" 1 "files rotated by date are read as well"

finish
