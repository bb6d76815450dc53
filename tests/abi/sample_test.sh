#!/bin/sh
# A plugin that is compiled already goes on working: the sample, compiled from
# the header of each version and as each language, is run by today's host, and
# today's by the worker of a version to come.
. tests/tap.sh

headers=$TAP_TMP/headers # a folder for each version, to put behind -I
mkdir -p "$headers/newer/patchlore"
awk -f tests/abi/tool/newer.awk sdk/include/patchlore/plugin.h \
	>"$headers/newer/patchlore/plugin.h"
for folder in tests/abi/1.*; do
	mkdir -p "$headers/${folder##*/}/patchlore"
	cp "$folder/plugin.h" "$headers/${folder##*/}/patchlore/"
done

build() { # NAME FOLDER COMPILER FLAG...
	so=$TAP_TMP/$1.so
	include=$2
	shift 2
	"$@" -shared -fPIC -fvisibility=hidden -Wl,-z,defs -I"$include" \
		-Wall -Werror -o "$so" tests/abi/sample.c
}

collect() { # NAME
	rm -f "$TAP_TMP/store"*
	"$BUILD/patchlore" --store "$TAP_TMP/store" \
		collect --name sample "$TAP_TMP/$1.so" 2>&1
}

# What the sample reports, and what came of the event without its kind.
cat >"$TAP_TMP/expected" <<'X'
2026-01-01T00:00:00.000Z||patch.released||P-1|pkg:generic/sample||
2026-01-01T00:00:02.000Z|2026-01-01T00:00:01.000Z|deploy.failed|a|P-1|pkg:generic/sample|0x80070643|500
2026-01-01T00:00:03.000Z||deploy.installed|a|P-1|pkg:generic/sample||
severity|critical|2
batch|b-7|1
user|root|0
|an event without a kind|
sample:4|no time|<event/>
P-1|CVE-2026-0001
here
X

stored() {
	while read -r query; do
		ask_store "$TAP_TMP/store" "$query"
	done <<-'END'
		select at, after, kind, asset, subject, product, code, took_ms from event_text order by at
		select name, value, share from subject_fact
		select name, value, share from event_attr order by name
		select place, reason, input from reject order by place
		select p.name, v.name from subject_vuln join subject p on p.id = patch join subject v on v.id = vuln
		select cursor from source
	END
}

works() { # SAMPLE NAME
	collect "$1" >"$TAP_TMP/said"
	stored >"$TAP_TMP/stored"
	same_file "$TAP_TMP/stored" "$TAP_TMP/expected" "$2"
	cmp -s "$TAP_TMP/stored" "$TAP_TMP/expected" ||
		note "$(cat "$TAP_TMP/said")"
}

compiler_or_skip() { # NAME COMPILER...: the first that is there, or skipped
	name=$1
	shift
	for compiler in "$@"; do
		! command -v "$compiler" >/dev/null || return 0
	done
	skip "no $* here" "$name"
	return 1
}

# ---- Today's host ----------------------------------------------------------

for folder in tests/abi/1.*; do
	version=${folder##*/}
	candidate=
	[ ! -f "$folder/CANDIDATE" ] || candidate=" (a candidate)"
	build "c-$version" "$headers/$version" "${CC:-cc}" -std=c11
	works "c-$version" "the sample of $version$candidate works, as C11"
	if compiler_or_skip "the sample of $version works, as C++17" g++ \
		clang++; then
		build "cpp-$version" "$headers/$version" "$compiler" -x c++ \
			-std=c++17
		works "cpp-$version" \
			"the sample of $version$candidate works, as C++17"
	fi
done
like "$("$BUILD/patchlore" --store "$TAP_TMP/store" collect --name sample \
	"$TAP_TMP/c-$version.so" 2>&1)" '^sample: 0 new events$' \
	"and gets its own cursor back"
is "$(stored | grep -c 'deploy.installed|a|P-1|pkg:generic/sample||$')" 1 \
	"its shorter event of an earlier day is read no further than its size"

build newer "$headers/newer" "${CC:-cc}" -std=c11 -DNEWER
works newer "a sample of a newer minor version works: additions are ignored"

minor=$(awk '/^#define PLORE_ABI_MINOR / { print $3 }' \
	sdk/include/patchlore/plugin.h)
build needy "$headers/newer" "${CC:-cc}" -std=c11 -DNEWER \
	-DPLORE_MINOR_NEEDED=$((minor + 1))
like "$(collect needy)" "needy.so needs version 1.$((minor + 1)) of the \
plugin contract and this patchlore has 1.$minor; update patchlore" \
	"one that needs the newer version is refused with both numbers"
is "$(stored)" "" "and nothing is stored"

# ---- The worker of a version to come ----------------------------------------

# The flags of the make that runs this test are not for this one.
env -u MAKEFLAGS -u MAKEOVERRIDES make -s BUILD="$TAP_TMP/newer" \
	CC="${CC:-cc}" HARDEN= LDFLAGS= \
	CFLAGS="-O0 -include $headers/newer/patchlore/plugin.h" \
	"$TAP_TMP/newer/patchlore-worker" 2>&1 | sed 's/^/# /'
export PATCHLORE_WORKER="$TAP_TMP/newer/patchlore-worker"
for folder in tests/abi/1.*; do
	version=${folder##*/}
	works "c-$version" "the sample of $version works in a newer worker"
done
build same "$headers/newer" "${CC:-cc}" -std=c11 \
	-DPLORE_MINOR_NEEDED=$((minor + 1))
works same "one that needs the newer version works in that worker"
finish
