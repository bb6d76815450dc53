#!/bin/sh
# Figures as other programs read them: CSV and OpenMetrics. The history and what
# its figures are by hand stand in kpi_test.sh.
. tests/tap.sh

store=$TAP_TMP/k.db
csv=$TAP_TMP/figures.csv
metrics=$TAP_TMP/figures.txt

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

figures() {
	patchlore kpi --as-of 2026-03-01 "$@"
}

# The digest of the definitions has its own time to change.
without_digest() { # FILE
	sed 's/[0-9a-f]\{32\}/DIGEST/' "$1"
}

# shellcheck disable=SC2317 # ok and not_ok call it
openmetrics() { # FILE
	awk -f tests/cli/openmetrics.awk "$1" && iconv -f UTF-8 -t UTF-8 "$1" &&
		[ -z "$(tail -c 1 "$1")" ]
}

patchlore collect events path=tests/cli/kpi_events.jsonl >/dev/null

# ---- CSV -------------------------------------------------------------------

figures --format csv >"$csv"
without_digest "$csv" | tr -d '\r' >"$TAP_TMP/got"
same_file "$TAP_TMP/got" tests/cli/kpi_figures.csv "CSV has a line a measure"
is "$(tr -cd '\r' <"$csv" | wc -c)" "$(grep -c "$(printf '\r')\$" "$csv")" \
	"each line ends as RFC 4180 has it, and no other has a return"
is "$(grep -vc "$(printf '\r')\$" "$csv")" 0 "and that is all lines"

# Another program reads both, and finds the same.
cat >"$TAP_TMP/compare.sql" <<'END'
CREATE TABLE document AS SELECT readfile('figures.json') AS text;
CREATE VIEW line AS SELECT c.*, k.value AS figure,
    CASE measure WHEN 'rate' THEN '' ELSE measure || '_' END AS stem
FROM document JOIN json_each(text, '$.kpis') k JOIN c
    ON json_extract(k.value, '$.id') = c.kpi
    AND json_extract(k.value, '$.by.severity') IS severity
    AND json_extract(k.value, '$.by.os') IS os;
CREATE VIEW number AS
SELECT figure, n, measure AS name, value, why FROM line
UNION ALL SELECT figure, n, stem || 'low', low, limits_why FROM line
    WHERE low || high || limits_why <> ''
UNION ALL SELECT figure, n, stem || 'high', high, limits_why FROM line
    WHERE low || high || limits_why <> '';
SELECT 'differs', name, value, figure FROM number
WHERE CAST(nullif(value, '') AS REAL)
        IS NOT CAST(json_extract(figure, '$.' || name) AS REAL)
    OR (value = '' AND why
        IS NOT json_extract(figure, '$.why."' || name || '"'))
    OR n <> json_extract(figure, '$.n');
SELECT 'quality differs', figure FROM line
WHERE quality IS NOT json_extract(figure, '$.quality')
    OR quality_why IS NOT coalesce(json_extract(figure, '$.quality_why'), '');
SELECT count(*) FROM number;
SELECT count(*) FROM document, json_tree(text, '$.kpis')
WHERE type IN ('integer', 'real', 'null');
END
figures --by severity,os --format csv >"$csv"
figures --by severity,os --format json >"$TAP_TMP/figures.json"
(cd "$TAP_TMP" && sqlite3 :memory: -cmd '.import --csv figures.csv c' \
	<compare.sql) >"$TAP_TMP/compared"
count=$(tail -n 1 "$TAP_TMP/compared")
ok "there are numbers to compare" test "$count" -gt 100
is "$(cat "$TAP_TMP/compared")" "$(printf '%s\n%s' "$count" "$count")" \
	"all numbers and reasons of the document are in CSV, and no other"

# ---- OpenMetrics -----------------------------------------------------------

figures --format openmetrics >"$metrics"
without_digest "$metrics" >"$TAP_TMP/got"
same_file "$TAP_TMP/got" tests/cli/kpi_figures.om "OpenMetrics has its families"
ok "which are what the standard allows" openmetrics "$metrics"
# critical: 3/4 at 2 days, 3/8 at 5, which is 432000 seconds; see kpi_test.sh.
figures --by severity --format openmetrics >"$metrics"
ok "and so they are broken down" openmetrics "$metrics"
is "$(grep 'patch_median_seconds{.*critical' "$metrics")" \
	'patchlore_time_to_patch_median_seconds{clock="detection",severity="critical"} 432000' \
	"time is in seconds"
is "$(grep -c '^patchlore_missing{.*"time-to-patch",measure="median",.*"high"' \
	"$metrics"), $(grep -c 'patch_median_seconds{.*high' "$metrics")" "1, 0" \
	"a value is there, or missing with its reason"
is "$(grep '^patchlore_quality{.*"backlog".*high' "$metrics" |
	sed 's/.*} //')" 3 "and quality C is 3"
is "$(figures backlog --where severity=critical --where severity=critical \
	--format openmetrics | grep '^patchlore_backlog_cases')" \
	'patchlore_backlog_cases{clock="detection",severity="critical"} 2' \
	"what figures are confined to can be told from all"
is "$(figures backlog --where severity=critical --format csv | tr -d '\r' |
	cut -d , -f 1-5 | head -n 2 | tail -n 1)" "backlog,critical,n,count,2" \
	"in CSV as well"
is "$(patchlore kpi backlog --as-of 2026-03-01T00:00:00.5Z \
	--format openmetrics | sed -n 's/^patchlore_as_of.*} //p')" \
	1772323200.5 "the cut-off is a metric"

# What the checker is worth.
while IFS='|' read -r what text; do
	printf '%b' "$text" >"$TAP_TMP/wrong"
	not_ok "the checker refuses $what" openmetrics "$TAP_TMP/wrong"
done <<'END'
no end|# TYPE a gauge\n# HELP a b\na 1\n
no end of the last line|# TYPE a gauge\n# HELP a b\na 1\n# EOF
a line behind the end|# TYPE a gauge\n# HELP a b\na 1\n# EOF\n\n
an empty line|# TYPE a gauge\n\n# HELP a b\na 1\n# EOF\n
a series twice|# TYPE a gauge\n# HELP a b\na{b="1"} 1\na{b="1"} 2\n# EOF\n
a series twice, its labels in another order|# TYPE a gauge\n# HELP a b\na{b="1",c="2"} 1\na{c="2",b="1"} 2\n# EOF\n
a label twice|# TYPE a gauge\n# HELP a b\na{b="1",b="2"} 1\n# EOF\n
a comma too many|# TYPE a gauge\n# HELP a b\na{b="1",} 1\n# EOF\n
no comma|# TYPE a gauge\n# HELP a b\na{b="1"c="2"} 1\n# EOF\n
a quote that is not escaped|# TYPE a gauge\n# HELP a b\na{b="x"y"} 1\n# EOF\n
an escape that does not exist|# TYPE a gauge\n# HELP a b\na{b="x\\y"} 1\n# EOF\n
a byte that is not UTF-8|# TYPE a gauge\n# HELP a b\na{b="\0377"} 1\n# EOF\n
a hyphen in a name|# TYPE a gauge\n# HELP a b\na{b-c="1"} 1\n# EOF\n
a time|# TYPE a gauge\n# HELP a b\na 1 1772323200\n# EOF\n
two spaces|# TYPE a gauge\n# HELP a b\na  1\n# EOF\n
no number|# TYPE a gauge\n# HELP a b\na n/a\n# EOF\n
a unit that the name does not end in|# TYPE a gauge\n# HELP a b\n# UNIT a seconds\na 1\n# EOF\n
a quote in HELP|# TYPE a gauge\n# HELP a b "c"\na 1\n# EOF\n
another type|# TYPE a counter\n# HELP a b\na 1\n# EOF\n
no HELP|# TYPE a gauge\na 1\n# EOF\n
a sample of another family|# TYPE a gauge\n# HELP a b\nb 1\n# EOF\n
a sample of a family before|# TYPE a gauge\n# HELP a b\na 1\n# TYPE b gauge\n# HELP b b\na{b="1"} 1\n# EOF\n
a family twice|# TYPE a gauge\n# HELP a b\na 1\n# TYPE b gauge\n# HELP b b\n# TYPE a gauge\n# EOF\n
END
printf '# TYPE a gauge\n# HELP a b\na{b="1"} 1\n# EOF\n' >"$TAP_TMP/right"
ok "and nothing else" openmetrics "$TAP_TMP/right"

# ---- Text that tools wrote -------------------------------------------------

rm -f "$store"*
cat >"$TAP_TMP/names" <<'END'
'=1
+1
-1
=HYPERLINK("http://x","y")
=cmd|' /C calc'!A0
@SUM(A1)
a "quoted", name
back\slash\n
plain
＝1
END
sed 's/[\\"]/\\&/g; s/.*/{"kind":"item.detected","time":"2026-02-01T00:00:00Z","asset":"&","patch":"KB1"}/' \
	"$TAP_TMP/names" >"$TAP_TMP/names.jsonl"
is "$(patchlore collect --name n events path="$TAP_TMP/names.jsonl")" \
	"n: 10 new events" "there are names to be careful with"

figures backlog --by asset --format csv >"$csv"
cut -d , -f 2- "$csv" | sed -n 's/,n,count.*//p' >"$TAP_TMP/cells"
cat >"$TAP_TMP/expected" <<'END'
''=1
'+1
'-1
"'=HYPERLINK(""http://x"",""y"")"
'=cmd|' /C calc'!A0
'@SUM(A1)
"a ""quoted"", name"
back\slash\n
plain
'＝1
END
same_file "$TAP_TMP/cells" "$TAP_TMP/expected" \
	"no cell is a formula, whoever wrote its text"
sqlite3 :memory: -cmd ".import --csv '$csv' c" \
	"SELECT CASE WHEN asset LIKE '''%' THEN substr(asset, 2) ELSE asset END
	FROM c WHERE measure = 'n'" >"$TAP_TMP/back"
same_file "$TAP_TMP/back" "$TAP_TMP/names" \
	"and without its apostrophe each is what it was"

figures backlog --by asset --format openmetrics >"$metrics"
ok "nor can a label break out" openmetrics "$metrics"
is "$(sed -n 's/^patchlore_backlog_cases{clock="detection",asset="\(.*\)"} 1$/\1/p' \
	"$metrics" | sed 's/\\\([\\"]\)/\1/g')" "$(cat "$TAP_TMP/names")" \
	"and unescaped each is what it was"
is "$(figures backlog --where os="$(printf 'a\nb')" --format openmetrics |
	sed -n 's/^patchlore_backlog_cases//p')" \
	'{clock="detection",os="a\nb"} 0' "nor a line end that somebody asks for"

# ---- The whole catalogue ---------------------------------------------------

figures --all --by severity --format openmetrics >"$metrics"
ok "every figure is an exposition" openmetrics "$metrics"
like "$(figures --view managed backlog --format openmetrics)" \
	'^patchlore_backlog_cases.clock="detection",view="managed"' \
	"and the managed view clashes with no other"

# ---- Nothing to tell -------------------------------------------------------

figures --where asset=none --by os --format openmetrics >"$metrics"
ok "no figures are an exposition as well" openmetrics "$metrics"
is "$(grep -v '^#' "$metrics")" "" "without a sample"
is "$(figures --where asset=none --by os --format csv | wc -l)" 1 \
	"and a CSV with its head"
not_ok "a format that does not exist is refused" figures --format xml
like "$(figures --format xml 2>&1)" "table, json, csv or openmetrics" \
	"with those that do"
finish
