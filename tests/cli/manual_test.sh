#!/bin/sh
# The manual pages name all that there is, and nothing else.
. tests/tap.sh

program=docs/man/patchlore.1
events=docs/man/patchlore-events.7
policy=docs/man/patchlore-policy.7
use=docs/man/patchlore-survey.1
survey=docs/man/patchlore-survey.7
submission=docs/man/patchlore-submission.5

patchlore() {
	"$BUILD/patchlore" --store "$TAP_TMP/store" "$@"
}

# The items of a list in a page: what stands alone behind ".It MACRO".
items() { # PAGE MACRO
	sed -n "s/^\.It $2 \([^ ]*\)\$/\1/p" "$1" | sort
}

# Those lines of standard input that are no line of a file.
missing() { # FILE
	sort -u | comm -23 - "$1"
}

items "$events" Cm | sort -u >"$TAP_TMP/named"

# ---- patchlore-events(7) ---------------------------------------------------

# "deploy.failed asset , and patch or vuln", from the table of kinds.
sed -n 's/^    {"\([a-z_.]*\)", PL_[A-Z_]*, \([A-Z_]*\)},$/\1 \2/p' \
	core/model/kind.c | sed '
	s/ ITEM$/ asset , and patch or vuln/
	s/ POPULATION$/ asset/
	s/ PL_NEEDS_SUBJECT$/ patch or vuln/
	s/ \(PL_NEEDS\|CATALOGUE\)_PATCH$/ patch/
	s/ \(PL_NEEDS\|CATALOGUE\)_VULN$/ vuln/' | sort >"$TAP_TMP/kinds"
# The same from the page: the words between "Needs" and its full stop.
awk '/^\.It Cm / { kind = $3; needs = "" }
	/^Needs$/ { reading = 1; next }
	reading { line = $0; sub(/^\.Ar /, "", line); needs = needs " " line }
	reading && / \.$/ { sub(/ \.$/, "", needs); print kind needs; reading = 0 }
	' "$events" | sort >"$TAP_TMP/kinds-told"

ok "there are kinds to look for" test "$(wc -l <"$TAP_TMP/kinds")" -gt 50
same_file "$TAP_TMP/kinds-told" "$TAP_TMP/kinds" \
	"each kind stands in patchlore-events(7), with what it needs"
is "$(sed -n 's/^    {"\([a-z_0-9]*\)", PL_ATTR_.*/\1/p' core/model/attribute.c |
	missing "$TAP_TMP/named")" "" "and each attribute that is known"
is "$(sed -n '/member_names\[MEMBERS\]/,/;/p' sdk/kit/event_line.c |
	grep -o '"[a-z_]*"' | tr -d '"' | missing "$TAP_TMP/named")" "" \
	"and each member of a native event"
is "$(sed -n '/public_attrs\[\]/,/;/p' sdk/kit/event_line.c |
	grep -o '"[a-z_]*"' | tr -d '"' | sort)" \
	"$(sed -n '/^In native events/,/^are public/p' "$events" |
		sed -n 's/^\.Cm //p' | tr -s ' ,' '\n' | sort)" \
	"and which attributes of one are public"

grep '^{"kind":.*}$' "$events" >"$TAP_TMP/examples"
is "$(patchlore collect --name manual events path="$TAP_TMP/examples")" \
	"manual: 5 new events" "its examples are events"

# ---- patchlore(1) ----------------------------------------------------------

patchlore --help | sed -n 's/^  \([a-z]*\)  .*/\1/p' >"$TAP_TMP/verbs"
ok "there are verbs to look for" test "$(wc -l <"$TAP_TMP/verbs")" -gt 5
is "$(sed -n 's/^\.Ss //p' "$program" | sort)" "$(sort "$TAP_TMP/verbs")" \
	"each verb stands in patchlore(1)"
{
	patchlore --help
	while read -r verb; do
		patchlore "$verb" --help
	done <"$TAP_TMP/verbs"
} >"$TAP_TMP/help"

# "-o" as well as "--output", as words of their own.
grep -oE '(^|[ [])--?[a-z][a-z-]*' "$TAP_TMP/help" | tr -d ' [' | sort -u \
	>"$TAP_TMP/options"
sed -n 's/^\.It Fl //p' "$program" | sed 's/ [A-Z].*//; s/ , /\n/; s/, /\n/' |
	sed 's/^/-/' | grep -vx -e -h | sort -u >"$TAP_TMP/options-told"
same_file "$TAP_TMP/options-told" "$TAP_TMP/options" \
	"and each option of each verb, and no other"

patchlore kpi --help | sed -n 's/^[* ] \([a-z][a-z-]*\)  .*/\1/p' \
	>"$TAP_TMP/figures"
ok "there are figures to look for" test "$(wc -l <"$TAP_TMP/figures")" -ge 5
sed -n '/^\.Ss kpi/,/^\.It Fl/p' "$program" >"$TAP_TMP/section"
is "$(items "$TAP_TMP/section" Cm)" \
	"$(sort "$TAP_TMP/figures")" "and each figure"
is "$(sed -n '/strata\[\] = /,/;/p' core/kpi/catalogue.c |
	grep -o '"[a-z-]*"' | tr -d '"')" \
	"$(sed -n '/^\.It Fl -by/,/^\.It Fl -where/s/^\.Cm //p' "$program" |
		grep -o '[a-z-]*' | sort)" "and each stratum"
sed -n '/^\.Sh CONFIGURATION/,/^\.Sh ENV/p' "$program" >"$TAP_TMP/section"
is "$(grep -oE '^\.(It )?Cm [a-z]+' "$TAP_TMP/section" | grep -o '[a-z]*$' |
	sort -u)" "$(sed -n '/known\[\] = /,/;/p' core/collect/settings.c |
	grep -o '"[a-z]*"' | tr -d '"' | sort -u)" \
	"and each member of the configuration, and no other"
sed -n '/^{"sources"/,/^\.Ed/p' "$program" | grep -v '^\.Ed' \
	>"$TAP_TMP/config"
like "$(patchlore collect --config "$TAP_TMP/config" none 2>&1)" \
	'configures no source "none"' "its example is a configuration"
is "$(items "$program" Ev)" \
	"$({
		grep -rhoE 'getenv\("[A-Z_]+"' core sdk
		grep -oE '"PATCHLORE_[A-Z]+"' core/host/locate.c
	} | grep -oE '[A-Z_]{4,}' | sort -u)" \
	"and the environment that is read, and no other"

# ---- patchlore-policy(7) ---------------------------------------------------

# The strings of a piece of C, one a line.
strings() { # FROM TO FILE
	sed -n "/$1/,/$2/p" "$3" | grep -o '"[^" ]*"' | tr -d '"'
}

sed -n '/^\.Ss Inputs/,/^\.Sh/p' "$policy" >"$TAP_TMP/section"
is "$(items "$TAP_TMP/section" Cm)" \
	"$(strings '^pl_policy_input_name' '^}' core/model/policy_fact.c | sort)" \
	"each input of policies stands in patchlore-policy(7), and no other"
is "$(sed -n 's/^\.Li \([a-z, ]*\) \.$/\1/p' "$TAP_TMP/section" |
	sed 's/ , /\n/g' | sort -u)" \
	"$(strings ' yes_no\[\]' '^$' core/model/policy_fact.c | sort -u)" \
	"and each word that one can be"
sed -n '/^\.Sh FORM/,/^\.Sh FILES/p' "$policy" >"$TAP_TMP/section"
{
	items "$TAP_TMP/section" Cm
	sed -n 's/^\.Cm //p' "$TAP_TMP/section" | tr -d ' ' | tr , '\n'
} | grep . | sort -u >"$TAP_TMP/told"
is "$({
	strings 'known\[\] = {' ';' core/model/policy_read.c |
		grep -vxE 'release|detection|published|kev_added'
	strings 'units\[\] = {' ';' core/model/policy_read.c
} | sort -u)" "$(cat "$TAP_TMP/told")" \
	"and each member of a pack, and no other"
is "$(items "$policy" Pa | grep -vF -e / -e .json)" "$(patchlore policy list |
	awk 'NR > 2 { print $1 }' | sort)" \
	"and each pack that comes with patchlore"
sed -n '/^\.Bd/,/^\.Ed/p' "$policy" | sed -n '/^{/,/^}/p' \
	>"$TAP_TMP/ours.json"
like "$(patchlore policy check "$TAP_TMP/ours.json" 2>&1)" \
	'^kev yes, exposed yes +now +72 hours, triage first$' \
	"its example is a pack"

# ---- patchlore-survey(1), patchlore-survey(7), patchlore-lesson(1),
#      patchlore-share(1) ----------------------------------------------------

# The actions and options of a verb that is several, held to its page.
hold_actions() { # VERB PAGE
	patchlore "$1" --help | sed -n 's/^  \([a-z]*\)  *.*/\1/p' |
		sort >"$TAP_TMP/actions"
	ok "$1 has actions to look for" test -s "$TAP_TMP/actions"
	while read -r action; do
		patchlore "$1" "$action" --help
	done <"$TAP_TMP/actions" >"$TAP_TMP/help"
	sed -n '/^\.Sh DESCRIPTION/,/^\.El/p' "$2" >"$TAP_TMP/section"
	is "$(items "$TAP_TMP/section" Cm)" "$(cat "$TAP_TMP/actions")" \
		"each stands in patchlore-$1(1), and no other"
	grep -oE '(^|[ [])--?[a-z][a-z-]*' "$TAP_TMP/help" | tr -d ' [' |
		grep -vx -e --store | sort -u >"$TAP_TMP/options"
	sed -n 's/^\.It Fl //p' "$2" | sed 's/ [A-Z].*//; s/ , /\n/' |
		sed 's/^/-/' | sort -u >"$TAP_TMP/options-told"
	same_file "$TAP_TMP/options-told" "$TAP_TMP/options" \
		"and each option of each action of $1, and no other"
}

hold_actions survey "$use"
hold_actions lesson docs/man/patchlore-lesson.1
hold_actions share docs/man/patchlore-share.1
patchlore survey answer after-a-wave </dev/null |
	sed -n 's/^  \([a-z?]\)  .*/\1/p' | sort >"$TAP_TMP/keys"
sed -n '/^\.Ss Answering/,/^\.El/p' "$use" | sed -n 's/^\.It Cm \(\\&\)*//p' |
	sort >"$TAP_TMP/keys-told"
same_file "$TAP_TMP/keys-told" "$TAP_TMP/keys" "and each key"

sed -n '/^\.Sh FORM/,/^\.Ss Types/p; /^\.Ss Conditions/,/^Operators/p' "$survey" |
	sed -n 's/^\.\(It \)*Cm \([a-z_]*\).*/\2/p' | sort -u >"$TAP_TMP/told"
strings 'known\[\] = {' ';' core/survey/questions_read.c | sort -u \
	>"$TAP_TMP/members"
is "$(missing "$TAP_TMP/told" <"$TAP_TMP/members")" "" \
	"each member of a survey stands in patchlore-survey(7)"
is "$(sed -n '/^\.Ss Types/,/^\.Ss Cond/p' "$survey" |
	sed -n 's/^\.It Cm //p' | sort)" \
	"$({
		strings ' types\[PL' '^}' core/survey/questions.c
		echo matrix
	} | sort)" "and each type, and no other"
is "$(sed -n '/^Operators are/,/^\.El/p' "$survey" |
	sed -n 's/^\.It Cm //p' | sed 's/ , /\n/g' | sort)" \
	"$(strings ' operators\[PL' '^}' core/survey/questions.c | sort)" \
	"and each operator, and no other"
is "$(sed -n '/^\.Ss No answer/,/^\.El/p' "$survey" |
	sed -n 's/^\.It Cm //p' | sort)" \
	"$(strings ' states\[PL' '^}' core/survey/answers.c |
		grep -vx -e open -e given | sort)" "and each sort of no answer"
sed -n '/^\.Sh ANSWERS/,/^\.Sh FILES/p' "$survey" |
	sed -n 's/^\.\(It \)*Cm //p' | sed 's/ , /\n/g' | tr -d ' ,.' |
	sort -u >"$TAP_TMP/told"
is "$({
	strings 'known\[\] = {' ';' core/survey/import_json.c
	strings ' names\[COLUMNS' '^}\|};' core/survey/import_csv.c
} | sort -u)" "$(cat "$TAP_TMP/told")" \
	"and each member and column of a file of answers, and no other"
is "$(items "$survey" Pa | grep -vF /)" "$(patchlore survey list |
	awk 'NR > 2 { print $1 }' | sort)" \
	"and each survey that comes with patchlore"
sed -n '/^\.Bd/,/^\.Ed/p' "$survey" | sed -n '/^{/,/^}/p' \
	>"$TAP_TMP/ours.json"
sed -n '/^question,answer/,/^\.Ed/p' "$survey" | grep -v '^\.Ed' \
	>"$TAP_TMP/ours.csv"
is "$(patchlore survey import "$TAP_TMP/ours.json" "$TAP_TMP/ours.csv")" \
	"ours: 1 response" "its examples are a survey, and answers to it"

# ---- patchlore-submission(5) -----------------------------------------------

# The page has the word that a sed expression finds in a file.
tells() { # FILE EXPRESSION NAME
	word=$(sed -n "$2" "$1" | head -n 1)
	ok "$3" grep -qwF -e "${word:-no such word}" "$submission"
}

tells core/share/submission.h 's/.*_SUBMISSION_TYPE "\(.*\)"/\1/p' \
	"the type of a submission stands in patchlore-submission(5)"
tells core/share/seal.c 's/.*magic\[\] = "\(.*\)\\n".*/\1/p' \
	"and how a seal begins"
tells core/share/keys.c 's/.*"\(patchlore.pid[^"]*\)".*/\1/p' \
	"and what a pseudonym is derived for"
tells core/share/keys.c 's/.*"\(patchlore.box[^"]*\)".*/\1/p' \
	"and a box"

sqlite3 :memory: "SELECT DISTINCT key
	FROM json_tree(readfile('sdk/schema/pls-1.json'))
	WHERE path LIKE '%.properties'" | sort >"$TAP_TMP/body"
sed -n 's/^[[:blank:]]*"id", \("title".*\), NULL};$/id \1/p' core/share/program.c |
	tr -d ',"' | tr ' ' '\n' >"$TAP_TMP/program"
sed -n 's/^\.\(It \)\{0,1\}Cm \([a-z0-9_]*\).*/\2/p' "$submission" | sort -u \
	>"$TAP_TMP/told"
ok "there are members to look for" test "$(cat "$TAP_TMP/body" \
	"$TAP_TMP/program" | wc -l)" -gt 50
is "$(sort -u "$TAP_TMP/body" "$TAP_TMP/program" | missing "$TAP_TMP/told")" "" \
	"each member of a submission and of a program stands in its page"
sort -u "$TAP_TMP/body" "$TAP_TMP/program" >"$TAP_TMP/members"
is "$(missing "$TAP_TMP/members" <"$TAP_TMP/told")" "" "and no other"

if command -v mandoc >/dev/null; then
	ok "mandoc has nothing to say" mandoc -T lint -W warning "$program" \
		"$events" "$policy" "$use" "$survey" \
		"$submission" docs/man/patchlore-lesson.1 \
		docs/man/patchlore-share.1 docs/man/patchlore-plugin.7
else
	skip "no mandoc here" "mandoc has nothing to say"
fi

# ---- patchlore-share(1) ----------------------------------------------------

is "$(sed -n '/^{$/,/^}$/p' docs/man/patchlore-share.1)" \
	"$(cat docs/examples/program.json)" \
	"the program's file in patchlore-share(1) is the one that is installed"
is "$(patchlore share --help | sed -n 's/^  \([a-z]*\)  .*/\1/p')" \
	"$(sed -n '/^\.Sh DESC/,/^\.El/s/^\.It Cm //p' docs/man/patchlore-share.1)" \
	"which has the actions that there are, in their order"

finish
