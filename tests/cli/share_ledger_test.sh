#!/bin/sh
# What was released and what it cost: listed, checked, and capped.
. tests/tap.sh

data=$PWD/tests/data/ledger
golden=$PWD/tests/cli
cd "$TAP_TMP" || exit 1
SOURCE_DATE_EPOCH=1796083200 # 2026-12-01
export SOURCE_DATE_EPOCH

# What it says, and its exit status on the last line unless that is 0.
ledger() {
	status=0
	"$BUILD/patchlore" share ledger "$@" 2>&1 || status=$?
	[ "$status" -eq 0 ] || echo "exit $status"
}

# Do something to a copy of the ledger of tests/data, in folder "theirs".
theirs() { # SQL
	rm -rf theirs
	mkdir -m 700 theirs
	sqlite3 theirs/ledger.db <"$data/ledger.sql"
	cp "$data/ledger.head" theirs
	sqlite3 theirs/ledger.db "$1"
}

# ---- Caps ------------------------------------------------------------------

like "$(ledger)" 'share folder "patchlore.share": No such file .*share keys' \
	"there is no ledger without a folder"
mkdir -m 700 patchlore.share
is "$(ledger)" 'patchlore: folder "patchlore.share": there is no ledger in it, nothing was released from here
exit 1' "nor in one that nothing was released from"
is "$(ledger cap standard --person ann --reason start)" \
	"Caps: 0.2 rho a quarter and 0.5 a year, which is any four quarters in a row (standard)." \
	"one person may begin with a profile, and is told what it is"
is "$(ledger | sed -n 3p)" \
	"  1  2026-12-01T00:00:00Z  cap                                ann  0.2 a quarter, 0.5 a year: start" \
	"which is the first row"
is "$(ledger | tail -n 2)" "
Caps: 0.2 rho a quarter and 0.5 a year, which is any four quarters in a row (standard)." \
	"and what may be spent"
is "$(ledger cap annual --person ann --reason more)" \
	"patchlore: to raise a cap takes a second person
exit 1" "to raise one takes a second"
is "$(ledger cap annual --person ann --person ANN --reason more)" \
	'patchlore: "ann" and "ANN" are one person
exit 1' "who is another"
like "$(ledger cap annual --person ann --person bob --reason more)" \
	"^Caps: 0.4 rho a quarter .*annual" "and with two it is done"
like "$(ledger cap strict --person carl --reason careful)" \
	"^Caps: 0.025 rho a quarter .*strict" "to lower one takes one"
like "$(ledger)" '3 .* carl +0.025 a quarter, 0.1 a year: careful$' \
	"and all of that is in rows"
is "$(ledger verify)" "patchlore.share: 3 rows, all of them hold; submissions: 0, and kept: 0" "which hold"
is "$(stat -c '%a %n' patchlore.share/*)" "600 patchlore.share/ledger.db
600 patchlore.share/ledger.head
600 patchlore.share/ledger.lock" "and are their owner's alone"

# ---- A ledger that another program wrote -----------------------------------

theirs ""
is "$(ledger verify --folder theirs)" "theirs: 11 rows, all of them hold; submissions: 3, and kept: 0" \
	"hashes are those that another program computes"
ledger --folder theirs >listed
same_file listed "$golden/share_ledger.txt" "rows, sums and what they mean"
PATCHLORE_SHARE=theirs ledger --format json |
	sed 's/"patchlore": ".*"/"patchlore": "V"/' >listed
same_file listed "$golden/share_ledger.json" "the same as JSON"
like "$(ledger cap strict --folder theirs --person ann --reason x)" "strict" \
	"caps may be set below what is spent"
is "$(ledger verify --folder theirs)" "theirs: 12 rows, all of them hold; submissions: 3, and kept: 0" \
	"and all holds"

# ---- One that somebody changed ---------------------------------------------

theirs "UPDATE entry SET rho_n = 1 WHERE seq = 2"
for form in "" verify "cap strict --person ann --reason x"; do
	# shellcheck disable=SC2086 # words on purpose
	is "$(ledger $form --folder theirs)" \
		'patchlore: ledger of "theirs": row 2 does not hold: what it says is not what its hash was made of
exit 1' "a row that was changed is told by ${form:-the list}"
done
theirs "DELETE FROM entry WHERE seq = 11"
is "$(ledger verify --folder theirs)" \
	'patchlore: ledger of "theirs": rows are missing at its end: there were 11 and there are 10; is it an old copy?
exit 1' "and so is one that is gone"
theirs ""
rm theirs/ledger.head
like "$(ledger verify --folder theirs)" 'ledger.head is gone' "or the head"
theirs ""
rm theirs/ledger.db
like "$(ledger cap strict --person ann --reason x --folder theirs)" \
	'ledger.db is gone, and ledger.head tells of 11 rows' "or the file"

# ---- Words -----------------------------------------------------------------

like "$(ledger --help)" '^Usage: patchlore share ledger' "there is help"
like "$(ledger cap lax --person ann --reason x)" \
	'no profile "lax"; there are strict, standard and annual' \
	"profiles are named"
for words in "cap strict" "cap strict --person ann" "cap strict --reason x" \
	"--person ann" "verify --reason x" "verify more" "cap" "what" \
	"--format csv" \
	"cap strict --person a --person b --person c --reason x"; do
	# shellcheck disable=SC2086 # words on purpose
	is "$(ledger $words | tail -n 1)" "exit 2" "$words: says how it is used"
done
finish
