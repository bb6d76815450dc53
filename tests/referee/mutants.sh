#!/bin/bash
# mutants.sh - each mistake that somebody could make is seen by a test
#
# A patch in mutants/ makes one mistake, which its first line tells. It is put
# into a copy of the program, and the tests of what is shared are built and run:
# at least one must fail, and then says what it saw. A patch that no longer
# applies, or does not compile, does not count as seen.
set -u
cd "$(dirname "$0")/../.." || exit 1

tests=(gaussian keyed stream noise audit taxonomy rows budget ledger store ballot)
programs=("${tests[@]/#/build/tests/}")
programs=("${programs[@]/%/_test}")
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
count=0
against=0

verdict() { # holds, what
	count=$((count + 1))
	[ "$1" = ok ] || against=$((against + 1))
	echo "$1 $count - $2"
}

build() {
	make -j2 -C "$copy" "${programs[@]}" BUILD=build >"$copy/log" 2>&1
}

# The first test that fails; nothing if none does.
witness() {
	local test

	for test in "${tests[@]}"; do
		(cd "$copy" && "build/tests/${test}_test") >"$copy/log" 2>&1 || {
			echo "$test"
			return
		}
	done
	(cd "$copy" && BUILD=build ONLY='share/integers*' tests/run) \
		>"$copy/log" 2>&1 || echo integers
}

judge() { # patch
	local why seen

	why=$(head -n 1 "$1")
	if ! patch -d "$copy" -p1 -s <"$1" >"$copy/log" 2>&1; then
		verdict "not ok" "does not apply: $(basename "$1")"
		return
	fi
	if ! build; then
		verdict "not ok" "does not compile: $(basename "$1")"
	elif seen=$(witness) && [ -n "$seen" ]; then
		verdict ok "seen by $seen: $why"
	else
		verdict "not ok" "seen by no test: $why"
	fi
	patch -d "$copy" -p1 -s -R <"$1"
}

git ls-files -z core sdk plugins tests surveys reports Makefile |
	xargs -0 cp -a --parents -t "$copy"
build || {
	cat "$copy/log"
	exit 1
}
seen=$(witness)
[ -z "$seen" ] || {
	echo "without any mistake $seen fails:"
	cat "$copy/log"
	exit 1
}
for patch in tests/referee/mutants/*.patch; do
	judge "$patch"
done
echo "1..$count"
[ "$against" -eq 0 ]
