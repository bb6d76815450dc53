#!/bin/sh
# Plugins that misbehave: the host lives, says which one did what, and keeps
# what was checkpointed.
. tests/tap.sh

store=$TAP_TMP/r.db

collect() {
	rm -f "$store"*
	"$BUILD/patchlore" --store "$store" collect "$BUILD/rogue/$1.so" 2>&1
}

assets() {
	sqlite3 -readonly "$store" "select group_concat(name) from asset"
}

like "$(collect crash_in_constructor)" 'crash_in_constructor.so: .*crashed' \
	"a crash while loading is told with the plugin's name"
like "$(collect crash_after_checkpoint)" 'crashed \(signal 6' \
	"a crash while collecting is told with its signal"
is "$(assets)" kept "what was checkpointed is kept, what came after is not"
like "$(collect exits)" 'ended without a word \(exit status 3\)' \
	"an exit without a word is told"
like "$(collect silent_failure)" 'did not say why' \
	"a failure without a reason is told as one"
like "$(collect undeclared_kind)" '1 new event, 4 set aside' \
	"what breaks a rule is set aside, the rest is kept"
is "$(assets)" good "and nothing of it reaches the store"
like "$("$BUILD/patchlore" --store "$store" collect "$BUILD/libkit.a" 2>&1)" \
	'cannot be loaded' "a file that is no shared object is told"
cp "$BUILD/rogue/exits.so" "$TAP_TMP/open.so"
chmod 666 "$TAP_TMP/open.so"
like "$("$BUILD/patchlore" --store "$store" collect "$TAP_TMP/open.so" 2>&1)" \
	'others may change it' "a plugin that others may change is not loaded"

rm -f "$store"*
timeout -s INT 1 "$BUILD/patchlore" --store "$store" collect \
	"$BUILD/rogue/ignores_stop.so" >"$TAP_TMP/out" 2>&1
like "$(cat "$TAP_TMP/out")" 'did not stop within 5 seconds' \
	"a plugin that ignores stop is ended"
is "$(assets)" a "and what it had checkpointed is kept"
ok "no worker is left behind" sh -c '! pgrep -f "ignores_stop[.]so"'
finish
