#!/bin/sh
# What the table plugin makes of real exports, of files that grow and change,
# and of tables and mappings that are wrong.
. tests/tap.sh

samples=plugins/table/samples
mappings=plugins/table/mappings
store=$TAP_TMP/t.db

# Events as native lines, and what was set aside behind them.
events() { # MAPPING FILE [option=value ...]
	mapping=$1
	file=$2
	shift 2
	"$BUILD/patchlore" plugin run --format json table mapping="$mapping" \
		path="$file" "$@" 2>"$TAP_TMP/err" | sort -u
	grep '^set aside' "$TAP_TMP/err"
	:
}

expect() { # NAME FILE [option=value ...]
	name=$1
	file=$2
	shift 2
	events "$mappings/$name.json" "$samples/$file" "$@" >"$TAP_TMP/got"
	same_file "$TAP_TMP/got" "$samples/$name.expected" \
		"the $name mapping reads its export"
}

expect qualys qualys.csv timezone=UTC
expect nessus nessus.csv
expect openvas openvas.csv
expect aws-ssm aws-ssm.json at=2026-01-02T00:00:00Z asset=vm-1
expect azure azure.json at=2020-04-24T22:30:00Z asset=vm-1
expect get-hotfix get-hotfix.json

like "$("$BUILD/patchlore" plugin run table mapping=$mappings/qualys.json \
	path=$samples/qualys.csv 2>&1)" 'no zone; say which with timezone=' \
	"a zone that nobody gave is asked for"
like "$("$BUILD/patchlore" plugin run table mapping=$mappings/aws-ssm.json \
	path=$samples/aws-ssm.json asset=a 2>&1)" 'say so with at=' \
	"so is the time of an export that has none"
like "$("$BUILD/patchlore" plugin run table mapping=$mappings/qualys.json \
	path=$samples/qualys.csv timezone=Mars/Olympus 2>&1)" \
	'knows no such zone' "a zone must exist"

# ---- CSV

cat >"$TAP_TMP/m.json" <<'X'
{"format": "csv", "events": [
 {"kind": "deploy.installed", "asset": "{host}",
  "time": {"column": "when", "format": "rfc3339"},
  "patch": "{name}={version}", "attrs": {"note": "{note}"}}]}
X
printf '\357\273\277host,when,name,version,note\r\n' >"$TAP_TMP/a.csv"
cat >>"$TAP_TMP/a.csv" <<'X'
a,2026-01-01T00:00:00Z,n,1,"two
lines, ""quoted"""
b,2026-01-01T00:00:00Z,n,1

c,2026-01-01T00:00:00Z,n,1,"x"y
d,2026-01-01T00:00:00Z,n,,
e,yesterday,n,1,
 f ,2026-01-01T00:00:00Z,n,1,5" disk,
g,2026-01-01T00:00:00Z,n,1,last
X
is "$(events "$TAP_TMP/m.json" "$TAP_TMP/a.csv" | sed 's/.*"asset":"\(.\)".*/\1/')" \
"a
g
set aside: a.csv:4: 4 columns, and the first row has 5
set aside: a.csv:6: text behind a closing quote
set aside: a.csv:7: no patch and no vuln: the mapping's columns are empty
set aside: a.csv:8: events[0].time: \"yesterday\": expected a time such as 2026-03-12T02:14:07Z
set aside: a.csv:9: 6 columns, and the first row has 5" \
	"each bad row costs itself and is told with its line"
long=$(printf '%0300d' 0)
{
	echo 'host,when,name,version,note'
	echo 'a,1970-01-01T00:00:01Z,n,1,'
	echo 'b,2101-01-01T00:00:00Z,n,1,'
	printf 'c,2026-01-01T00:00:00Z,n\351,1,\n'
	printf 'd,2026-01-01T00:00:00Z,n,1,\351\n'
	echo "e,2026-01-01T00:00:00Z,n,1,$long"
} >"$TAP_TMP/r.csv"
sed 's/"note"/"vuln"/' "$TAP_TMP/m.json" >"$TAP_TMP/v.json"
is "$(events "$TAP_TMP/v.json" "$TAP_TMP/r.csv")" \
	"set aside: r.csv:2: events[0].time: \"1970-01-01T00:00:01Z\": not between 1980 and 2100
set aside: r.csv:3: events[0].time: \"2101-01-01T00:00:00Z\": not between 1980 and 2100
set aside: r.csv:4: a text that is not UTF-8; convert the export first
set aside: r.csv:5: a text that is not UTF-8; convert the export first
set aside: r.csv:6: events[0].attrs.vuln: more than 255 bytes" \
	"and so does what an event may not hold"
like "$(events "$TAP_TMP/m.json" "$TAP_TMP/a.csv")" 'two lines, \\"quoted\\"' \
	"a field in quotes may hold quotes, the delimiter and line breaks"

printf 'host,when,name,version,note\na,"never closed\n' >"$TAP_TMP/open.csv"
like "$(events "$TAP_TMP/m.json" "$TAP_TMP/open.csv")" \
	'open.csv:2: a quote that is never closed' "an open quote has an end"
printf 'host,when,name\n' >"$TAP_TMP/few.csv"
events "$TAP_TMP/m.json" "$TAP_TMP/few.csv" >/dev/null
like "$(cat "$TAP_TMP/err")" 'there is no column "version"' \
	"a column that the mapping needs must be there"
: >"$TAP_TMP/none.csv"
events "$TAP_TMP/m.json" "$TAP_TMP/none.csv" >/dev/null
like "$(cat "$TAP_TMP/err")" 'the file is empty' "and so must a first row"

sed 's/"csv"/"csv", "delimiter": ";"/' "$TAP_TMP/m.json" >"$TAP_TMP/semi.json"
printf 'host;when;name;version;note\na;2026-01-01T00:00:00Z;n;1;x,y\n' |
	gzip >"$TAP_TMP/semi.csv.gz"
like "$(events "$TAP_TMP/semi.json" "$TAP_TMP/semi.csv.gz")" '"x,y"' \
	"another delimiter, and a compressed file"
sed 's/"csv"/"tsv"/' "$TAP_TMP/m.json" >"$TAP_TMP/tsv.json"
printf 'host\twhen\tname\tversion\tnote\na\t2026-01-01T00:00:00Z\tn\t1\t"x\n' \
	>"$TAP_TMP/a.tsv"
like "$(events "$TAP_TMP/tsv.json" "$TAP_TMP/a.tsv")" '\\"x"' \
	"in TSV a quote is a character"
sed 's/"csv"/"jsonl"/; s/"when"/"$.at.time"/; s/{name}/{list.1}/' \
	"$TAP_TMP/m.json" >"$TAP_TMP/lines.json"
cat >"$TAP_TMP/a.jsonl" <<'X'
{"host":"a","at":{"time":"2026-01-01T00:00:00Z"},"list":["x","n"],"version":2}

{"host":"a"
[1]
X
is "$(events "$TAP_TMP/lines.json" "$TAP_TMP/a.jsonl" | cut -c1-60)" \
'{"kind":"deploy.installed","time":"2026-01-01T00:00:00Z","as
set aside: a.jsonl:3: column 11: '"'}' expected near end of fi"'
set aside: a.jsonl:4: expected an object' \
	"JSON lines, with members by path"

# ---- Files that grow, and files that are written anew

collect() {
	"$BUILD/patchlore" --store "$store" collect --name t table "$@" 2>&1
}
rows() { # FIRST LAST: the header is not among them
	seq "$1" "$2" | sed 's/.*/h&,2026-01-01T00:00:00Z,n,1,/'
}
# The worked example of the manual page.
example() { # NUMBER: a block of the examples
	sed -n '/^\.Sh EXAMPLES/,$p' docs/man/patchlore-table.7 |
		awk -v n="$1" '/^\.Bd/ { i++; next } /^\.Ed/ { if (i == n) exit; next }
		    i == n'
}
example 1 >"$TAP_TMP/patches.csv"
example 2 >"$TAP_TMP/patches.json"
is "$("$BUILD/patchlore" plugin run table mapping="$TAP_TMP/patches.json" \
	path="$TAP_TMP/patches.csv" | sed '$d')" \
"2026-03-12T07:00:00Z  item.detected         web-14            KB5034441
2026-03-14T01:30:00Z  deploy.installed      web-14            KB5034441
2026-03-14T01:40:00Z  deploy.failed         web-15            KB5034441" \
	"the manual page's example holds"

cd "$TAP_TMP" || exit 1
{ echo host,when,name,version,note; rows 1 12000; } >grow.csv
is "$(collect mapping=m.json path=grow.csv)" "t: 12000 new events" \
	"a long export is read"
is "$(collect mapping=m.json path=grow.csv)" "t: 0 new events" \
	"and not again while it stays"
rows 12001 12005 >>grow.csv
is "$(collect mapping=m.json path=grow.csv)" "t: 5 new events" \
	"what was added to it is read alone"
{ echo host,when,name,version,note; rows 3 12006; } >grow.csv
is "$(collect mapping=m.json path=grow.csv)" \
	"t: 1 new event, 12003 known already" \
	"an export that was written anew is read as a whole"
printf 'z99,2026-01-01T00:00:00Z,n,1,' >>grow.csv
is "$(collect mapping=m.json path=grow.csv)" "t: 1 new event" \
	"a last line without an end is read"
printf '\nz98,2026-01-01T00:00:00Z,n,1,\n' >>grow.csv
is "$(collect mapping=m.json path=grow.csv)" \
	"t: 1 new event, 1 known already" "and what follows it is not lost"
sed 's/{name}/x{name}/' m.json >other.json
is "$(collect mapping=other.json path=grow.csv)" "t: 12006 new events" \
	"with another mapping all is read anew"

# ---- Mappings that are wrong

flaw() { # MAPPING PATTERN
	printf '%s' "$1" >bad.json
	like "$("$BUILD/patchlore" plugin run table mapping=bad.json \
		path=grow.csv 2>&1)" "$2" "told: $2"
}
flaw '{"format":"csv","events":[{"kind":"asset.seen","time":{"column":"t","fromat":"unix"}}]}' \
	'mapping bad.json: events\[0\].time: unknown member "fromat"'
flaw '{"format":"csv",
"events":}' 'mapping bad.json: line 2, column'
flaw '{"format":"csv","events":[{"kind":"asset.sene","time":"at"}]}' \
	'events\[0\]: kind: there is no "asset.sene"'
flaw '{"format":"xls","events":[]}' 'expected csv, tsv, json or jsonl'
flaw '{"format":"csv","events":[{"kind":"asset.seen","time":{"column":"t","format":"%H:%M"}}]}' \
	'events\[0\].time: format: expected .*with a year'
flaw '{"format":"csv","events":[{"kind":"asset.seen","time":"at","asset":"{host"}]}' \
	'events\[0\].asset: a \{ without its \}'
finish
