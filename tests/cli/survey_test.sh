#!/bin/sh
# Surveys: what is listed and checked, answers by every way, what they say
# together.
. tests/tap.sh
. tests/sdk/lib/install.sh

store=$TAP_TMP/store
survey() {
	SOURCE_DATE_EPOCH=1796083200 patchlore --store "$store" survey "$@"
}

# What is stored, without times.
replies() { # STORE
	ask_store "$1" "SELECT p.survey, p.version, p.respondent, p.period,
		p.complete, r.question, r.rev, r.state, r.value
		FROM response p JOIN reply r ON r.response = p.id
		ORDER BY 3, 4, 6"
}

# ---- Those that come with patchlore ----------------------------------------

is "$(survey list | awk 'NR > 2 { print $1 }' | xargs)" \
	"after-a-wave patch-speed patch-testing process-maturity why-not-patched" \
	"surveys are installed and listed"
like "$(survey list --format json)" '"id": "patch-testing"' \
	"and as a document"
for file in surveys/*.json; do
	ok "$file is good" patchlore survey check "$file" --against "$file"
done

# ---- One of your own -------------------------------------------------------

cat >"$TAP_TMP/ours.json" <<'END'
{
  "id": "ours", "version": "1", "title": "Ours", "intro": "Be brief.",
  "items": [
    {"id": "level", "rev": 1, "type": "ordinal", "text": "How high?",
     "help": "As on the scale.", "criteria": ["It was measured."],
     "options": [{"code": "low", "text": "Low", "order": 1},
                 {"code": "mid", "text": "Mid", "order": 2},
                 {"code": "high", "text": "High", "order": 3}]},
    {"id": "parts", "rev": 1, "type": "multi", "text": "Which parts?",
     "ask_if": {"all": [{"q": "level", "op": ">", "v": "low"}]},
     "options": [{"code": "a", "text": "A"}, {"code": "b", "text": "B"},
                 {"code": "c", "text": "C"}]},
    {"id": "since", "rev": 1, "type": "date-month", "text": "Since when?"},
    {"id": "patch", "rev": 1, "type": "patch-ref", "text": "Which patch?"},
    {"id": "why", "rev": 1, "type": "text", "text": "Why?"}
  ]
}
END
cat >"$TAP_TMP/expected" <<'END'
ours 1  Ours

Be brief.

question  rev  type        options  asked if
-----------------------------------------------
level       1  ordinal           3  always
parts       1  multi             3  level > low
since       1  date-month           always
patch       1  patch-ref            always
why         1  text                 always
END
survey check "$TAP_TMP/ours.json" >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/expected" "a survey is shown"
like "$(survey check "$TAP_TMP/ours.json" --format json)" \
	'"asked_if": "level > low"' "and as a document"

# ---- What is wrong ---------------------------------------------------------

wrong() { # STATUS PATTERN NAME WORD...
	wrong_status=$1
	wrong_pattern=$2
	wrong_name=$3
	shift 3
	wrong_said=$(survey "$@" 2>&1 </dev/null)
	is "$?" "$wrong_status" "$wrong_name: exit status $wrong_status"
	like "$wrong_said" "$wrong_pattern" "$wrong_name: says so"
}

sed 's/"q": "level"/"q": "why"/' "$TAP_TMP/ours.json" >"$TAP_TMP/slip.json"
wrong 2 '/slip\.json: items\[1\]: ask_if: all\[0\]: q: "why" does not come before;' \
	"a reference forward" check "$TAP_TMP/slip.json"
sed 's/"q": "level"/"q": "levl"/' "$TAP_TMP/ours.json" >"$TAP_TMP/slip.json"
wrong 2 'q: there is no question "levl"; did you mean "level"\?$' \
	"a reference to nothing" check "$TAP_TMP/slip.json"
sed 's/"code": "b"/"code": "a"/' "$TAP_TMP/ours.json" >"$TAP_TMP/slip.json"
wrong 2 'options\[1\]: code: "a" is that of an option before$' \
	"a code twice" check "$TAP_TMP/slip.json"
sed 's/How high/How much/' "$TAP_TMP/ours.json" >"$TAP_TMP/new.json"
wrong 2 'new\.json: level: its text changed, and rev is still 1; count it up$' \
	"other words" check "$TAP_TMP/new.json" --against "$TAP_TMP/ours.json"
wrong 2 'version: the set changed, and is still "1"' \
	"an old version" check "$TAP_TMP/new.json" --against "$TAP_TMP/ours.json"
wrong 2 'there is no survey "our"; installed are: after-a-wave,' \
	"no survey" check our
wrong 2 'there is no action "anwser"' "no action" anwser
wrong 2 'expected text or json' "no format" list --format yaml
wrong 2 'period "Q4": expected a year, a quarter' "no period" \
	answer --period Q4 "$TAP_TMP/ours.json"
wrong 2 'expected the name of a survey and a file' "no file" import ours
wrong 1 'none: cannot be read: No such file' "a file that there is not" \
	import "$TAP_TMP/ours.json" "$TAP_TMP/none"
wrong 2 'expected -o and a file to write' "no output" form ours
wrong 1 'is not there; run patchlore collect first' "no store" \
	summary after-a-wave

# ---- Answers by hand -------------------------------------------------------

answer() { # LINE... | WORDS
	printf '%s\n' "$@" | survey answer "$TAP_TMP/ours.json"
}

answer '' '?' 4 3 'b 1' '?' b 2 '2,1' 2026-03 KB1 ' Be cause. ' >"$TAP_TMP/got"
cat >"$TAP_TMP/expected" <<'END'
Ours
Be brief.
Respondent self, period 2026-Q4; at most 5 questions.
Beside an answer you can type:
  ?  this help
  b  back to the question before
  d  declined: I do not want to say
  u  unknown: I do not know
  n  not applicable: the question makes no sense here
  q  stop; what was answered is kept
An empty line keeps an answer that is there.

Question 1 of 5
How high?
It was measured.
  1  Low
  2  Mid
  3  High
END
head -n 18 "$TAP_TMP/got" >"$TAP_TMP/rest"
same_file "$TAP_TMP/rest" "$TAP_TMP/expected" "questions are plain lines"
like "$(cat "$TAP_TMP/got")" '^One number: Type \? for what can be typed' \
	"an empty line is no answer"
like "$(cat "$TAP_TMP/got")" \
	'That is no answer here: expected a number from 1 to 3\.$' \
	"nor is what there is not"
like "$(cat "$TAP_TMP/got")" '^Your answer is: High$' \
	"going back shows the answer that there is"
like "$(cat "$TAP_TMP/got")" ': As on the scale\.$' "help is given when asked for"
is "$(grep -c "$(printf '[\033\007\r]')" "$TAP_TMP/got")" 0 \
	"nothing steers a terminal"
like "$(cat "$TAP_TMP/got")" \
	'^5 answered, 0 declined, 0 unknown, 0 not applicable, 0 not asked, 0 open' \
	"at the end it is counted"
replies "$store" >"$TAP_TMP/by-hand"
cat >"$TAP_TMP/expected" <<'END'
ours|1|self|2026-Q4|1|level|1|1|mid
ours|1|self|2026-Q4|1|parts|1|1|a b
ours|1|self|2026-Q4|1|patch|1|1|KB1
ours|1|self|2026-Q4|1|since|1|1|2026-03
ours|1|self|2026-Q4|1|why|1|1|Be cause.
END
same_file "$TAP_TMP/by-hand" "$TAP_TMP/expected" "and stored"

# Change the first of them: what is not asked any more is gone.
like "$(answer b b b b b 1)" \
	'^4 answered, 0 declined, 0 unknown, 0 not applicable, 1 not asked, 0 open' \
	"one can go back to the first question"
is "$(replies "$store" | grep parts)" "ours|1|self|2026-Q4|1|parts|1|5|" \
	"an answer that is no longer asked for is not kept"
answer b b b b 2 d >/dev/null
is "$(replies "$store" | grep parts)" "ours|1|self|2026-Q4|1|parts|1|2|" \
	"nor does it come back"

# ---- Stopping and going on -------------------------------------------------

rm -f "$store"*
answer 2 q >/dev/null
is "$(replies "$store")" "ours|1|self|2026-Q4|0|level|1|1|mid" \
	"what was answered before a stop is kept"
like "$(answer a)" '^Question 2 of 5$' "and the next run goes on behind it"

# A respondent whose connection breaks: no end of the program but SIGKILL.
mkfifo "$TAP_TMP/pipe"
SOURCE_DATE_EPOCH=1796083200 patchlore --store "$store" survey answer \
	"$TAP_TMP/ours.json" <"$TAP_TMP/pipe" >"$TAP_TMP/got" &
victim=$!
exec 3>"$TAP_TMP/pipe"
echo '1 2' >&3
tries=0
until grep -q '^Question 3' "$TAP_TMP/got" || [ "$tries" -eq 200 ]; do
	sleep 0.05
	tries=$((tries + 1))
done
kill -9 "$victim"
wait "$victim" 2>/dev/null
exec 3>&-
is "$(replies "$store" | tail -n 1)" "ours|1|self|2026-Q4|0|parts|1|1|a b" \
	"an answer outlives the program that took it"
answer 2026-03 KB1 'Be cause.' >/dev/null
replies "$store" >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/by-hand" "and the rest follows"

# ---- The same by all ways --------------------------------------------------

take() { # FILE
	rm -f "$store"*
	survey import "$TAP_TMP/ours.json" "$1"
	replies "$store" >"$TAP_TMP/got"
}

cat >"$TAP_TMP/answers.json" <<'END'
{"survey": "ours", "version": "1", "respondent": "self", "period": "2026-Q4",
 "answers": {"level": {"rev": 1, "answer": "mid"},
             "parts": {"rev": 1, "answer": ["a", "b"]},
             "since": {"rev": 1, "answer": "2026-03"},
             "patch": {"rev": 1, "answer": "KB1"},
             "why": {"rev": 1, "answer": "Be cause."}}}
END
is "$(take "$TAP_TMP/answers.json")" "ours: 1 response" "JSON is taken"
same_file "$TAP_TMP/got" "$TAP_TMP/by-hand" "and is the same as by hand"
cat >"$TAP_TMP/answers.csv" <<'END'
question,answer
why," Be cause. "
level,mid
parts,b a
since,2026-03
patch,KB1
END
is "$(take "$TAP_TMP/answers.csv")" "ours: 1 response" "CSV is taken"
same_file "$TAP_TMP/got" "$TAP_TMP/by-hand" "and is the same as by hand"
sed -i 's/^level,mid/level,low/' "$TAP_TMP/answers.csv"
like "$(take "$TAP_TMP/answers.csv")" \
	'^ours: left out 1 answer to questions that are not asked$' \
	"what is not asked is left out, and told"
sed -i 's/^patch,KB1/patch,KB1 KB2/' "$TAP_TMP/answers.csv"
wrong 1 'answers\.csv:6: patch: expected the name of one patch' \
	"one wrong answer" import "$TAP_TMP/ours.json" "$TAP_TMP/answers.csv"

# ---- As a page -------------------------------------------------------------

page=$TAP_TMP/form.html
is "$(survey form "$TAP_TMP/ours.json" -o "$page")" "$page" "a page is written"
is "$(grep -ciE 'https?:|src=|@import|fetch\(|XMLHttp|sendBeacon' "$page")" \
	0 "that names nothing elsewhere"
like "$(cat "$page")" "default-src 'none'" "and forbids itself to load"
is "$(grep -c '<legend>' "$page")" 6 "each question is a group with its words"
sed 's|How high?|</script><b>\&amp; \\"high\\"?|' "$TAP_TMP/ours.json" \
	>"$TAP_TMP/odd.json"
survey form "$TAP_TMP/odd.json" -o "$TAP_TMP/odd.html" >/dev/null
like "$(cat "$TAP_TMP/odd.html")" \
	'^<legend>&lt;/script&gt;&lt;b&gt;&amp;amp; &quot;high&quot;\?</legend>$' \
	"and words stay words"

# ---- Together --------------------------------------------------------------

rm -f "$store"*
cat >"$TAP_TMP/all.csv" <<'END'
question,answer,none,respondent,period
level,low,,a,2026-Q3
level,low,,b,2026-Q3
level,mid,,c,2026-Q3
level,mid,,d,2026-Q3
level,mid,,e,2026-Q3
level,high,,f,2026-Q3
level,,declined,g,2026-Q3
level,,unknown,h,2026-Q3
level,,not-applicable,i,2026-Q3
level,mid,,a,2026-10
level,mid,,b,2026-10
level,high,,c,2026-10
level,low,,f,2026-10
level,mid,,d,2026-10
END
survey import "$TAP_TMP/ours.json" "$TAP_TMP/all.csv" >/dev/null
# Limits: R's prop.test(2, 6, correct = FALSE) and so on; with 6 answers ranks
# 1 and 6 are the limits of the median. Three went up and one down: twice the
# chance of at most one head in four, 2 * 5 / 16. The low of October equals 2 of
# 6, the three in the middle are above 2 and equal 3, the high one is above 5 and
# equals 1: (1 + 3 * 3.5 + 5.5) / 30, with limits by newcombe(17 / 30, 5, 6) of
# tests/data/stats/mannwhitney.R, 0.2593 and 0.8270.
cat >"$TAP_TMP/expected" <<'END'
ours 1  Ours
2026-Q3: 9 responses, 0 complete
2026-10: 5 responses, 0 complete

level (revision 1)
How high?
period   answer  n  share   95 % limits  at least
-------------------------------------------------
2026-Q3  Low     2   33 %  10 % to 70 %     100 %
         Mid     3   50 %  19 % to 81 %      67 %
         High    1   17 %   3 % to 56 %      17 %
2026-10  Low     1   20 %   4 % to 62 %     100 %
         Mid     3   60 %  23 % to 88 %      80 %
         High    1   20 %   4 % to 62 %      20 %
2026-Q3: 6 answered, 1 declined, 1 unknown, 1 not applicable, 0 not asked
  median: Mid (Low to High)
2026-10: 5 answered, 0 declined, 0 unknown, 0 not applicable, 0 not asked
  median: Mid (no limits: fewer than 6 answers)
  higher than an answer of 2026-Q3: 57 % likely, an equal one counted half (26 % to 83 %)
  5 answered both times, which makes limits rather too wide
the same respondents, last and before: 3 higher, 1 lower, 1 the same; p = 0.625
END
survey summary "$TAP_TMP/ours.json" | sed '/^parts/,$d' | sed '$d' \
	>"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/expected" "answers are told together"
survey summary "$TAP_TMP/ours.json" --format json >"$TAP_TMP/got"
like "$(cat "$TAP_TMP/got")" '"share": 0\.333333333,' "and as a document"
like "$(tr -d ' \n' <"$TAP_TMP/got")" \
	'"change":\{"before":"2026-Q3","again":5,"higher":0\.566666667,"low":0\.259300' \
	"with the chance that an answer is higher than before"
is "$(grep -c mean "$TAP_TMP/got")" 0 "codes have no mean"

sed 's/"order": \([0-9]\)/"order": \1, "value": \10/; s/"rev": 1, "type": "ord/"rev": 2, "type": "ord/
	s/"version": "1"/"version": "2"/' "$TAP_TMP/ours.json" \
	>"$TAP_TMP/next.json"
ok "the next version is fine" \
	patchlore survey check "$TAP_TMP/next.json" --against "$TAP_TMP/ours.json"
survey summary "$TAP_TMP/next.json" >"$TAP_TMP/got"
like "$(cat "$TAP_TMP/got")" \
	'^---- break: in 2026-Q3 6 answered another revision, which does not compare with 2 ----$' \
	"another revision breaks the series"
is "$(sed -n '/^level/,/^parts/p' "$TAP_TMP/got" | grep -c ' answered, 0')" 1 \
	"and its answers count for nothing"
sed -i 's/"rev": 2, /"rev": 2, "comparable_with": [1], /' "$TAP_TMP/next.json"
survey summary "$TAP_TMP/next.json" >"$TAP_TMP/got"
is "$(grep -c break "$TAP_TMP/got")" 0 "unless it says that they compare"
# 10, 10, 20, 20, 20, 30: R's t.test.
like "$(cat "$TAP_TMP/got")" '^  mean: 18\.3 \(10\.4 to 26\.2\)$' \
	"declared values have a mean"
finish
