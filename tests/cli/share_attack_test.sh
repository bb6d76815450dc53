#!/bin/sh
# share_attack_test.sh - ways around the promise of docs/privacy.md
#
# Each tries to see noise that nobody paid for, or to have something leave that
# must not. What cannot be stopped is told on that page, not here.
. tests/tap.sh

store=$TAP_TMP/house.db
program=$TAP_TMP/program.json
base=$TAP_TMP/base.share
folder=$TAP_TMP/try.share
export SOURCE_DATE_EPOCH=1785500000 # 2026-07-31
patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}
share() {
	action=$1
	shift
	patchlore share "$action" --folder "$folder" "$@"
}
preview() {
	share preview --program "$program" --period 2026Q2 "$@"
}
rows() {
	share ledger | grep -c '  reserve  '
}
points() { # of each row of the tables of a preview
	sed -n '/^EVERY VALUE/,$s/^ *tables\[[0-9]*\]\.bp.* = //p' "$1"
}
anew() { # a share folder from which one release was seen
	rm -rf "$folder"
	cp -rp "$base" "$folder"
}

"$BUILD/fleet" --events 60000 >"$TAP_TMP/fleet.jsonl"
patchlore collect events path="$TAP_TMP/fleet.jsonl" >/dev/null
cat >"$program" <<'END'
{"id": "sample-program", "title": "A program", "surveys": [], "watch": []}
END
folder=$base
share keys >/dev/null
share declare --size 100-499 >/dev/null
preview >"$TAP_TMP/first"
folder=$TAP_TMP/try.share
points "$TAP_TMP/first" >"$TAP_TMP/points"
ok "there are numbers to attack" test "$(grep -c . "$TAP_TMP/points")" -ge 20

# ---- Other words for the same ----------------------------------------------

same() { # NAME COMMAND...: the numbers are those seen before, and free
	name=$1
	shift
	"$@" >"$TAP_TMP/seen"
	points "$TAP_TMP/seen" >"$TAP_TMP/now"
	ok "$name: the same numbers" cmp "$TAP_TMP/points" "$TAP_TMP/now"
	is "$(rows)" "2" "$name: and no charge"
}
anew
same "the period in other words" \
	share preview --program "$program" --period 2026-Q2
share declare --sector energy --region europe >/dev/null
same "another sector and region" preview
sed 's/A program/Another title/; s/"watch": \[\]/"watch": ["KB5034441"]/' \
	"$program" >"$TAP_TMP/titled.json"
same "another file of the same program" \
	share preview --program "$TAP_TMP/titled.json" --period 2026Q2
same "an amendment of nothing" preview --amend
cp "$store" "$TAP_TMP/copy.db"
same "a copy of the store" "$BUILD/patchlore" --store "$TAP_TMP/copy.db" \
	share preview --folder "$folder" --program "$program" --period 2026Q2

anew
share declare --size 500-1999 >/dev/null
not_ok "tables by class beside the pooled ones are an amendment" preview
is "$(rows)" "2" "which is not begun"
preview --amend >/dev/null
is "$(rows)" "4" "and is paid for"
share declare --size 2000-9999 >/dev/null
preview >/dev/null
is "$(rows)" "4" "a size with the same tables has the same noise"
share declare --size 100-499 >/dev/null
same_again=$(preview | points /dev/stdin | cmp - "$TAP_TMP/points" && echo same)
is "$same_again" "same" "and back again there is nothing new to see"

anew
share declare --privacy strict >/dev/null
not_ok "other noise over the same data waits for the caps" preview --amend
share ledger cap strict --person ann --reason less >/dev/null
not_ok "and then they are used up" preview --amend
is "$(rows)" "2" "so there is none"

anew
rm "$folder/noise-2026.key"
not_ok "a new key is new noise" preview
preview --amend >"$TAP_TMP/seen"
is "$(rows)" "4" "and is paid for"
rm "$folder/noise-2026.key"
not_ok "and a third one is not to be had" preview --amend
is "$(rows)" "4" "nor begun"

for part in ledger.db ledger.head; do
	anew
	rm "$folder/$part"
	not_ok "without $part nothing is released" preview --amend
done

anew
rm "$folder/ledger.db" "$folder/ledger.head"
not_ok "there is no second first ledger for noise that was drawn" preview
like "$(preview 2>&1)" "ledger cap standard" "unless somebody decides so"
share ledger cap standard --person ann --reason 'nothing was released' >/dev/null
ok "who knows what that means" preview
anew
cp -p "$folder/ledger.db" "$folder/ledger.head" "$TAP_TMP"
share make --program "$program" --period 2026Q2 -o "$TAP_TMP/a.pls" \
	--approve "$(sed -n 's/^digest //p' "$TAP_TMP/first")" >/dev/null
ok "one that was made is known" preview
cp -p "$TAP_TMP/ledger.db" "$TAP_TMP/ledger.head" "$folder"
not_ok "an older ledger does not know what was made, and pays for nothing" \
	preview
rm "$folder/ledger.db" "$folder/ledger.head"
not_ok "nor is there a new one" preview

# ---- At once ---------------------------------------------------------------

folder=$TAP_TMP/twice.share
share keys >/dev/null
share declare --size 100-499 >/dev/null
preview >"$TAP_TMP/left" &
preview >"$TAP_TMP/right"
wait
is "$(points "$TAP_TMP/left")" "$(points "$TAP_TMP/right")" \
	"two who look at once see the same"
is "$(rows)" "2" "which is paid for once"
folder=$TAP_TMP/try.share

# ---- A quarter and its year -------------------------------------------------

anew
export SOURCE_DATE_EPOCH=1806600000 # 2027-04-01
not_ok "the year of a quarter is not to be had with it" \
	share preview --program "$program" --period 2026
share declare --privacy annual >/dev/null
not_ok "nor is it with another word for privacy" \
	share preview --program "$program" --period 2026
share ledger cap annual --person ann --person bob --reason try >/dev/null
not_ok "nor when two agree to other caps" \
	share preview --program "$program" --period 2026
is "$(rows)" "2" "for the quarter counts"
rm -rf "$folder"
share keys >/dev/null
share declare --size 100-499 --privacy annual >/dev/null
share preview --program "$program" --period 2025 >/dev/null
share preview --program "$program" --period 2026 >/dev/null
is "$(rows)" "4" "who shares once a year can do so each year"
export SOURCE_DATE_EPOCH=1785500000

# ---- The difference of two ---------------------------------------------------

anew
# A machine whose patch took as long as before, but failed first.
line=$(grep -m 1 '"deploy.installed".*2026-05' "$TAP_TMP/fleet.jsonl")
word() {
	printf '%s' "$line" | sed "s/.*\"$1\":\"\([^\"]*\)\".*/\1/"
}
day=$(word time | cut -c1-10)
cp "$store" "$TAP_TMP/other.db"
printf '{"kind":"deploy.failed","time":"%s","asset":"%s","patch":"%s"}\n' \
	"${day}T00:00:00Z" "$(word asset)" "$(word patch)" >"$TAP_TMP/one.jsonl"
kept=$store
store=$TAP_TMP/other.db
patchlore collect --name one events path="$TAP_TMP/one.jsonl" >/dev/null
preview --amend >"$TAP_TMP/seen"
store=$kept
points "$TAP_TMP/seen" >"$TAP_TMP/now"
equal=$(paste -d= "$TAP_TMP/points" "$TAP_TMP/now" |
	grep -cE '^(-?[0-9]{2,})=\1$')
ok "what changed in one table made all numbers new ($equal are the same)" \
	test "$equal" -le 8
is "$(rows)" "4" "and both tables are paid for"

# ---- Who may look ------------------------------------------------------------

open=$TAP_TMP/open.share
mkdir -m 755 "$open"
not_ok "no token is put where others can read it" \
	patchlore share declare --folder "$open" --size 1-99 \
	--enrol sample-program=s3cret
not_ok "and none is there" grep -rqs s3cret "$open"
anew
chmod 750 "$folder"
for action in "preview --program $program --period 2026Q2" declare ledger \
	"ledger verify" "ledger cap strict --person ann --reason less"; do
	# shellcheck disable=SC2086 # these are words
	not_ok "a folder that others can read is refused by $action" \
		share $action
done
anew
umask 000
share declare --enrol sample-program=s3cret >/dev/null
preview >/dev/null
umask 022
is "$(find "$folder" -name '*.key' -perm /077)" "" \
	"no mask makes keys that others can read"

anew
mkfifo "$TAP_TMP/answer"
# shellcheck disable=SC3045 # the shells that there are know -c
(ulimit -c unlimited 2>/dev/null || ulimit -c hard
	exec "$BUILD/patchlore" --store "$store" share make --folder "$folder" \
		--program "$program" --period 2026Q2 -o "$TAP_TMP/no.pls") \
	<"$TAP_TMP/answer" >"$TAP_TMP/asked" 2>&1 &
asks=$!
exec 3>"$TAP_TMP/answer"
until grep -q '^digest' "$TAP_TMP/asked"; do sleep 0.1; done
like "$(grep 'core file' "/proc/$asks/limits")" "size +0 +" \
	"who works with keys leaves no core file"
exec 3>&-
wait "$asks"
not_ok "and writes nothing that nobody agreed to" test -e "$TAP_TMP/no.pls"

# ---- Words from outside --------------------------------------------------------

esc=$(printf '\033')
printf '{"id": "sample-program", "title": "A \\u001b[31m title", "surveys": [], "watch": []}' \
	>"$TAP_TMP/red.json"
share preview --program "$TAP_TMP/red.json" --period 2026Q2 \
	>"$TAP_TMP/red" 2>&1
not_ok "the title of a program does not speak to the terminal" \
	grep -q "$esc" "$TAP_TMP/red"
for id in ../x Sample 'sample program' sample_program; do
	sed "s|sample-program|$id|" "$program" >"$TAP_TMP/id.json"
	not_ok "no program is called \"$id\"" \
		share preview --program "$TAP_TMP/id.json" --period 2026Q2
done
for set in ../../etc/passwd lesson; do
	sed "s|\"surveys\": \[\]|\"surveys\": [\"$set\"]|" "$program" \
		>"$TAP_TMP/set.json"
	not_ok "no program gets at \"$set\" as a survey" \
		share preview --program "$TAP_TMP/set.json" --period 2026Q2
done

finish
