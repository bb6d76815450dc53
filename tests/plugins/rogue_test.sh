#!/bin/sh
# Plugins that misbehave, each in its own way, between two sources that do not:
# the host lives and names plugin and rule, the others finish, the store is
# whole and holds what it should.
. tests/tap.sh

store=$TAP_TMP/r.db
folder=$TAP_TMP/rogues
mkdir "$folder"
cd "$folder" || exit 1
for day in 1 2; do
	printf '{"kind":"asset.seen","time":"2026-01-0%dT00:00:00Z","asset":"g%d"}\n' \
		$day $day >good$day.jsonl
done
touch "$TAP_TMP/kept"

settings() { # ROGUE [MEMBERS]
	cat <<-END
		{"sources": [
		  {"name": "one", "plugin": "events", "options": {"path": "good1.jsonl"}},
		  {"name": "rogue", "plugin": "$BUILD/rogue/$1.so"${2:+, $2}},
		  {"name": "two", "plugin": "events", "options": {"path": "good2.jsonl"}}
		]}
	END
}

ask() {
	ask_store "$store" "$1"
}

# What the rogue brought, without what the good ones did.
assets() {
	ask "select coalesce(group_concat(name, ' '), '') from
	    (select name from asset where name not in ('g1', 'g2') order by name)"
}

collect() { # ROGUE [MEMBERS]
	rm -f "$store"*
	settings "$@" >patchlore.json
	(
		# shellcheck disable=SC3045 # dash and bash have it
		ulimit -v "${memory:-unlimited}"
		"$BUILD/patchlore" --store "$store" collect >out 2>&1
	)
	cat out
}

# The others finish and nothing is broken, whatever the rogue did.
unharmed() { # ROGUE
	is "$(sqlite3 -readonly "$store" "select (select count(*) from asset where name in ('g1', 'g2')),
	    (select integrity_check from pragma_integrity_check),
	    (select count(*) from run where source <> 'rogue' and result = 0)")" \
		'2|ok|2' "$1: the others finish and the store is whole"
}

# ROGUE, what is said of it (a pattern), what is kept of it.
rogue() {
	like "$(collect "$1" "${4:-}")" "$2" "$1: said and named"
	is "$(assets)" "$3" "$1: what is kept"
	unharmed "$1"
}

# Each attack is refused by the sandbox, and the run goes on.
contained() { # ROGUE REFUSED...
	name=$1
	shift
	collect "$name" >/dev/null
	is "$(assets)" "$*" "$name: refused"
	unharmed "$name"
}

# Crashes: the signal and the call are told.
rogue crash_in_constructor '^patchlore: rogue: .*crashed \(signal 6' ''
rogue crash_in_open '^patchlore: rogue: .*crashed \(signal 6' ''
rogue crash_after_checkpoint '^patchlore: rogue: .*crashed \(signal 6' kept
rogue crash_in_close '^rogue: 1 new event' kept
rogue exits 'rogue: the worker ended without a word \(exit status 3\)' ''
rogue silent_failure 'rogue: collect returned -5 and did not say why' ''

# Silence and noise.
rogue hangs 'rogue: the plugin said nothing for 1 seconds' '' '"timeout": 1'
rogue spins 'rogue: the plugin said nothing for 1 seconds' '' '"timeout": 1'
# The host does not grow with them: it has 200 MiB of addresses here, and
# AddressSanitizer takes terabytes.
grep -q __asan_init "$BUILD/patchlore" || memory=204800
for flood in floods floods_rejects floods_empty_rejects floods_attributes; do
	rogue $flood 'rogue: plugin test.rogue takes [0-9]* MiB without a checkpoint' ''
done
rogue floods_between_checkpoints '^rogue: 0 new events, 1000000 set aside' ''
memory=
rogue floods_log 'rogue: writes too much; no further line is shown' a
is "$(grep -c '^rogue: line' out)" 0 "floods_log: no escape sequence gets out"
is "$(grep -c '^rogue:  \[2Jline' out)" 1000 "floods_log: the rate is limited"

# Rules of the contract: what breaks one is set aside with its reason.
rogue undeclared_kind '^rogue: 1 new event, 4 set aside' good
rogue huge_strings '^rogue: 1 new event, 3 set aside' good
rogue huge_cursor '^rogue: 1 new event, 1 set aside' good
rogue bad_text '^rogue: 1 new event, 3 set aside' good
rogue wrong_sizes '^rogue: 1 new event, 1 set aside' good
rogue null_pointers '^rogue: 1 new event, 4 set aside' good
rogue nonsense_times '^rogue: 1 new event, [1-3] set aside' good
rogue exports_too_much '^rogue: 1 new event$' good

# Files that are no plugin for this host.
rogue wrong_version 'exports no patchlore_plugin_1.*\(this is 1\)' ''
rogue incomplete 'rogue: .*plugin 1: id, name and version are required' ''
rogue two_faced 'rogue: the plugin described itself in another way' ''

# The frames themselves.
rogue half_frame 'rogue: the worker ended without a word' ''
rogue forged_frame 'rogue: the worker sent an event that breaks the format' ''
rogue forged_protection 'rogue: the worker sent word of its protection that breaks' ''
rogue reports_too_early 'rogue: the plugin reports outside of collect' ''
rogue endless_frame 'rogue: the worker sent a frame of a forbidden length' ''

# What the sandbox refuses.
if "$BUILD/patchlore" --store "$TAP_TMP/s.db" collect --sandbox required \
	events path=good1.jsonl >"$TAP_TMP/required" 2>&1; then
	contained forks refused-fork
	contained execs refused-exec
	contained reads_what_it_must_not refused-environ refused-home \
		refused-passwd refused-root
	contained opens_sockets refused-tcp refused-udp refused-unix
	touch /tmp/patchlore-rogue-kept
	contained writes_files refused-chmod refused-create refused-mkdir \
		refused-unlink
	ok "writes_files: nothing was written or removed" sh -c '
		test ! -e /tmp/patchlore-rogue && test ! -e /tmp/patchlore-rogue-dir &&
		test -e /tmp/patchlore-rogue-kept'
	rm -f /tmp/patchlore-rogue-kept
	contained kills_its_host refused-kill refused-outlive \
		refused-own-session refused-trace
	echo kept >/tmp/patchlore-rogue-meddles
	shared=$(ipcmk -M 4096 | sed 's/.*: //')
	contained meddles did-own-thread refused-affinity refused-empty refused-flags \
		refused-limit refused-outlive refused-outlive-wide \
		refused-owner refused-shared-memory refused-thread refused-turn
	contained signals_its_host did-child refused-everybody refused-group \
		refused-host refused-pidfd refused-queue refused-thread
	ipcrm -m "$shared"
	rm -f /tmp/patchlore-rogue-meddles
	contained many_descriptors refused-descriptors
	# Fallbacks are what the plugin declares, and not what anybody chose.
	collect hides_in_fallbacks '"grant": ["no-paths", "no-programs"]' >/dev/null
	is "$(assets)" "refused-fork refused-passwd" \
		"hides_in_fallbacks: refused, where they are withheld"
	collect hides_in_fallbacks >/dev/null
	is "$(assets)" "did-fork did-passwd" \
		"hides_in_fallbacks: granted as what is declared, else"
	# Root names one file, which opens no other that only root can read.
	echo secret >named && chmod 600 named
	collect borrows_roots_eyes '"options": {"path": "named"}' >/dev/null
	is "$(assets)" "did-doc did-named refused-shadow" \
		"borrows_roots_eyes: refused"
	contained leaves_children did-start
	ok "leaves_children: and they are ended" sh -c '! pgrep -f "^sleep 4242"'
	like "$(ask 'select protection from run')" 'system calls' \
		"the protection in force is kept with every run"
else
	skip "$(cat "$TAP_TMP/required")" "what the sandbox refuses"
fi
if grep -q __asan_init "$BUILD/patchlore-worker"; then
	skip "AddressSanitizer maps terabytes" "memory_bomb, thread_storm"
else
	rogue memory_bomb 'rogue: .*crashed \(signal 6' ''
	contained thread_storm refused-storm
fi

# A plugin that crashes again and again is held, and there is a way out.
collect crash_in_open >/dev/null
retry() {
	"$BUILD/patchlore" --store "$store" collect "$@" rogue 2>&1
}
like "$(retry)" 'rogue: failed 1 time in a row and rests until' \
	"a source that failed rests"
retry --retry >/dev/null
retry --retry >/dev/null
like "$(retry)" 'rogue: is held until its plugin or its settings change' \
	"a plugin that crashed three times is held"
settings good_now '"timeout": 5' |
	sed "s,$BUILD/rogue/good_now,$BUILD/rogue/exports_too_much," >patchlore.json
like "$(retry)" '^rogue: 1 new event' "another plugin in its place is tried"

# By hand.
by_hand() {
	"$BUILD/patchlore" --store "$store" collect "$@" 2>&1
}
like "$(by_hand "$BUILD/libkit.a")" 'cannot be loaded' \
	"a file that is no shared object is told"
cp "$BUILD/rogue/exits.so" "$TAP_TMP/open.so"
chmod 666 "$TAP_TMP/open.so"
like "$(by_hand "$TAP_TMP/open.so")" 'others may change it' \
	"a plugin that others may change is not loaded"
rm -f "$store"*
"$BUILD/patchlore" --store "$store" collect \
	"$BUILD/rogue/ignores_stop.so" >"$TAP_TMP/out" 2>&1 &
collect=$!
tries=300 # of a tenth of a second
until [ "$tries" -eq 0 ] || grep -q checkpointed "$TAP_TMP/out"; do
	tries=$((tries - 1))
	sleep 0.1
done
kill -TERM "$collect"
wait "$collect"
like "$(cat "$TAP_TMP/out")" 'did not stop within 5 seconds' \
	"a plugin that ignores stop is ended"
is "$(assets)" a "and what it had checkpointed is kept"
not_ok "no worker is left behind" pgrep -f "$BUILD/rogue/[a-z_]*[.]so"

# The worker dies with its host.
settings ignores_stop >patchlore.json
"$BUILD/patchlore" --store "$store" collect rogue >/dev/null 2>&1 &
host=$!
for _ in $(seq 100); do
	pgrep -f "$BUILD/rogue/ignores_stop[.]so" >/dev/null && break
	sleep 0.05
done
kill -9 $host
wait $host 2>/dev/null
for _ in $(seq 100); do
	pgrep -f "$BUILD/rogue/ignores_stop[.]so" >/dev/null || break
	sleep 0.05
done
not_ok "a worker dies with its host" \
	pgrep -f "$BUILD/rogue/ignores_stop[.]so"
finish
