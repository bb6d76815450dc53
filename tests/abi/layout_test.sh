#!/bin/sh
# plugin.h only grows, in the ways it promises, from each version on.
. tests/tap.sh

header=sdk/include/patchlore/plugin.h
tool=tests/abi/tool

layout() { # HEADER
	"$tool/layout.sh" "$1"
}

grown() { # RELEASED NEW: what rule was broken, if any
	awk -f "$tool/grown.awk" "$1" "$2"
}

if [ "$(getconf LONG_BIT)" != 64 ]; then
	skip "the layouts kept are those of 64 bits" "plugin.h only grows"
	finish
fi
layout "$header" >"$TAP_TMP/today"

# ---- Today's header --------------------------------------------------------

ok "the contract only grew since tests/abi/layout.golden" \
	grown tests/abi/layout.golden "$TAP_TMP/today"
for folder in tests/abi/1.*; do
	version=${folder##*/}
	layout "$folder/plugin.h" >"$TAP_TMP/$version"
	if [ -f "$folder/CANDIDATE" ]; then
		note "$version is a CANDIDATE: until its release it may change"
		same_file "$header" "$folder/plugin.h" \
			"the candidate $version is today's (make abi-freeze)"
	else
		ok "the contract only grew since $version" \
			grown "$TAP_TMP/$version" "$TAP_TMP/today"
	fi
	newest=$version
done
same_file "$TAP_TMP/$newest" tests/abi/layout.golden \
	"the layout kept is that of the newest header kept, $newest"

is "$(awk '
	$1 == "type" { check(); type = $2; size = $3; end = 0 }
	$1 == "field" && $3 != end { print $2 " begins behind a gap" }
	$1 == "field" { end = $3 + $4 }
	END { check() }
	function check() { if (end != size) print type " ends in a gap" }
	' "$TAP_TMP/today")" "" \
	"structs have no gaps, so the layout names each field"

# ---- The rules of growth ---------------------------------------------------

forbidden() { # NAME PATTERN SED-SCRIPT: an edit of the layout
	sed "$3" "$TAP_TMP/today" >"$TAP_TMP/edited"
	like "$(grown "$TAP_TMP/today" "$TAP_TMP/edited")" "$2" "$1"
}

allowed() { # NAME SED-SCRIPT
	sed "$2" "$TAP_TMP/today" >"$TAP_TMP/edited"
	is "$(grown "$TAP_TMP/today" "$TAP_TMP/edited")" "" "$1"
}

minor=$(awk '$2 == "PLORE_ABI_MINOR" { print $3 }' "$TAP_TMP/today")
up="s/^\(constant PLORE_ABI_MINOR\) .*/\1 $((minor + 1))/"

forbidden "two fields exchanged are told" \
	'after_ms moved .*: a field keeps its place, and a new one goes to' \
	's/time_ms 8 /time_ms 16 /; s/after_ms 16 /after_ms 8 /'
forbidden "a field where another was is told" \
	'plore_event.other is new at offset 32 .*: a new field goes to the end' \
	"$up; s/plore_event.kind/plore_event.other/"
forbidden "a field taken away is told" \
	'took_ms is gone: what was released stays' '/took_ms/d'
forbidden "a struct taken away is told" \
	'plore_entry is gone: what was released stays' '/plore_entry/d'
forbidden "a struct that shrank is told" \
	'plore_plugin shrank .*: a struct never becomes shorter' \
	's/^\(type plore_plugin\) .*/\1 136/'
forbidden "another width is told" 'plore_attr.share .*: widths are fixed' \
	's/^\(field plore_attr.share .*\) 4/\1 8/'
forbidden "growth of a struct without a size is told" \
	'plore_option grew .*: a struct that has no size is final' \
	"$up; s/^\(type plore_option\) .*/\1 40/"
forbidden "another value of a constant is told" \
	'PLORE_E_DATA went from -5 to -9: a constant keeps its value' \
	's/^\(constant PLORE_E_DATA\) .*/\1 -9/'
forbidden "a constant taken away is told" \
	'PLORE_PUBLIC is gone: what was released stays' '/PLORE_PUBLIC/d'
forbidden "an addition under the old number is told" \
	'PLORE_BY_GUESS: an addition needs a higher PLORE_ABI_MINOR' \
	"\$a constant PLORE_BY_GUESS 6"
forbidden "a minor version that counts down is told" \
	'minor versions count up' 's/^\(constant PLORE_ABI_MINOR\) .*/\1 -1/'
allowed "a new constant with a new minor version is fine" \
	"$up; \$a constant PLORE_BY_GUESS 6"
allowed "a new struct with a new minor version is fine" \
	"$up; \$a type plore_new 4"

# ---- From an edited header -------------------------------------------------

mkdir -p "$TAP_TMP/edit/patchlore"
edited=$TAP_TMP/edit/patchlore/plugin.h

edit() { # SED-SCRIPT
	sed "$1" "$header" >"$edited"
	! cmp -s "$header" "$edited" || note "the edit \"$1\" changes nothing"
}

edit 's/^.*int64_t     time_ms;/int64_t early_ms; &/'
layout "$edited" >"$TAP_TMP/edited"
like "$(grown "$TAP_TMP/today" "$TAP_TMP/edited")" 'plore_event.kind moved' \
	"a field in between is seen in the header"
awk -f "$tool/newer.awk" "$header" >"$edited"
layout "$edited" >"$TAP_TMP/edited"
is "$(grown "$TAP_TMP/today" "$TAP_TMP/edited")" "" \
	"new fields at the ends with a new minor version are fine"
is "$(grep -c 'added' "$TAP_TMP/edited")" 5 "newer.awk makes five structs grow"

edit 's/^typedef struct plore_host plore_host;/typedef int plore_handle;\n&/'
like "$(layout "$edited" 2>&1)" '^plore_handle: neither a struct nor a const' \
	"a typedef that the layout would not show is told"
edit 's/^#define PLORE_ABI_MAJOR/#define PLORE_NEW (1 << 3)\n&/'
like "$(layout "$edited" 2>&1)" '^PLORE_NEW: neither a struct nor a const' \
	"a macro that the layout would not show is told"

# ---- Types -----------------------------------------------------------------

types() { # FOLDER with patchlore/plugin.h: what differs, if anything
	"${CC:-cc}" -std=c11 -I"$1" -fsyntax-only tests/abi/types.c 2>&1
}

is "$(types sdk/include)" "" \
	"every field and function has the type it always had"
is "$(sed -n 's/^field \(.*\)\.\(.*\) [0-9]* [0-9]*$/IS(\1, \2,/p' \
	"$TAP_TMP/today" | while read -r line; do
	grep -qF "$line" tests/abi/types.c || echo "$line"
done)" "" "types.c has a line for each field"

retyped() { # NAME FIELD SED-SCRIPT
	edit "$3"
	like "$(types "$TAP_TMP/edit")" "\"?$2 is no longer" "$1"
}

retyped "another sign of a field is told" plore_event.took_ms \
	's/int64_t     took_ms/uint64_t    took_ms/'
retyped "another signature is told" plore_host.reject \
	's/const char \*reason, const char \*input);/const char *reason);/'
retyped "a const taken away is told" plore_plugin.options \
	's/const plore_option \*options/plore_option       *options/'

# ---- Freezing --------------------------------------------------------------

tree=$TAP_TMP/tree
mkdir -p "$tree/tests/abi" "$tree/sdk/include/patchlore"
cp -R "$tool" "$tree/tests/abi/"
cp "$header" "$tree/sdk/include/patchlore/"
ok "a candidate is kept" "$tree/tests/abi/tool/freeze.sh"
ok "and kept again" "$tree/tests/abi/tool/freeze.sh"
same_file "$tree/tests/abi/1.$minor/plugin.h" "$header" "as today's header"
same_file "$tree/tests/abi/layout.golden" "$TAP_TMP/today" "with its layout"
rm "$tree/tests/abi/1.$minor/CANDIDATE"
not_ok "a released version is never written again" \
	"$tree/tests/abi/tool/freeze.sh"
edit "s/^#define PLORE_ABI_MINOR .*/#define PLORE_ABI_MINOR $((minor + 1))/"
cp "$edited" "$tree/sdk/include/patchlore/"
ok "the next one becomes the candidate" "$tree/tests/abi/tool/freeze.sh"
ok "in its own folder" test -f "$tree/tests/abi/1.$((minor + 1))/CANDIDATE"
finish
