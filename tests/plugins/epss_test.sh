#!/bin/sh
# What the epss plugin makes of day files of each form, one after the other and
# alone, and of what is none.
. tests/tap.sh

samples=plugins/epss/samples

events() { # option=value ...: native events, what was set aside behind them
	"$BUILD/patchlore" plugin run --format json epss "$@" 2>"$TAP_TMP/err"
	grep '^set aside' "$TAP_TMP/err"
	:
}
scores() { # the same as CVE and score
	events "$@" | sed 's/.*"vuln":"\([^"]*\)".*"epss":"*\([0-9.e-]*\).*/\1 \2/'
}

events path=$samples >"$TAP_TMP/got"
same_file "$TAP_TMP/got" $samples/tenths.expected \
	"all forms are read, and scores told where they came into another tenth"
events path=$samples step=0 >"$TAP_TMP/got"
same_file "$TAP_TMP/got" $samples/all.expected "or each score, with step=0"
ok "plugin check finds nothing" "$BUILD/patchlore" plugin check \
	"$BUILD/plugins/epss.so" path=$samples step=0
not_ok "a step is a number of hundredths" \
	"$BUILD/patchlore" plugin run epss path=$samples step=101

# ---- From day to day

day() { # DAY ROW...
	name=$1
	shift
	{
		echo "#model_version:v1,score_date:$name"
		echo cve,epss,percentile
		printf '%s\n' "$@"
	} >"$TAP_TMP/days/epss_scores-$name.csv"
}
mkdir "$TAP_TMP/days"
day 2026-01-01 CVE-2020-0001,0.09,0.5 CVE-2020-0002,0.19,0.5 CVE-2020-0003,0.95,1
day 2026-01-02 CVE-2020-0001,0.10,0.5 CVE-2020-0002,0.11,0.5 CVE-2020-0003,0.94,1
day 2026-01-03 CVE-2020-0001,0.05,0.5 CVE-2020-0002,0.39,0.5
is "$(scores path="$TAP_TMP/days")" "CVE-2020-0002 0.19
CVE-2020-0003 0.95
CVE-2020-0001 0.10
CVE-2020-0001 0.05
CVE-2020-0002 0.39" "a score is told as it rises and as it falls"
is "$(scores path="$TAP_TMP/days" step=50)" "CVE-2020-0003 0.95" \
	"the larger the step, the less"

store=$TAP_TMP/s.db
collect() {
	"$BUILD/patchlore" --store "$store" collect --name epss epss "$@" 2>&1
}
mv "$TAP_TMP/days/epss_scores-2026-01-03.csv" "$TAP_TMP/later"
like "$(collect path="$TAP_TMP/days")" 'epss: 3 new events' "two days are stored"
like "$(collect path="$TAP_TMP/days")" 'epss: 0 new events' \
	"reading again changes nothing"
mv "$TAP_TMP/later" "$TAP_TMP/days/epss_scores-2026-01-03.csv"
like "$(collect path="$TAP_TMP/days")" 'epss: 2 new events' \
	"a third is held against the second, whenever it comes"

# ---- Bad rows and bad files

printf 'cve,epss\nCVE-2020-0001,0.5\nCVE-2020-0002,5\n\nx\n' \
	>"$TAP_TMP/epss_scores-2021-05-01.csv"
is "$(scores path="$TAP_TMP/epss_scores-2021-05-01.csv")" "CVE-2020-0001 0.5
set aside: epss_scores-2021-05-01.csv:3: expected a score from 0 to 1 behind the CVE
set aside: epss_scores-2021-05-01.csv:5: expected a row that begins as CVE-2020-5902,0.97567" \
	"a bad row costs itself and is told with its line"
gzip -c "$TAP_TMP/days/epss_scores-2026-01-01.csv" | head -c 100 \
	>"$TAP_TMP/cut.csv.gz"
like "$(events path="$TAP_TMP/cut.csv.gz")" 'set aside: cut.csv.gz' \
	"a file that is cut short is told"
printf 'cve,epss\nCVE-2020-0001,0.5\n' >"$TAP_TMP/today.csv"
like "$("$BUILD/patchlore" plugin run epss path="$TAP_TMP/today.csv" 2>&1)" \
	'there is no score_date in it; put the day into the' \
	"a day that nobody tells is asked for"
printf '#model_version:v1,score_date:today\ncve,epss\n' >"$TAP_TMP/date.csv"
like "$("$BUILD/patchlore" plugin run epss path="$TAP_TMP/date.csv" 2>&1)" \
	'date.csv: expected a score_date such as 2023-03-07' "a date must be one"
echo '<html>' >"$TAP_TMP/page.csv"
like "$("$BUILD/patchlore" plugin run epss path="$TAP_TMP/page.csv" 2>&1)" \
	'page.csv: expected a first row cve,epss,percentile' \
	"a page of another kind is an error"
finish
