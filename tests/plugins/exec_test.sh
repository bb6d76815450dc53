#!/bin/sh
# A program in any language as a source: what it says is kept, what it does
# wrong is told, and nothing of it is left behind.
. tests/tap.sh

store=$TAP_TMP/x.db
work=$TAP_TMP/work
examples=$PWD/plugins/exec/examples
sh=$(basename "$(realpath /bin/sh)") # dash, most often
mkdir "$work"

# path= lets the worker read the folder wherever it lies.
collect() { # NAME PROGRAM option=value...
	name=$1
	program=$2
	shift 2
	"$BUILD/patchlore" --store "$store" collect --name "$name" exec \
		program="$program" path="$work" "$@" 2>&1
}

# A shell script given as text.
script() { # NAME TEXT option=value...
	name=$1
	printf '%s\n' "$2" >"$work/$name.sh"
	shift 2
	collect "$name" /bin/sh arg="$work/$name.sh" "$@"
}

ask() {
	ask_store "$store" "$1"
}

events() { # NAME
	ask "select at, kind, asset, subject, coalesce(code, '') from event_text
	    where source = '$1' order by 1, 2, 3"
}

rejects() { # NAME
	ask "select place || ': ' || reason from reject join source on
	    source.id = reject.source where source.name = '$1' order by reject.id"
}

event() { # ASSET
	printf '{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"%s"}\n' \
		"$1"
}

# How many of the processes are left, at the latest after five seconds.
left() { # PID...
	for _ in $(seq 100); do
		alive=0
		for pid; do
			! kill -0 "$pid" 2>/dev/null || alive=$((alive + 1))
		done
		[ $alive -ne 0 ] || break
		sleep 0.05
	done
	echo "$alive"
}

# ---- The examples ----------------------------------------------------------

cat >"$work/rollout.log" <<'X'
1767225600 web-14 KB5034441 ok
1767229200 web-15 KB5034441 17
yesterday web-16 KB5034441 ok
X
rollout() {
	collect rollout "$examples/rollout.sh" arg="$work/rollout.log" \
		path="$examples"
}
is "$(rollout)" "rollout: 2 new events, 1 set aside (patchlore store rejects)" \
	"the example in shell is read"
is "$(events rollout)" \
	"2026-01-01T00:00:00.000Z|deploy.installed|web-14|KB5034441|
2026-01-01T01:00:00.000Z|deploy.failed|web-15|KB5034441|17" "as it says"
is "$(rejects rollout)" "rollout.log:3: expected Unix seconds" \
	"and what it sets aside keeps its place"
printf '%s\n' '1767232800 web"\16 KB5034441 ok' >>"$work/rollout.log"
is "$(rollout)" "rollout: 1 new event" "it goes on from its cursor"

if [ -x /usr/bin/python3 ]; then
	cat >"$work/tickets.csv" <<'X'
ticket,machine,update,state,changed,result
7,web-14,KB5034441,new,2026-03-01T09:00:00+01:00,
7,web-14,KB5034441,failed,2026-03-12T03:14:07+01:00,0x80070643
8,"web
15",KB5034441,lost,2026-03-12T03:14:07+01:00,
9,web-16,KB5034441,done,2026-03-12T03:14:07,
X
	tickets() {
		collect tickets /usr/bin/python3 arg="$examples/tickets.py" \
			arg="$work/tickets.csv" path="$examples"
	}
	is "$(tickets)" "tickets: 2 new events, 2 set aside (patchlore store rejects)" \
		"the example in Python is read"
	is "$(events tickets)" \
		"2026-03-01T08:00:00.000Z|item.detected|web-14|KB5034441|
2026-03-12T02:14:07.000Z|deploy.failed|web-14|KB5034441|0x80070643" "as it says"
	is "$(rejects tickets)" "tickets.csv:5: state: lost is not known
tickets.csv:6: changed: 2026-03-12T03:14:07 has no offset" \
		"and what it sets aside keeps its place"
	echo '7,web-14,KB5034441,done,2026-03-13T03:00:00+01:00,' \
		>>"$work/tickets.csv"
	is "$(tickets)" "tickets: 1 new event" "it goes on from its cursor"
	head -n 2 "$work/tickets.csv" >"$work/short.csv"
	mv "$work/short.csv" "$work/tickets.csv"
	like "$(tickets)" 'ended with exit status 65, .*: the file has fewer rows' \
		"a file that was replaced is told in its own words"
else
	skip "no /usr/bin/python3" "the example in Python"
fi

# ---- The lines -------------------------------------------------------------

out=$(script lines "
echo '{\"log\":\"page 3\"}'
echo '{\"log\":\"page 4 is slow\",\"level\":\"warn\"}'
echo 'by the way' >&2
echo '{\"reject\":{\"where\":\"x.csv:7\",\"reason\":\"no date\",\"input\":\"7;\"}}'
echo '{\"reject\":{\"reason\":\"no place\"}}'
echo '{\"kind\":\"asset.vanished\",\"time\":0,\"asset\":\"a\"}'
echo nonsense
echo
echo '{\"cursor\":\"a\",\"cursor\":\"b\"}'
head -c 2000000 /dev/zero | tr '\\0' x
echo
echo '{\"kind\":\"asset.seen\",\"time\":\"2026-01-01T00:00:00Z\"}'
printf '{\"kind\":\"asset.seen\",\"time\":\"2026-01-02T00:00:00Z\"}'
" asset=default)
like "$out" '^lines: 2 new events, 6 set aside' \
	"each bad line costs itself, one of 2 MB too"
is "$(rejects lines)" "x.csv:7: no date
$sh:4: no place
$sh:5: an event of a kind that does not exist
$sh:6: column 1: expected {
$sh:8: column 23: member \"cursor\" is there twice
$sh:9: a line longer than 1 MiB" "and is set aside with its place"
is "$(ask "select asset from event_text where source = 'lines'")" "default
default" "asset= stands in, and a last line without an end counts"
like "$out" '^exec: page 4 is slow' "what it logs is shown"
like "$out" '^exec: by the way' "and what it writes to standard error"

# ---- Cursors ---------------------------------------------------------------

cat >"$work/cursor.sh" <<X
echo "{\"log\":\"[\${PATCHLORE_CURSOR-none}]\",\"level\":\"warn\"}"
echo '$(event one)'
[ -n "\${PATCHLORE_CURSOR-}" ] || echo '{"cursor":"page 1"}'
echo '$(event two)'
X
collect cursor /bin/sh arg="$work/cursor.sh" >"$TAP_TMP/1"
collect cursor /bin/sh arg="$work/cursor.sh" >"$TAP_TMP/2"
collect cursor /bin/sh arg="$work/cursor.sh" >"$TAP_TMP/3"
like "$(cat "$TAP_TMP/1")" '^exec: \[none\]' "the first time there is no cursor"
like "$(cat "$TAP_TMP/1")" '^cursor: 2 new events' \
	"events behind the last cursor are kept"
like "$(cat "$TAP_TMP/2")" '^exec: \[page 1\]' "the next time it is handed over"
like "$(cat "$TAP_TMP/3")" '^exec: \[page 1\]' \
	"and stays where no new one is given"
like "$(cat "$TAP_TMP/3")" '^cursor: 0 new events' "repeats change nothing"

# ---- Ends ------------------------------------------------------------------

ends() { # STATUS PATTERN EXIT
	script "end$1" "$(printf "echo '%s'\necho sorry >&2\nexit %d" \
		"$(event "end$1")" "$1")" >"$TAP_TMP/out"
	is $? "$3" "exit status $1: patchlore's is $3"
	like "$(cat "$TAP_TMP/out")" "^patchlore: end$1: .*status $1$2: sorry" \
		"exit status $1 is told with the last words"
}
ends 1 '' 1
ends 65 ', its input makes no sense' 1
ends 75 ', it may work later' 1
ends 77 ', it was not allowed to.*' 2
ends 78 ', its settings are wrong' 2
is "$(ask "select count(*) from event_text where source like 'end%'")" 5 \
	"what a program wrote before it failed is kept"
# shellcheck disable=SC2016 # for the script to expand
like "$(script signal 'kill -SEGV $$')" "$sh was ended by signal 11" \
	"a signal is told"
like "$(collect none "$work/no-such-program")" 'No such file' \
	"a program that is not there is told"
printf '#!%s\n' "$work/no-interpreter" >"$work/broken"
chmod 755 "$work/broken"
like "$(collect none "$work/broken")" 'broken cannot be started: No such file' \
	"and one whose interpreter is not"

# ---- Pipes and time --------------------------------------------------------

is "$(script both "
i=0
while [ \$i -lt 3000 ]; do
	echo '$(event both)'
	printf '%0100d\n' \$i >&2
	i=\$((i + 1))
done" | tail -n 1)" "both: 1 new event, 2999 known already" \
	"a program that fills both pipes never hangs"
start=$(date +%s)
like "$(script silent "trap '' TERM
echo '$(event silent)'
while :; do sleep 1; done" timeout=1)" 'wrote nothing for 1 seconds and was ended' \
	"a silent program is ended, though it ignores TERM"
ok "soon" test $(($(date +%s) - start)) -lt 15
is "$(ask "select count(*) from event_text where source = 'silent'")" 1 \
	"and what it had written is kept"
like "$(script left "sleep 4343 &
echo '$(event left)'")" '^left: 1 new event' \
	"what a program leaves running does not keep us"
not_ok "and is ended" pgrep -f '^sleep 4343'

# ---- Stop, and a worker that dies ------------------------------------------

# shellcheck disable=SC2016 # for the script to expand
stays='trap "echo {\"log\":\"bye\"}; exit 0" TERM
sleep 4344 & echo "{\"log\":\"pids $$ $!\",\"level\":\"warn\"}"; wait'
pids() { # FILE: once they are told
	for _ in $(seq 200); do
		grep -q pids "$1" && break
		sleep 0.05
	done
	sed -n 's/.*pids //p' "$1"
}
for signal in INT KILL; do
	# Not in a function, which would be a process between it and us.
	printf '%s\n' "$stays" >"$work/stays.sh"
	"$BUILD/patchlore" --store "$store" collect --name "stays$signal" exec \
		program=/bin/sh arg="$work/stays.sh" path="$work" \
		>"$TAP_TMP/stays" 2>&1 &
	host=$!
	# shellcheck disable=SC2046 # two words
	set -- $(pids "$TAP_TMP/stays")
	kill -s "$signal" $host
	wait $host 2>/dev/null
	ok "$signal: there were two processes" test $# -eq 2
	if [ $signal = INT ]; then
		is "$(left "$@")" 0 "INT: both end"
		like "$(cat "$TAP_TMP/stays")" 'stopped; what was' "INT: that is told"
	else
		is "$(left "$1")" 0 "KILL: the program ends with its worker"
		kill "$2" # nobody is left who could
	fi
done

# ---- What it is given ------------------------------------------------------

# shellcheck disable=SC2016 # for the script to expand
is "$(SECRET=1 HOME=/root script environment 'env | sed "s/=.*//" |
	grep -vxE "LANG|LC_ALL|LC_CTYPE|PATH|TZ|PWD|OLDPWD|SHLVL|_" >&2; :')" \
	"environment: 0 new events" "its environment is what the manual says"
if "$BUILD/patchlore" --store "$TAP_TMP/s.db" collect --sandbox required exec \
	program=/bin/true >"$TAP_TMP/required" 2>&1; then
	like "$(script shadow 'cat /etc/shadow')" 'shadow: Permission denied' \
		"it reads only what it was given"
	like "$(script write "echo x >$work/new")" "new: Permission denied" \
		"and writes nothing"
else
	skip "$(cat "$TAP_TMP/required")" "what the sandbox refuses"
fi

# ---- patchlore-exec(7) -----------------------------------------------------

# What stands between ".Bd" and ".Ed", with its escapes undone. N is which.
shown() { # N
	awk -v n="$1" '/^\.Bd/ { reading = ++count == n; next }
	    /^\.Ed/ { reading = 0 } reading' "$page" |
		sed 's/^\\&//; s/\\e/\\/g'
}
page=docs/man/patchlore-exec.7
mkdir "$work/manual"
shown 1 >"$work/manual/rollout.log"
shown 2 >"$work/manual/rollout.sh"
chmod 755 "$work/manual/rollout.sh"
shown 3 >"$work/commands"
(
	cd "$work/manual" || exit 1
	PATH=$BUILD:$PATH PATCHLORE_STORE=$TAP_TMP/manual.db sh -e "$work/commands"
) >"$TAP_TMP/out" 2>&1
is "$(tail -n 1 "$TAP_TMP/out")" "rollout: 2 new events" \
	"the example of the manual works as it stands"
is "$(sed -n '/^static const plore_option options/,/{0}/p' plugins/exec/exec.c |
	grep -o '{"[a-z]*"' | tr -d '{"' | sort)" \
	"$(sed -n '/^The options:/,/^\.El/s/^\.It Cm //p' $page | sort)" \
	"and it names each option"
finish
