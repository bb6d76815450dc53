#!/bin/sh
# share_test.sh - a submission from the first key to its withdrawal
#
# As somebody would do it who shares for the first time, and as somebody who
# tries to get around what protects machines.
. tests/tap.sh

store=$TAP_TMP/house.db
folder=$TAP_TMP/house.share
program=$TAP_TMP/program.json
export SOURCE_DATE_EPOCH=1784000000 # 2026-07-14, two weeks after the quarter
patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}
preview() {
	patchlore share preview --program "$program" --period 2026Q2 "$@"
}
make() {
	patchlore share make --program "$program" --period 2026Q2 "$@"
}
digest() { # of what a preview or make told
	sed -n 's/^digest //p' "$1"
}
kept() { # a submission's bytes
	cat "$folder/sent/sample-program-2026-Q2-$1.json"
}
rows() {
	patchlore share ledger | grep -c '  reserve  '
}

"$BUILD/fleet" --events 60000 >"$TAP_TMP/fleet.jsonl"
patchlore collect events path="$TAP_TMP/fleet.jsonl" >/dev/null
cat >"$program" <<'EOF'
{
  "id": "sample-program",
  "title": "A program of the tests",
  "surveys": ["patch-speed"],
  "watch": ["KB5034441"]
}
EOF

# ---- Before ----------------------------------------------------------------

refused() { # NAME WHAT COMMAND...
	name=$1 what=$2
	shift 2
	not_ok "$name" "$@"
	like "$("$@" 2>&1)" "$what" "and that is told: $what"
}
refused "without keys there is nothing to share with" "share keys" preview
patchlore share keys >/dev/null
refused "nor without a word of what one is" "share declare" preview
patchlore share declare --sector energy --size 100-499 >/dev/null
refused "a quarter is not told of while it is watched" \
	"until the end of 2026-07-30" preview
SOURCE_DATE_EPOCH=1785500000 # 2026-07-31
refused "a year is for those who share once a year" "2026Q3" \
	patchlore share preview --program "$program" --period 2025
refused "a program that says something unknown is not understood" "host" \
	sh -c "sed 's/title/host/' '$program' >'$program.bad' &&
		'$BUILD/patchlore' --store '$store' share preview \
			--program '$program.bad' --period 2026Q2"
ok "and none of this has cost anything" test ! -e "$folder/ledger.db"

# ---- The preview -----------------------------------------------------------

preview >"$TAP_TMP/first"
like "$(cat "$TAP_TMP/first")" "drawn for this: 0.1 of rho" \
	"a preview tells what it cost"
is "$(rows)" "2" "and the ledger has a row for each table"
preview >"$TAP_TMP/again"
like "$(cat "$TAP_TMP/again")" "costs nothing now" "a second look is free"
is "$(rows)" "2" "and adds no row"
is "$(digest "$TAP_TMP/again")" "$(digest "$TAP_TMP/first")" \
	"and shows the same"
is "$(sed '/^Noise was drawn/d' "$TAP_TMP/first")" \
	"$(sed '/^This was paid/d' "$TAP_TMP/again")" "in the same words"
ok "nothing was made of it" test ! -e "$folder/sent"

# ---- Making ----------------------------------------------------------------

out=$TAP_TMP/out.pls
refused "what nobody agreed to is not written" "nothing was signed" \
	sh -c "echo yes | '$BUILD/patchlore' --store '$store' share make \
		--program '$program' --period 2026Q2 -o '$out'"
refused "nor what somebody agreed to who saw something else" "digest" \
	make -o "$out" --approve b2:00
ok "there is no file" test ! -e "$out"
ok "and nothing is kept" test ! -e "$folder/sent"
word=$(digest "$TAP_TMP/first" | cut -c4-11)
ok "who saw it can agree" sh -c "echo 'share $word' |
	'$BUILD/patchlore' --store '$store' share make \
		--program '$program' --period 2026Q2 -o '$out'"
is "b2:$(kept 1 | b2sum -l 256 | cut -d' ' -f1)" "$(digest "$TAP_TMP/first")" \
	"what is kept are the bytes that were shown"
is "$(sed 's/.*"payload":"\([^"]*\)".*/\1/' "$out" | base64 -d | cksum)" \
	"$(kept 1 | cksum)" "and so is what was signed"
is "$(rows)" "2" "it cost nothing more"
# Every value of the preview, put together again, is the document.
is "$(sed '1,/^EVERY VALUE/d' "$TAP_TMP/first" | grep -c ' = ')" \
	"$(kept 1 | tr ',' '\n' | grep -c .)" "no value goes unseen"

make -o "$TAP_TMP/twice.pls" --approve "$(digest "$TAP_TMP/first")" >/dev/null
ok "made again it is the same file" cmp "$out" "$TAP_TMP/twice.pls"
ok "and no second one is kept" \
	test ! -e "$folder/sent/sample-program-2026-Q2-2.json"

# ---- Checking --------------------------------------------------------------

like "$(patchlore share verify "$out")" "these very bytes" \
	"a submission that was made here is known here"
sed 's/"payload":"./"payload":"f/' "$out" >"$TAP_TMP/changed.pls"
refused "one that was changed is none" "signature" \
	patchlore share verify "$TAP_TMP/changed.pls"
refused "something else is none" "first: is no file that .*share make" \
	patchlore share verify "$TAP_TMP/first"

# ---- Other data ------------------------------------------------------------

cat >"$TAP_TMP/late.jsonl" <<'EOF'
{"kind":"item.detected","time":"2026-05-05T00:00:00Z","asset":"late-1","patch":"P-LATE"}
{"kind":"deploy.installed","time":"2026-05-09T00:00:00Z","asset":"late-1","patch":"P-LATE"}
EOF
patchlore collect --name late events path="$TAP_TMP/late.jsonl" >/dev/null
refused "one machine more is new noise, and that is a decision" "--amend" \
	preview
is "$(rows)" "2" "which nobody stumbles into"
preview --amend >"$TAP_TMP/amended"
is "$(rows)" "4" "an amendment costs as much again"
make --amend -o "$TAP_TMP/second.pls" \
	--approve "$(digest "$TAP_TMP/amended")" >/dev/null
like "$(kept 2)" "\"replaces\":\"$(digest "$TAP_TMP/first")\",.*\"seq\":2" \
	"and names what it replaces"
is "$(kept 1 | grep -o '"bp":' | grep -c .)" "4" "each row has its numbers"
same=$(kept 1 | tr ',[]' '\n' >"$TAP_TMP/a"
	kept 2 | tr ',[]' '\n' | paste -d= "$TAP_TMP/a" - |
		grep -cE '^(-?[0-9]{2,})=\1$')
ok "next to no number is the same as before ($same are)" test "$same" -le 8
sed 's/late-1/late-2/' "$TAP_TMP/late.jsonl" >"$TAP_TMP/later.jsonl"
patchlore collect --name later events path="$TAP_TMP/later.jsonl" >/dev/null
refused "there is not a third time" "cap" preview --amend
is "$(rows)" "4" "and it was not begun"
sed 's/sample-program/other-program/' "$program" >"$TAP_TMP/other.json"
refused "nor for another program: the machines are the same" "cap" \
	patchlore share preview --program "$TAP_TMP/other.json" --period 2026Q2
like "$(patchlore share ledger verify)" "submissions: 2, and kept: 2\$" \
	"the ledger holds, and what was made is what was paid for"
sent=$folder/sent
sed 's/energy/health/' "$sent/sample-program-2026-Q2-2.json" \
	>"$sent/sample-program-2026-Q2-3.json"
refused "a submission that nobody paid for is seen" \
	"Q2-3.json: the ledger knows of no such" patchlore share ledger verify
rm "$sent/sample-program-2026-Q2-3.json"
mv "$sent/sample-program-2026-Q2-1.json" "$TAP_TMP/away"
like "$(patchlore share ledger verify)" "submissions: 2, and kept: 1\$" \
	"and one that is gone"
mv "$TAP_TMP/away" "$sent/sample-program-2026-Q2-1.json"

# ---- Taking back -----------------------------------------------------------

patchlore share withdraw --program "$program" --period 2026Q2 \
	--reason mistake -o "$TAP_TMP/back.pls" >"$TAP_TMP/told"
like "$(patchlore share verify "$TAP_TMP/back.pls")" \
	"withdrawal of $(digest "$TAP_TMP/amended")" \
	"a withdrawal names what it takes back"
like "$(patchlore share verify "$TAP_TMP/second.pls")" "withdrawn since" \
	"which is known from then on"
refused "reasons are of a list" "expected one of" \
	patchlore share withdraw --program "$program" --period 2026Q2 \
	--reason lawyers -o "$TAP_TMP/no.pls"

# ---- Sealed ----------------------------------------------------------------

sed '/"title"/a\  "key": "de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f",' \
	"$program" >"$TAP_TMP/sealed.json"
SOURCE_DATE_EPOCH=1777700000 # 2026-05-02
patchlore share preview --program "$TAP_TMP/sealed.json" --period 2026Q1 \
	>"$TAP_TMP/quarter"
patchlore share make --program "$TAP_TMP/sealed.json" --period 2026Q1 \
	-o "$TAP_TMP/sealed.pls" --approve "$(digest "$TAP_TMP/quarter")" \
	>/dev/null
is "$(head -c 7 "$TAP_TMP/sealed.pls")" "PLSEAL1" \
	"for a program with a key it is sealed"
is "$((($(wc -c <"$TAP_TMP/sealed.pls") - 64) % 4096))" "0" \
	"and its length tells only how many blocks it has"
refused "then nobody else can read it, and neither can we" "sealed" \
	patchlore share verify "$TAP_TMP/sealed.pls"

# ---- Few machines ----------------------------------------------------------

few=$TAP_TMP/few.share
patchlore share keys --folder "$few" >/dev/null
patchlore share declare --folder "$few" --size 1-99 >/dev/null
patchlore share preview --program "$program" --period 2026Q1 \
	--folder "$few" >"$TAP_TMP/few"
like "$(cat "$TAP_TMP/few")" 'layout = "none"' \
	"with fewer than 100 machines there are no tables"
patchlore share make --program "$program" --period 2026Q1 --folder "$few" \
	-o "$TAP_TMP/few.pls" --approve "$(digest "$TAP_TMP/few")" >/dev/null
like "$(patchlore share ledger --folder "$few")" "export" \
	"and the ledger has it as one without noise"
like "$(patchlore share ledger verify --folder "$few")" \
	"submissions: 1, and kept: 1\$" "which holds"

ok "the program that is an example is one" \
	patchlore share preview --program docs/examples/program.json \
	--period 2026Q1 --folder "$few"

# ---- Many machines, and once a year ----------------------------------------

many=$TAP_TMP/many.share
patchlore share keys --folder "$many" >/dev/null
patchlore share declare --folder "$many" --size 500-1999 >/dev/null
patchlore share preview --program "$program" --period 2026Q1 \
	--folder "$many" >"$TAP_TMP/many"
is "$(grep -c '^tables\[.*\.st = ' "$TAP_TMP/many")" "24" \
	"with more than 500 there is a row for each class, urgency and table"
like "$(cat "$TAP_TMP/many")" 'class = "client"' "by their names"
patchlore share declare --folder "$many" --privacy annual >/dev/null
refused "who shares once a year does not share quarters" "a whole year" \
	patchlore share preview --program "$program" --period 2026Q1 \
	--folder "$many"
refused "and caps of the ledger are not changed on the way" "ledger cap annual" \
	patchlore share preview --program "$program" --period 2025 \
	--folder "$many"
yearly=$TAP_TMP/yearly.share
patchlore share keys --folder "$yearly" >/dev/null
patchlore share declare --folder "$yearly" --size 1-99 --privacy annual \
	>/dev/null
patchlore share preview --program "$program" --period 2025 \
	--folder "$yearly" >"$TAP_TMP/year"
like "$(cat "$TAP_TMP/year")" '^period.asof = "2026-03-31"' \
	"a year is watched for 90 days more"
like "$(cat "$TAP_TMP/year")" 'rho_n = 240000000' "at 0.4 of rho"

# ---- Secrets ---------------------------------------------------------------

for key in "$folder"/*.key; do
	od -An -tx1 "$key" | tr -d ' \n'
	echo
	base64 "$key"
done >"$TAP_TMP/secrets"
cat "$TAP_TMP"/*.pls "$TAP_TMP"/first "$TAP_TMP"/told "$TAP_TMP/few" \
	"$folder"/sent/* "$folder"/ledger.db >"$TAP_TMP/all"
ok "there are secrets to look for" test "$(grep -c . "$TAP_TMP/secrets")" -ge 6
not_ok "and none of them is anywhere" \
	grep -qFf "$TAP_TMP/secrets" "$TAP_TMP/all"
is "$(find "$folder" -name '*.key' -perm /077 -o -name '*.key' ! -user "$(id -u)")" \
	"" "keys are for their owner alone"

finish
