#!/bin/sh
# rollout.sh - the log of a home-made rollout script, as native events
#
#     patchlore collect exec program=./rollout.sh arg=/var/log/rollout.log \
#         path=/var/log/rollout.log
#
# A line of the log: Unix seconds, machine, patch, "ok" or an exit status:
#
#     1767225600 web-14 KB5034441 ok
#     1767229200 web-15 KB5034441 17
#
# The cursor is the number of lines that were read. awk does the work; there is
# nothing here that POSIX does not have.
set -eu

if [ $# -ne 1 ]; then
	echo "usage: rollout.sh LOG" >&2
	exit 64 # EX_USAGE
fi
if [ ! -r "$1" ]; then
	echo "$1 cannot be read" >&2
	exit 66 # EX_NOINPUT
fi

exec awk -v before="${PATCHLORE_CURSOR:-0}" -v name="$(basename "$1")" '
# Text as JSON has it, without the bytes that JSON forbids.
function quoted(text) {
	gsub(/[[:cntrl:]]/, " ", text)
	gsub(/\\/, "&&", text)
	gsub(/"/, "\\\"", text)
	return "\"" text "\""
}

function reject(reason) {
	printf "{\"reject\":{\"where\":%s,\"reason\":%s,\"input\":%s}}\n",
	    quoted(name ":" NR), quoted(reason), quoted($0)
}

NR <= before { next }

NF != 4 { reject("expected seconds, machine, patch and result"); next }

$1 !~ /^[0-9]+$/ || length($1) > 11 { reject("expected Unix seconds"); next }

{
	# A time as a number is in milliseconds.
	printf "{\"kind\":\"%s\",\"time\":%s000,\"asset\":%s,\"patch\":%s",
	    $4 == "ok" ? "deploy.installed" : "deploy.failed", $1,
	    quoted($2), quoted($3)
	if ($4 != "ok")
		printf ",\"code\":%s", quoted($4)
	print "}"
}

END { printf "{\"cursor\":\"%d\"}\n", NR }
' "$1"
