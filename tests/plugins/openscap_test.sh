#!/bin/sh
# What the openscap plugin makes of OVAL results, XCCDF results and ARF, and of
# XML that means harm.
. tests/tap.sh

samples=plugins/openscap/samples
store=$TAP_TMP/t.db

# Events as native lines, and what was set aside behind them.
events() { # PATH [option=value ...]
	path=$1
	shift
	"$BUILD/patchlore" plugin run --format json openscap path="$path" "$@" \
		2>"$TAP_TMP/err"
	grep '^set aside' "$TAP_TMP/err"
	:
}

expect() { # NAME [option=value ...]
	name=$1
	shift
	events "$samples/$name.xml" "$@" >"$TAP_TMP/got"
	same_file "$TAP_TMP/got" "$samples/$name.expected" "$name.xml is read"
}

expect xccdf timezone=America/New_York
expect oval timezone=Europe/Berlin
expect arf

is "$(events $samples/arf.xml not_found=no | grep -c not_found)" 0 \
	"what was not found is left out where that is wanted"
like "$(events $samples/oval.xml)" 'without a zone; say which with timezone=' \
	"a time without a zone asks for it"
like "$("$BUILD/patchlore" plugin run openscap path=$samples/arf.xml \
	timezone=Mars/Olympus 2>&1)" 'knows no such zone' "a zone must exist"
sed 's/<oval:timestamp>[^<]*<.oval:timestamp>//' $samples/oval.xml >"$TAP_TMP/timeless.xml"
like "$(events "$TAP_TMP/timeless.xml" at=2026-01-01T00:00:00Z)" \
	'"time":"2026-01-01T00:00:00Z","asset":"web-14.example"' \
	"a time that is not there is that of the option"
xz -c $samples/arf.xml >"$TAP_TMP/arf.xml.xz"
is "$(events "$TAP_TMP/arf.xml.xz")" "$(cat $samples/arf.expected)" \
	"a packed report is read"

# ---- What is no report

bad=$TAP_TMP/bad.xml
refused() { # PATTERN NAME: of what stands in $bad
	like "$(events "$bad" asset=a at=2026-01-01T00:00:00Z)" \
		"^set aside: bad.xml$1" "$2"
}
: >"$bad"
refused ':1: no element found' "an empty file"
printf '<a><b>' >"$bad"
refused ':1: no element found' "one that breaks off"
printf '<a>\n</b>' >"$bad"
refused ':2: mismatched tag' "what is no XML"
echo '<oval_definitions/>' >"$bad"
refused ': has no results' "a report without results"
{
	sed '$d' $samples/arf.xml
	sed -n '/TestResult id/,/<.xccdf:TestResult>/p' $samples/arf.xml
	echo '</arf:asset-report-collection>'
} >"$bad"
refused ': has the results of several scans' "two scans in one"

# ---- What means harm

{
	echo '<!DOCTYPE a [<!ENTITY l0 "lol">'
	for i in 1 2 3 4 5 6 7 8 9; do
		p=$((i - 1))
		echo "<!ENTITY l$i \"&l$p;&l$p;&l$p;&l$p;&l$p;&l$p;&l$p;&l$p;\">"
	done
	echo ']><TestResult><target>&l9;</target></TestResult>'
} >"$bad"
refused ':1: a document type' "entities within entities are refused"
printf '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>' \
	>"$bad"
refused ':1: a document type' "and so are those of other files"
printf '<!DOCTYPE a SYSTEM "http://x.example/a.dtd"><a/>' >"$bad"
refused ':1: a document type' "and a document type from elsewhere"
printf '<a>&x;</a>' >"$bad"
refused ':1: undefined entity' "and an entity without one"
awk 'BEGIN { for (i = 0; i < 200; i++) print "<a>" }' >"$bad"
refused ':101: more than 100 elements' "elements without end"
{
	printf '<a b="'
	head -c 9000000 /dev/zero | tr '\0' x
	printf '"/>'
} >"$bad"
refused ':1: a tag of more than 1 MiB' "and a tag without end"

# ---- One scan after the other

mkdir "$TAP_TMP/scans"
cp $samples/arf.xml "$TAP_TMP/scans/1.xml"
sleep 0.1 # else what was only just written is read once more
sed 's/>fail</>pass</; s/"true"/"false"/; s/2026-03-12/2026-03-19/g' $samples/arf.xml \
	>"$TAP_TMP/scans/2.xml"
sleep 0.1
is "$("$BUILD/patchlore" --store "$store" collect --name s openscap \
	path="$TAP_TMP/scans" 2>&1)" "s: 6 new events" "two scans are read"
told=$("$BUILD/patchlore" --store "$store" explain web-14 RHSA-2026:0301 \
	--as-of 2026-04-01)
like "$told" 'fixed after 10080 minutes' \
	"what the second did not find any more is fixed"
like "$told" 'patch-coverage +n 1;' "what was never found is no item"
finish
