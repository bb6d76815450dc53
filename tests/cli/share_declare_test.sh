#!/bin/sh
# What an organization says of itself to all programs.
. tests/tap.sh

cd "$TAP_TMP" || exit 1

share() {
	"$BUILD/patchlore" share "$@"
}

like "$(share declare --size 100-499 2>&1)" 'no such folder; .*share keys' \
	"there is a folder before anything is declared"
share keys >/dev/null
is "$(share declare)" "nothing is declared yet" "at first nothing is declared"
like "$(share declare --sector energy 2>&1)" 'say --size, too' \
	"and how many machines there are has no default"
is "$(share declare --size 100-499 --sector energy)" \
	"sector   energy
region   undisclosed
size     100-499 machines
privacy  standard
tables   of all machines together
rows     are told of about 127 machines or more" "size and sector can be told"
is "$(share declare --privacy strict | sed -n '/^[sp]/p')" \
	"sector   energy
size     100-499 machines
privacy  strict" "what is told later is added"
is "$(share declare --size 1-99 | tail -n 1)" \
	"tables   none: too few machines" "few machines have no tables"
is "$(share declare --size 500-1999 | tail -n 2 | head -n 1)" \
	"tables   of each class of machines" "many have one of each class"
is "$(share declare --enrol sample-program=s3cret-token | tail -n 1)" \
	"token    for sample-program" "a token is kept"
not_ok "and not shown" sh -c "'$BUILD/patchlore' share declare | grep s3cret"
is "$(stat -c %a patchlore.share)" 700 "in a folder for its owner alone"

wrong() { # PATTERN NAME WORDS...
	pattern=$1 name=$2
	shift 2
	status=0
	share declare "$@" >out 2>err || status=$?
	is "$status" 2 "$name is refused"
	like "$(cat err)" "$pattern" "and that is told"
}

share declare >before
wrong '"banking"' "a sector that there is not" --sector banking
wrong '"120"' "a number instead of a band" --size 120
wrong '"none"' "a privacy that there is not" --privacy none
wrong 'expected PROGRAM=TOKEN' "a token of no program" --enrol s3cret
wrong 'expected no more words' "a word too many" energy
share declare >after
same_file after before "and nothing of it is kept"

finish
