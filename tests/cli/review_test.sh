#!/bin/sh
# Texts of lessons: read by a person before they may leave, and void when they
# change.
. tests/tap.sh

store=$TAP_TMP/store
unset VISUAL EDITOR
SOURCE_DATE_EPOCH=1796083200
TMPDIR=$TAP_TMP/drafts
mkdir "$TMPDIR"
export SOURCE_DATE_EPOCH TMPDIR

lesson() {
	"$BUILD/patchlore" --store "$store" lesson "$@"
}

# The words that the review of a lesson asks for.
words_of() { # WORD...
	lesson review "$@" </dev/null 2>/dev/null |
		sed -n 's/^Type "\(approve [0-9a-f]*\)".*/\1/p'
}

digest_of() { # WORD...
	lesson review "$@" </dev/null 2>/dev/null | sed -n 's/^digest //p'
}

state() {
	lesson show "${1:-1}" | sed -n 2p
}

approve() {
	words_of 1 --organization "Acme Holding" |
		lesson review 1 --organization "Acme Holding" --role lead
}

# ---- What is shown ---------------------------------------------------------

cat >"$TAP_TMP/events" <<'END'
{"kind":"asset.seen","time":"2026-03-01T00:00:00Z","asset":"gandalf.nyc.acme.example","attrs":{"owner":"Jane Kowalski"}}
{"kind":"asset.seen","time":"2026-03-01T00:00:00Z","asset":"quendor"}
END
"$BUILD/patchlore" --store "$store" collect --name moria events \
	path="$TAP_TMP/events" >"$TAP_TMP/out"
like "$(cat "$TAP_TMP/out")" '2 new events' "there is an inventory"

cat >"$TAP_TMP/lesson.json" <<'END'
{"survey": "lesson",
 "answers": {"kind": {"answer": "issue"}, "month": {"answer": "2026-10"},
  "trigger": {"answer": "GANDALF and que\u00adndor at Acme  Holding hung; <b>Zyx</b> \u0435 &amp; 10.1.2.3"},
  "worked-well": {"answer": "We called Kowalski\u200b first."}}}
END
lesson add "$TAP_TMP/lesson.json" >/dev/null
is "$(state)" "not reviewed" "a new lesson is not reviewed"

lesson review 1 --organization "Acme Holding" </dev/null >"$TAP_TMP/shown" \
	2>"$TAP_TMP/err"
is $? 1 "an end of input approves nothing"
like "$(cat "$TAP_TMP/err")" 'nothing was approved$' "and says so"
sed '/^Type /,$d' "$TAP_TMP/shown" >"$TAP_TMP/got"
cat >"$TAP_TMP/expected" <<'END'
lesson 1: 2 texts to read, scrubbed under the rules RULES with COUNT names

==== 1 of 2: What set it off?

before                                 | after
GANDALF and quendor at Acme  Holding   * [HOST-1] and [HOST-2] at [ORG-1]
END
sed 's/the rules [0-9.]* with [0-9]* names/the rules RULES with COUNT names/
	s/characters that nobody sees, left out: 1//' "$TAP_TMP/got" |
	cat -s | head -n 6 >"$TAP_TMP/head"
same_file "$TAP_TMP/head" "$TAP_TMP/expected" \
	"both sides are shown, and what would leave has no planted name"
like "$(cat "$TAP_TMP/got")" '^  HOST    quendor -> \[HOST-2\]$' \
	"each replacement is told with its kind"
like "$(cat "$TAP_TMP/got")" '^  ORG     Acme  Holding -> \[ORG-1\]$' \
	"and a name of an organization that was given"
like "$(cat "$TAP_TMP/got")" '^  USER    Kowalski -> \[USER-1\]$' \
	"and a person whom the store knows"
like "$(cat "$TAP_TMP/got")" '^  line 1: capital Zyx$' \
	"and each word left to look at"
like "$(cat "$TAP_TMP/got")" '^characters that nobody sees, left out: 1$' \
	"and what nobody sees"
like "$(lesson review 1 </dev/null 2>&1)" \
	'^warning: no name of an organization was given' \
	"who gives no name of an organization is warned"

# ---- Approved --------------------------------------------------------------

for typed in approve yes y 'approve 00000000' 'APPROVE' ''; do
	printf '%s\n' "$typed" | lesson review 1 --role lead >/dev/null 2>&1
	is "$? $(state)" "1 not reviewed" "\"$typed\" does not approve"
done
like "$(approve)" '^.*approved b2:[0-9a-f]{64}$' \
	"the words that are asked for do"
is "$(state)" "reviewed 2026-12 by lead" "and the lesson tells it"
like "$(lesson show 1 --format json)" '"review": "reviewed",$' \
	"also as a document"
is "$(ask_store "$store" "SELECT question, text FROM lesson_review_text
	ORDER BY place" | grep -ciE 'gandalf|quendor|acme|kowalski|10\.1')" \
	0 "what was kept to leave has no planted name"
is "$(ask_store "$store" "SELECT text FROM lesson_review_text
	WHERE question = 'worked-well'" | tail -n 1)" \
	"We called [USER-1] first." "but the rest, to the letter"

printf '%s\n' "$(words_of 1)" security-lead | lesson review 1 >"$TAP_TMP/out"
like "$(cat "$TAP_TMP/out")" 'Your role, as security-lead: approved b2:' \
	"who gave no role is asked"
is "$(state)" "reviewed 2026-12 by security-lead" \
	"the last review takes the place of the one before"

# ---- Void ------------------------------------------------------------------

cat >"$TAP_TMP/editor" <<'END'
#!/bin/sh
while read -r name value; do
	sed -i "s/^$name:.*/$name: $value/" "$2"
done <"$1"
END
chmod +x "$TAP_TMP/editor"
EDITOR="$TAP_TMP/editor $TAP_TMP/written"
export EDITOR

lesson link 1 --patch KB1
is "$(state)" "reviewed 2026-12 by security-lead" \
	"what the lesson is about may change"
words=$(words_of 1)
echo 'worked-well We called Smith first.' >"$TAP_TMP/written"
lesson edit 1
is "$(state)" "changed since its review" "a text that is edited voids it"
like "$(lesson show 1 --format json)" '"review": "changed",$' \
	"also as a document"
echo "$words" | lesson review 1 --role lead >/dev/null 2>&1
is "$? $(state)" "1 changed since its review" \
	"the words for the text before do not approve the one after"
approve >/dev/null
is "$(state)" "reviewed 2026-12 by lead" "it can be reviewed again"

echo 'worked-well We called nobody at quendor first.' >"$TAP_TMP/written"
printf '%s\n' edit "$words" | lesson review 1 --role lead \
	>"$TAP_TMP/out" 2>/dev/null
is "$? $(state)" "1 changed since its review" \
	"an edit within the review voids it too"
is "$(grep -c 'We called nobody at \[HOST-1\] first' "$TAP_TMP/out")" 1 \
	"and what came of it is shown"
# What the words for the next text will be, told by a lesson that is the same.
before=$(lesson show 1 --format json)
echo 'worked-well We called none.' >"$TAP_TMP/written"
lesson edit 1
after=$(words_of 1)
echo 'worked-well We called nobody at quendor first.' >"$TAP_TMP/written"
lesson edit 1
is "$(lesson show 1 --format json)" "$before" "a text can be set back"
echo 'worked-well We called none.' >"$TAP_TMP/written"
printf '%s\n' edit "$after" | lesson review 1 --role lead >/dev/null
is "$? $(state)" "0 reviewed 2026-12 by lead" \
	"one who edits can approve what comes of it"

# By hand, past patchlore.
by_hand() { # SQL
	sqlite3 "$store" "$1"
}
cp "$store" "$TAP_TMP/good"
again() {
	cp "$TAP_TMP/good" "$store"
}
by_hand "UPDATE reply SET value = 'gandalf' WHERE question = 'worked-well'"
is "$(state)" "changed since its review" "a text changed by hand voids it"
again
by_hand "UPDATE reply SET value = printf('%.*c', 200000, 'a')
	WHERE question = 'worked-well'"
is "$(state)" "changed since its review" "and one that is oversized"
again
by_hand "UPDATE lesson_review_text SET text = 'gandalf' WHERE place = 1"
is "$(state)" "changed since its review" "and one that was kept to leave"
again
by_hand "UPDATE lesson_review_text SET question = 'workaround' WHERE place = 1"
is "$(state)" "changed since its review" "and the question of one"
again
by_hand "UPDATE lesson_review_text SET text = printf('%.*c', 200000, 'a')"
is "$(state)" "changed since its review" "also where that is oversized"
again
by_hand "DELETE FROM lesson_review_text WHERE place = 2"
is "$(state)" "changed since its review" "and one that is gone"
again
by_hand "UPDATE lesson_review SET rules = '2025.9'"
is "$(state)" "reviewed under other rules, 2025.9" "and older rules"
again
by_hand "DELETE FROM lesson_review"
is "$(state)" "not reviewed" "texts without a review are not reviewed"
again
is "$(state)" "reviewed 2026-12 by lead" "and as it was it holds"

# ---- As a page -------------------------------------------------------------

lesson add "$TAP_TMP/lesson.json" >/dev/null
page=$TAP_TMP/review.html
is "$(lesson review 2 --organization 'Acme Holding' -o "$page")" "$page" \
	"a page is written"
is "$(state 2)" "not reviewed" "which approves nothing"
digest=$(digest_of 2 --organization "Acme Holding")
like "$(cat "$page")" "lesson review 2 --organization .*Acme Holding.* --role ROLE --approve $digest<" \
	"it tells the digest of what would leave"
like "$(cat "$page")" '&lt;b&gt;<mark>Zyx</mark>&lt;/b&gt;.*&amp;amp;' \
	"what a text holds is text"
like "$(cat "$page")" '<td>HOST</td><td>quendor</td><td>\[HOST-2\]</td>' \
	"replacements are there with their kinds"
like "$(cat "$page")" "default-src 'none'" "it may load nothing"
is "$(grep -ciE '<script|<b>|https?:|src=|href=| on[a-z]+=' "$page")" 0 \
	"and has no script and no address"

wrong() { # STATUS PATTERN NAME WORD...
	wrong_status=$1
	wrong_pattern=$2
	wrong_name=$3
	shift 3
	wrong_said=$(lesson "$@" </dev/null 2>&1)
	is "$?" "$wrong_status" "$wrong_name: exit status $wrong_status"
	like "$wrong_said" "$wrong_pattern" "$wrong_name: says so"
}

wrong 2 'takes --role beside it' "a digest without a role" \
	review 2 --approve "$digest"
wrong 2 'the texts are not those with this digest' \
	"a digest with other names of organizations" \
	review 2 --approve "$digest" --role lead
wrong 2 'the texts are not those with this digest' "a digest of another lesson" \
	review 2 --approve "$(digest_of 1)" --role lead
echo 'worked-well Ask early.' >"$TAP_TMP/written"
cp "$store" "$TAP_TMP/good"
lesson edit 2
wrong 2 'the texts are not those with this digest' \
	"a digest of a text that was edited" \
	review 2 --organization "Acme Holding" --approve "$digest" --role lead
is "$(state 2)" "not reviewed" "none of these approves"
again
is "$(lesson review 2 --organization 'Acme Holding' --approve "$digest" \
	--role lead)" "approved $digest" "a digest that is right does"
is "$(state 2)" "reviewed 2026-12 by lead" "and the lesson tells it"

# ---- What is wrong ---------------------------------------------------------

wrong 2 'there is no option "--yes"' "no way around" review 1 --yes
wrong 2 'expected -o or --approve' "a page that approves" \
	review 1 -o "$page" --approve "$digest" --role lead
wrong 2 'role has 1 to 40 small letters' "a person for a role" \
	review 1 --role 'Jane Doe'
wrong 2 'there is no lesson 9;' "no lesson" review 9
wrong 2 'expected the number of a lesson' "no number" review
echo '{"survey": "lesson", "answers": {"kind": {"answer": "no-issue"},
	"month": {"answer": "2026-10"}}}' >"$TAP_TMP/fine.json"
lesson add "$TAP_TMP/fine.json" >/dev/null
wrong 2 'nothing to review' "a lesson without texts" review 3
is "$(state 3)" "no texts to review" "and it says so itself"
words_of 1 >"$TAP_TMP/words"
lesson review 1 --role x <"$TAP_TMP/words" >/dev/full 2>"$TAP_TMP/err"
is "$? $(state)" "1 reviewed 2026-12 by lead" \
	"what could not be shown is not approved"
long=$(printf '%2001s' a | tr ' ' a)
echo '{"survey": "lesson", "answers": {"kind": {"answer": "issue"},
	"month": {"answer": "2026-10"}, "trigger": {"answer": "'"$long"'"}}}' \
	>"$TAP_TMP/long.json"
wrong 1 'trigger: .*2000' "an oversized text" add "$TAP_TMP/long.json"

# ---- Killed ----------------------------------------------------------------

lesson add "$TAP_TMP/lesson.json" >/dev/null
words_of 4 >"$TAP_TMP/words"
mkfifo "$TAP_TMP/typed"
"$BUILD/patchlore" --store "$store" lesson review 4 --role lead \
	<"$TAP_TMP/typed" >"$TAP_TMP/out" 2>&1 &
exec 9>"$TAP_TMP/typed"
until grep -q '^Type ' "$TAP_TMP/out"; do sleep 0.05; done
kill -9 $!
wait $! 2>/dev/null
exec 9>&-
is "$(state 4)" "not reviewed" "killed while it asks: nothing is approved"
halves=0
for delay in 00 05 10 15 20 25 30 40 60 80; do
	"$BUILD/patchlore" --store "$store" lesson review 4 --role lead \
		<"$TAP_TMP/words" >/dev/null 2>&1 &
	sleep "0.0$delay"
	kill -9 $! 2>/dev/null
	wait $! 2>/dev/null
	case $(state 4) in
	"not reviewed" | "reviewed 2026-12 by lead") ;;
	*) halves=$((halves + 1)) ;;
	esac
done
is "$halves" 0 "killed at any time: all of it is kept, or nothing"
is "$(ls "$TMPDIR")" "" "and no draft is left"
finish
