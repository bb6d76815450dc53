#!/bin/sh
# What failed attempts ended with.
#
# Twelve codes on one asset, code-N N times, so 78 attempts; two more without a
# code. The ten most frequent are code-12 to code-3, which leaves 2 + 1 to the
# rest. Minutes of January 1 keep the attempts apart.
. tests/tap.sh

store=$TAP_TMP/k.db

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

failed() { # MINUTE CODE [ASSET]
	printf '{"kind":"deploy.failed","time":"2026-01-01T%02d:%02d:00Z",' \
		$(($1 / 60)) $(($1 % 60))
	printf '"asset":"%s","patch":"KB1","code":"%s"}\n' "${3:-a}" "$2"
}

# "CODE count n" of each line.
codes() {
	patchlore kpi failure-codes --as-of 2026-01-31 --format csv "$@" |
		awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i }
			$at["measure"] == "count" {
				print $at["code"], $at["value"], $at["n"]
			}'
}

minute=0
for code in 1 2 3 4 5 6 7 8 9 10 11 12; do
	i=0
	while [ "$i" -lt "$code" ]; do
		failed "$minute" "code-$code"
		minute=$((minute + 1))
		i=$((i + 1))
	done
done >"$TAP_TMP/many.jsonl"
failed 900 "" >>"$TAP_TMP/many.jsonl"
failed 901 "" >>"$TAP_TMP/many.jsonl"
patchlore collect events path="$TAP_TMP/many.jsonl" >/dev/null
is "$(codes)" "code-12 12 80
code-11 11 80
code-10 10 80
code-9 9 80
code-8 8 80
code-7 7 80
code-6 6 80
code-5 5 80
code-4 4 80
code-3 3 80
other 3 80
no code 2 80" "the ten most frequent, the rest, and those without a code"
is "$(codes --until 2026-01-01T00:03:00Z)" "code-2 2 3
code-1 1 3" "a period is that of the attempts"

# Two sources tell of the same attempt, the first of them without a code; a code
# is called like a line of ours; and codes that are as frequent are in the
# alphabet's order, whichever came first.
rm -f "$store"*
{
	failed 1 ""
	failed 2 zeta
	failed 3 alpha
	failed 4 other
} >"$TAP_TMP/one.jsonl"
{
	failed 1 midst
	failed 2 beta b
} >"$TAP_TMP/two.jsonl"
for source in one two; do
	patchlore collect --name $source events \
		path="$TAP_TMP/$source.jsonl" >/dev/null
done
told="alpha 1 5
beta 1 5
midst 1 5
zeta 1 5
other 1 5"
is "$(codes)" "$told" "of two sources the one that has a code tells it"
rm -f "$store"*
for source in two one; do
	patchlore collect --name $source events \
		path="$TAP_TMP/$source.jsonl" >/dev/null
done
is "$(codes)" "$told" "whichever source came first"
is "$(codes --by asset)" "alpha 1 4
midst 1 4
zeta 1 4
other 1 4
beta 1 1" "each value of a stratum has lines of its own"

patchlore kpi failure-rate failure-codes --as-of 2026-01-31 \
	--format openmetrics >"$TAP_TMP/om"
ok "the metrics are what the standard allows" \
	awk -f tests/cli/openmetrics.awk "$TAP_TMP/om"
like "$(cat "$TAP_TMP/om")" \
	'^patchlore_failure_codes_count_cases\{.*code="alpha".*\} 1$' \
	"a code is a label"
like "$(cat "$TAP_TMP/om")" '^patchlore_failure_rate_cases\{[^}]*clock="[a-z]*"\}' \
	"and none of other figures"
like "$(patchlore kpi failure-rate failure-codes --as-of 2026-01-31 \
	--format csv)" '^failure-rate,,n,count,5,' \
	"as CSV other figures have nothing in its column"
like "$(patchlore kpi failure-codes --as-of 2026-01-31 --format json |
	tr -d '\n ')" '"by":\{"code":"alpha"\},"n":5,"count":1,"rate":0.2,' \
	"as JSON it stands among the strata"
like "$(patchlore kpi failure-codes --as-of 2025-01-01)" \
	'^no code +0 +0 +n/a' "where nothing failed, that is said"
finish
