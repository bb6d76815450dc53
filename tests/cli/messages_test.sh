#!/bin/sh
# What goes wrong is told in a sentence that names the thing, why, and what can
# be done, and the exit status says whose turn it is.
TMPDIR=/tmp # where another user may follow
. tests/tap.sh

work=$TAP_TMP/work
chmod 755 "$TAP_TMP"
mkdir "$work" "$work/folder"
cd "$work" || exit 1
BUILD=$(realpath "$BUILD")
mappings=$OLDPWD/plugins/table/mappings
: >empty
printf 'text\n' >text

patchlore() {
	"$BUILD/patchlore" "$@"
}

tells() { # STATUS SENTENCE WORD...: all that is said, and nothing but that
	tells_status=$1
	tells_text=$2
	shift 2
	got=0
	patchlore "$@" >out 2>err || got=$?
	is "$(cat out err)" "patchlore$tells_text" "patchlore $*"
	is "$got" "$tells_status" "patchlore $*: exit status $tells_status"
}

# ---- Words on the command line ---------------------------------------------

tells 2 ': there is no option "--sotre"; there are --store, --help, --version; see "patchlore --help"' \
	--sotre=x
tells 2 ': --store lacks its value; see "patchlore --help"' --store
tells 2 ' plugin list: there is no option "--x"; there are --format, --help; see "patchlore plugin list --help"' \
	plugin list --x=1
tells 2 ' store: there is no option "-f"; there are --format, --help; see "patchlore store --help"' \
	store -f info
tells 2 ' kpi: --format lacks its value; see "patchlore kpi --help"' kpi --form
tells 2 ' kpi: --help takes no value; see "patchlore kpi --help"' kpi --help=3
tells 2 ' report: --output lacks its value; see "patchlore report --help"' \
	report -o
tells 2 ' explain: --as-of lacks its value; see "patchlore explain --help"' \
	explain web --as-of
tells 2 ' collect: --retry takes no value; see "patchlore collect --help"' \
	collect --retry=1 apt
tells 2 ' plugin run: --grant lacks its value; see "patchlore plugin run --help"' \
	plugin run --grant
tells 2 ' plugin new: --lang lacks its value; see "patchlore plugin new --help"' \
	plugin new x --lang
tells 2 ' plugin check: --timeout lacks its value; see "patchlore plugin check --help"' \
	plugin check --timeout
tells 2 ': there is no verb "kpis"; see "patchlore --help"' kpis

installed=$("$BUILD/patchlore" plugin list | grep -o '^[a-z][a-z]*  ' | tr -d ' ' |
	paste -sd, | sed 's/,/, /g')

# ---- What is no plugin -----------------------------------------------------

tells 2 ': there is no plugin "nope.so"; installed are: '"$installed"'; a file is given with a slash: ./nope.so' \
	plugin check nope.so
tells 2 ': plugin ./nope.so: cannot be found: No such file or directory; name one that "patchlore plugin list" shows, or the path of its file' \
	plugin check ./nope.so
for file in text empty folder; do
	tells 2 ": plugin ./$file: is no shared object for this machine; a plugin is what a compiler links with -shared" \
		plugin check ./$file
done

# ---- Stores ----------------------------------------------------------------

for verb in "store info" "kpi" "report -o page" "collect events path=text"; do
	# shellcheck disable=SC2086 # words
	tells 2 ': store "folder": is a folder; name a file, such as "folder/patchlore.db"' \
		--store folder $verb
done
tells 2 ': store "none/x.db": there is no folder "none"; make it, or name another file' \
	--store none/x.db kpi
tells 1 ': store "x.db": is not there; run patchlore collect first, or name another with --store' \
	--store x.db explain web
tells 1 ': store "text/x.db": cannot be looked for: Not a directory; name a file that this user can reach with --store' \
	--store text/x.db kpi

# ---- Files and folders -----------------------------------------------------

cat >events.jsonl <<'X'
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"a","patch":"p"}
{"kind":"patch.released","time":"2026-01-01T00:00:00Z","patch":"p","attrs":{"severity":"low"}}
{"kind":"item.detected","time":"2026-01-01T00:00:00Z","asset":"a","patch":"q"}
{"kind":"patch.released","time":"2026-01-01T00:00:00Z","patch":"q","attrs":{"severity":"important"}}
X
PATCHLORE_STORE=m.db
SOURCE_DATE_EPOCH=1767312000 # 2026-01-02
export PATCHLORE_STORE SOURCE_DATE_EPOCH
patchlore collect --name hand events path=events.jsonl >/dev/null

tells 2 ': text: is a file and no folder; name a folder that this user may write with -o' \
	report -o text
tells 2 ': folder: cannot be read: Is a directory; --config names the file with the sources' \
	collect --config folder
tells 2 ': none.json: cannot be read: No such file or directory; --config names the file with the sources' \
	collect --config none.json
tells 2 ": events: path=nowhere: cannot be found: No such file or directory; name a path as seen from $work" \
	collect events path=nowhere
tells 2 ': events: option path has no value; expected path=VALUE' \
	collect events path=
tells 2 ': exec: program=./text: cannot be run: Permission denied; name a file that this user may execute (see chmod +x)' \
	collect exec program=./text
tells 2 ': exec: program=./folder: cannot be run: Is a directory; name a file that this user may execute (see chmod +x)' \
	collect exec program=./folder
tells 2 ": table: mapping $work/folder: cannot be read: Is a directory; name a file of at most 1 MiB that says what the columns mean" \
	collect table mapping=folder path=text
tells 2 ": table: path $work/folder: is a folder; name each export in it by a path= of its own" \
	collect table mapping="$mappings/nessus.json" path=folder

mkdir shut
chmod 555 shut
without_rights() { # as a user who may not write there
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --reuid=65534 --regid=65534 --clear-groups "$@"
	else
		"$@"
	fi
}
# A folder below one of root's own cannot be entered by anybody else.
if without_rights test -x "$BUILD/patchlore"; then
	[ "$(id -u)" -eq 0 ] || chmod a-w m.db
	(cd shut && without_rights "$BUILD/patchlore" plugin new mine) 2>err
	is "$(cat err)" \
		"patchlore: folder mine: cannot be made here: Permission denied; go to a folder that this user may write" \
		"plugin new without the right to write"
	is "$(without_rights "$BUILD/patchlore" report -o shut/page 2>&1)" \
		"patchlore: folder shut/page: cannot be made: Permission denied; name a folder that this user may write with -o" \
		"report without the right to write"
	is "$(without_rights "$BUILD/patchlore" store info | head -n 1)" \
		"events   4" "another user's store is read"
	is "$(without_rights "$BUILD/patchlore" collect events path=text 2>&1)" \
		'patchlore: store "m.db": cannot be written: Permission denied; ask its owner for the right, or name another file with --store' \
		"and not written"
	chmod u+w m.db*
else
	skip "another user cannot get here" "what lacks the right to write"
fi

# ---- Mappings by name ------------------------------------------------------

tells 2 ': table: mapping=qualis: there is no mapping "qualis"; installed are: aws-ssm, azure, get-hotfix, nessus, openvas, qualys' \
	collect table mapping=qualis path=text
for name in nessus nessus.json; do
	patchlore plugin run table mapping=$name \
		path="$OLDPWD/plugins/table/samples/nessus.csv" >by-name
	patchlore plugin run table mapping="$mappings/nessus.json" \
		path="$OLDPWD/plugins/table/samples/nessus.csv" >by-path
	ok "the mapping $name gives events" grep -q item.detected by-name
	same_file by-name by-path "the mapping $name is the one that comes along"
done

# ---- Sources ---------------------------------------------------------------

cat >patchlore.json <<'X'
{"sources": [{"name": "web-14", "plugin": "apt"},
  {"name": "fleet", "plugin": "events", "options": {"path": "events.jsonl"}}]}
X
tells 2 ': there is no plugin "web14"; installed are: '"$installed"'; sources in patchlore.json: web-14, fleet' \
	collect web14
tells 2 ': patchlore.json configures no source "web14"; sources in patchlore.json: web-14, fleet' \
	collect fleet web14
printf '{' >patchlore.json
like "$(patchlore collect web14 2>&1)" \
	'^patchlore: there is no plugin "web14"; .*; patchlore.json:1:1: ' \
	"sources that cannot be read are told as well"
printf '{"sources": [], "surces": 1}' >patchlore.json
tells 2 ': patchlore.json: unknown member "surces"; there are: sandbox, sources' \
	collect
rm patchlore.json

out=$(patchlore collect exec program=echo arg=hello 2>err)
is "$?" 1 "a source of which nothing is understood has failed"
like "$out" ': 0 new events, 1 set aside' "it is told how much"
is "$(cat err)" 'patchlore: exec: nothing of what was read became an event; "patchlore store rejects" shows why' \
	"and where to look"
printf '{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"a"}\nx\n' \
	>some.jsonl
ok "one of which something is understood has not" \
	patchlore collect events path=some.jsonl
ok "also when it says the same again" \
	patchlore collect --name again events path=some.jsonl

# ---- Figures of nothing ----------------------------------------------------

patchlore kpi --where severity=hgh --format json >out 2>err
is "$(cat err)" \
	'patchlore: --where severity=hgh: no item has this value; there are: high, low' \
	"a value that no item has is told, with those that there are"
ok "and JSON is JSON" sh -c 'head -n 1 out | grep -qx "{"'
is "$(patchlore kpi --where severity=important --where asset=b 2>&1 >/dev/null)" \
	'patchlore: --where asset=b: no item has this value; there are: a' \
	"not of a condition that leaves something"
is "$(patchlore kpi --where severity=low 2>&1 >/dev/null)" "" \
	"nor where there is something to tell"
like "$(patchlore kpi --as-of 1970-01-01)" \
	'detection clock \(there is no fix to choose it by\)' \
	"where there is nothing, no fix has chosen the clock"

# ---- Curves ----------------------------------------------------------------

if command -v gnuplot >/dev/null; then
	patchlore report -o one >/dev/null
	like "$(cat one/report.md)" '^\*Share .*: high \\\(n = 1\\\); low ' \
		"curves are named in the caption"
	ok "and where they are drawn" grep -q '>[^<]*high<' one/survival.svg
else
	skip "no gnuplot here" "curves are named"
fi
finish
