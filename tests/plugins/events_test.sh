#!/bin/sh
# Whatever happens to a file between two runs, no event is lost or told twice.
. tests/tap.sh

store=$TAP_TMP/e.db
log=$TAP_TMP/log.jsonl

collect() { # PATH...: what it says behind the name of the source
	for path in "$@"; do
		shift
		set -- "$@" "path=$path"
	done
	"$BUILD/patchlore" --store "$store" collect --name s events "$@" 2>&1
}

event() { # ASSET
	printf '{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"%s"}' "$1"
}

events() { # ASSET...
	for asset; do
		event "$asset"
		echo
	done
}

assets() {
	ask_store "$store" "select coalesce(group_concat(asset, ' '), '')
	    from (select asset from event_text order by asset)"
}

rejects() {
	ask_store "$store" "select count(*) from reject"
}

anew() {
	rm -f "$store"*
}

# ---- Files that were replaced ---------------------------------------------

events a b >"$log"
collect "$log" >/dev/null
events c d e f >"$log"
like "$(collect "$log")" 'read again from its start' \
	"a file replaced by a longer one is told"
is "$(assets)" "a b c d e f" "and nothing of it is lost"
events g >"$log"
collect "$log" >/dev/null
events h >"$log"
collect "$log" >/dev/null
events i b c >"$log"
collect "$log" >/dev/null
is "$(assets)" "a b c d e f g h i" "a shorter one and one as long are read, too"
: >"$log"
collect "$log" >/dev/null
events j >>"$log"
collect "$log" >/dev/null
is "$(assets) $(rejects)" "a b c d e f g h i j 0" "so is one that was emptied"
events k >>"$log"
is "$(collect "$log")" "s: 1 new event" "and one that grew is just read on"

# ---- A last line that is being written ------------------------------------

anew
whole='{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"b","attrs":{"n":"}"}}'
half='{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"b","attrs":{"n":"}"}'
events a >"$log"
printf %s "$half" >>"$log"
out=$(collect "$log")
like "$out" 'unfinished and is left for the next run' \
	"half a line that ends in a brace is left, and told"
is "$(assets) $(rejects)" "a 0" "and is neither an event nor set aside"
events a >"$log"
printf %s "$whole" >>"$log"
is "$(collect "$log")" "s: 1 new event" \
	"a whole line is taken before its end was written"
printf '\nx\n' >>"$log"
events c >>"$log"
collect "$log" >/dev/null
is "$(assets) $(rejects)" "a b c 1" "its end is no line of its own"
is "$(ask_store "$store" 'select place from reject')" "log.jsonl:3" \
	"and the lines behind it keep their numbers"

# ---- What editors and machines leave --------------------------------------

anew
{
	printf '\357\273\277'
	event a
	printf '\r\n\r\n'
	event b
	printf '\r\n'
} >"$log"
is "$(collect "$log")" "s: 2 new events" \
	"a byte order mark, CRLF and empty lines cost nothing"

anew
{
	events a
	event b | tr b '\377'
	echo
	event c | tr c '\0'
	echo
	events d
} >"$log"
like "$(collect "$log")" '2 new events, 2 set aside' \
	"a line with a NUL or a broken character costs itself"

# ---- Folders --------------------------------------------------------------

anew
mkdir "$TAP_TMP/folder"
like "$(collect "$TAP_TMP/folder")" 'no file with ".jsonl" in its name' \
	"an empty folder is told"
events a >"$TAP_TMP/folder/1.jsonl"
events b | gzip >"$TAP_TMP/folder/0.jsonl.gz"
events x >"$TAP_TMP/folder/notes.txt"
mkdir "$TAP_TMP/folder/old.jsonl"
is "$(collect "$TAP_TMP/folder")" "s: 2 new events" \
	"a folder is the files in it with .jsonl in their names"
is "$(assets)" "a b" "packed ones as well, and no others"
events c >"$TAP_TMP/folder/00.jsonl"
events d >>"$TAP_TMP/folder/1.jsonl"
is "$(collect "$TAP_TMP/folder" "$TAP_TMP/folder/1.jsonl")" "s: 2 new events" \
	"new files in it and lines behind old ones are read on the next run"
i=100
while [ $i -lt 230 ]; do
	events "m$i" >"$TAP_TMP/folder/m$i.jsonl"
	[ $i -ge 205 ] || events "n$i" >>"$TAP_TMP/folder/m$i.jsonl"
	i=$((i + 1))
done
is "$(collect "$TAP_TMP/folder")" "s: 235 new events" \
	"a folder of more than a hundred files is read"
is "$(collect "$TAP_TMP/folder")" "s: 0 new events" "and remembered"
while [ $i -lt 330 ]; do
	events "m$i" >"$TAP_TMP/folder/m$i.jsonl"
	i=$((i + 1))
done
like "$(collect "$TAP_TMP/folder")" \
	'195 files that a source may have; use several sources' \
	"one with too many is an error that says what to do"

# ---- Damage ---------------------------------------------------------------

anew
awk 'BEGIN { for (i = 0; i < 3000; i++) printf "{\"kind\":\"asset.seen\"," \
    "\"time\":1700000%06d,\"asset\":\"h%d\"}\n", i, i * 7919 % 3001 }' |
	gzip >"$TAP_TMP/whole.gz"
head -c "$(($(wc -c <"$TAP_TMP/whole.gz") / 2))" "$TAP_TMP/whole.gz" \
	>"$log.gz"
held=$(gzip -dc "$log.gz" 2>/dev/null | wc -l)
like "$(collect "$log.gz")" "s: $held new events, 1 set aside" \
	"a .gz that is cut short gives every line that is whole in it"
cp "$TAP_TMP/whole.gz" "$log.gz"
like "$(collect "$log.gz")" "s: $((3000 - held)) new events" \
	"and the rest when it is whole"

# ---- The fleet in parts ---------------------------------------------------

"$BUILD/fleet" --events 3000 >"$TAP_TMP/all"
for item in 1 10 101; do
	"$BUILD/fleet" --events 3000 --first $item >"$TAP_TMP/parts"
	"$BUILD/fleet" --events 3000 --from $item >>"$TAP_TMP/parts"
	same_file "$TAP_TMP/parts" "$TAP_TMP/all" \
		"a fleet in two parts, the second from item $item, is the fleet"
done
finish
