# shellcheck shell=sh
# tap.sh - what a shell test says, in TAP; source it from the project's root
#
#   . tests/tap.sh
#   is "$(patchlore --version)" "patchlore 0.1.0" "the version is one line"
#   ok "a missing file is an error" test "$status" -eq 2
#   skip "needs root" "drops rights"
#   finish
#
# BUILD and PL_PLUGINS are set by tests/run; $TAP_TMP is a folder that goes
# when the test ends.

: "${BUILD:=$PWD/build}"
TAP_COUNT=0
TAP_FAILED=0
TAP_TMP=$(mktemp -d)
trap 'rm -rf "$TAP_TMP"' EXIT
trap 'exit 1' HUP INT TERM

pass() {
	TAP_COUNT=$((TAP_COUNT + 1))
	echo "ok $TAP_COUNT - $1"
}

fail() {
	TAP_COUNT=$((TAP_COUNT + 1))
	TAP_FAILED=$((TAP_FAILED + 1))
	echo "not ok $TAP_COUNT - $1"
}

# What a query finds in a store, a row a line with | between its columns.
ask_store() { # STORE QUERY
	"$BUILD/patchlore" --store "$1" store sql "$2" | tr '\t' '|'
}

skip() { # REASON NAME
	TAP_COUNT=$((TAP_COUNT + 1))
	echo "ok $TAP_COUNT - $2 # SKIP $1"
}

note() {
	printf '%s\n' "$1" | sed 's/^/# /'
}

ok() { # NAME COMMAND...
	tap_name=$1
	shift
	if "$@" >"$TAP_TMP/.tap" 2>&1; then
		pass "$tap_name"
	else
		fail "$tap_name"
		note "failed: $*"
		sed 's/^/# /' "$TAP_TMP/.tap"
	fi
}

not_ok() { # NAME COMMAND...: the command must fail, and not by a signal
	tap_name=$1
	shift
	tap_status=0
	"$@" >"$TAP_TMP/.tap" 2>&1 || tap_status=$?
	if [ "$tap_status" -gt 0 ] && [ "$tap_status" -lt 128 ]; then
		pass "$tap_name"
	else
		fail "$tap_name"
		note "exit status $tap_status: $*"
		sed 's/^/# /' "$TAP_TMP/.tap"
	fi
}

is() { # GOT EXPECTED NAME
	if [ "$1" = "$2" ]; then
		pass "$3"
	else
		fail "$3"
		note "got:"
		note "$1"
		note "expected:"
		note "$2"
	fi
}

like() { # GOT PATTERN NAME: an extended regular expression on some line
	if printf '%s\n' "$1" | grep -qE -e "$2"; then
		pass "$3"
	else
		fail "$3"
		note "nothing like: $2"
		note "$1"
	fi
}

same_file() { # GOT EXPECTED NAME
	if diff -u "$2" "$1" >"$TAP_TMP/.tap" 2>&1; then
		pass "$3"
	else
		fail "$3"
		sed 's/^/# /' "$TAP_TMP/.tap"
	fi
}

finish() {
	echo "1..$TAP_COUNT"
	[ "$TAP_FAILED" -eq 0 ]
	exit
}
