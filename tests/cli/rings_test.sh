#!/bin/sh
# Do early rings show what is wrong? Of rollouts that were worked out by hand.
. tests/tap.sh

store=$TAP_TMP/rings.db
page=docs/kpis/ring-effectiveness.md

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

rings() {
	patchlore health --rings --as-of 2026-03-01 "$@"
}

# Lines "day N ASSET KIND PATCH [PRODUCT]" or "day N ASSET asset.seen ring=RING" as
# events; N days after 2026-01-01, and asset "-" is none.
events() {
	awk '{
		month = 1
		for (day = $2 + 1; day > length_of[month]; month++)
			day -= length_of[month]
		printf "{\"kind\":\"%s\"", $4
		if ($3 != "-")
			printf ",\"asset\":\"%s\"", $3
		if (split($5, attr, "=") == 2)
			printf ",\"attrs\":{\"%s\":\"%s\"}", attr[1], attr[2]
		else if ($5 != "")
			printf ",\"patch\":\"%s\",\"product\":\"%s\"", $5,
				$6 == "" ? "os" : $6
		printf ",\"time\":\"2026-%02d-%02dT00:00:00Z\"}\n", month, day
	}
	BEGIN { split("31 28 31 30", length_of, " ") }'
}

collect() { # FILE
	rm -f "$store"*
	events <"$1" >"$TAP_TMP/events.jsonl"
	patchlore collect events path="$TAP_TMP/events.jsonl" >/dev/null
}

# The tables of an answer, without the sentences between them.
tables() {
	grep -E '^(-----|(ring|first|machines with|test|canary|unknown|prod|in an|outside of|on no|the patch had|it had not,) )'
}

# ---- The example of the page -----------------------------------------------

sed -n 's/^    day /day /p' "$page" >"$TAP_TMP/example"
collect "$TAP_TMP/example"
# shellcheck disable=SC2046 # words of a command
set -- $(sed -n 's/^    \(patchlore health --rings .*\)/\1/p' "$page")
"$@" >"$TAP_TMP/out"
tables <"$TAP_TMP/out" >"$TAP_TMP/got"
sed -n '/^    patchlore/,/^KB1/s/^    //p' "$page" | tables >"$TAP_TMP/want"
ok "the page has tables" test "$(wc -l <"$TAP_TMP/want")" -gt 15
same_file "$TAP_TMP/got" "$TAP_TMP/want" "the page's example comes out so"
# Of one stratum the limits are those of the plain risk ratio:
# 2/3 exp(-+1.96 sqrt(1 - 1/3 + 1 - 1/2)).
like "$(tr '\n' ' ' <"$TAP_TMP/out")" \
	'Risk ratio 0\.667, without limits by patch: fewer than 10 patches \(0\.080-5\.537 if' \
	"and its ratio"
like "$(cat "$TAP_TMP/out")" '^Of the last two, 1 had not been tried' \
	"and that one was never in the test ring"
like "$(cat "$TAP_TMP/out")" 'tried these patches 60\.0% are outside' \
	"and how many of all machines are outside"
like "$(cat "$TAP_TMP/out")" 'observed and not tried out' \
	"it is said that nobody drew lots"

members() { # of the page's table
	sed -n '/^## Members/,/^## How/p' "$page" | grep '^| `' |
		cut -d '|' -f 2 | grep -o '[a-z_.]*' | sed 's/.*\.//' | sort -u
}
rings --early test --format json >"$TAP_TMP/json"
# Places and their parts have a table of their own.
is "$(grep -o '"[a-z_]*":' "$TAP_TMP/json" | tr -d '":' | sort -u |
	grep -vxE 'patchlore|as_of|effect|rollback|ring|early|machines|patches|delay_days|count|share|installs|undone|risk|in_time|late|outside|told|leak_through|why')" \
	"$(members | grep -vxE 'machines|why')" \
	"the page names each member of the document"
like "$(cat "$TAP_TMP/json")" '^  "risk_ratio": 0\.666666667,' \
	"which has the ratio"
like "$(cat "$TAP_TMP/json")" '"why": "fewer than 10 patches"' "and its reason"
like "$(cat "$TAP_TMP/json")" '"early_from": "options"' \
	"and who said which ring is early"

# Five patches are too few for the data to tell.
like "$(rings)" '^Nothing .*: no ring has 10 patches that other rings tried, too' \
	"of few patches no ring is called early"
like "$(rings)" '^--early RING names one' "and it is said what to do"
like "$(rings --format json | tr -d ' \n')" \
	'"why":"noringhas10patches.*,"effect":null,"rollback":null' \
	"a document has null then"

# ---- Twelve patches, by rules ----------------------------------------------
#
# Patch k, 1 to 12, is of product x, from 7 on of y. It comes to t1 (test) on day
# k, to c1 (canary) 2 days later, u1 (no ring) 3 days, m1 to m4 (prod) 5 days.
#
#   t1 undoes 1 to 3 after a day
#   c1 fails at 4 and 5
#   m1 undoes 6 to 10 after two days, and has 6 again on day 20, which is no first
#      install any more
#   m5 (prod) does not wait: it gets each odd patch on day k, and undoes 7 and 9
#      on the second day after
#   gone (prod) gets 12 on day 20 and is not seen again
#   late is tried 10 days before the cut-off, by t1 and m1, and fails on t1
#
# Delays: test 0, canary 2, unknown 3, prod 5 (of five or six machines the third).
# Early is test. First problems: 2 in time, 1 and 3 late since m5 has them, 4 to 10
# outside; that is 1, 2 and 7 of 10. Machines with a problem: the same, and m5
# of 7 and 9: 1, 2 and 9 of 12.
#
# Rollbacks outside: t1 had each for a day. Soaked are c1 of 10 patches, u1 and m1
# to m4 of 12: 70, of which m1 undid 5. The others are m5's 6, 2 undone. gone is
# lost, and m1 has late for less than 30 days. By product:
#
#   x   soaked 4 + 6 + 24 = 34, 1 undone    others 3, 0 undone
#   y   soaked 6 + 6 + 24 = 36, 4 undone    others 3, 2 undone
#
#   (1 * 3/37 + 4 * 3/39) / (2 * 36/39) = 0.2106
#
# Limits are those of tests/data/rings/limits.R.
seq 1 12 | awk '
	function tell(day, asset, kind) {
		print "day", day, asset, kind, "P" k, k <= 6 ? "x" : "y"
	}
	{
		k = $1
		tell(k, "t1", "deploy.installed")
		if (k <= 3)
			tell(k + 1, "t1", "deploy.rolled_back")
		tell(k + 2, "c1", \
			k == 4 || k == 5 ? "deploy.failed" : "deploy.installed")
		tell(k + 3, "u1", "deploy.installed")
		for (i = 1; i <= 4; i++)
			tell(k + 5, "m" i, "deploy.installed")
		if (k >= 6 && k <= 10)
			tell(k + 7, "m1", "deploy.rolled_back")
		if (k == 6)
			tell(20, "m1", "deploy.installed")
		if (k % 2 == 1)
			tell(k, "m5", "deploy.installed")
		if (k == 7 || k == 9)
			tell(k + 2, "m5", "deploy.rolled_back")
		if (k == 12)
			tell(20, "gone", "deploy.installed")
	}
	END {
		print "day 20 gone asset.seen ring=prod"
		print "day 49 t1 deploy.failed late x"
		print "day 49 m1 deploy.installed late x"
		print "day 58 t1 asset.seen ring=test"
		print "day 58 c1 asset.seen ring=canary"
		print "day 58 u1 asset.seen"
		for (i = 1; i <= 5; i++)
			print "day 58 m" i " asset.seen ring=prod"
	}' >"$TAP_TMP/twelve"
collect "$TAP_TMP/twelve"
# What names a vulnerability and no patch is not of a patch.
echo '{"kind":"deploy.failed","time":"2026-01-01T00:00:00Z","asset":"m1","vuln":"CVE-2026-1"}' \
	>"$TAP_TMP/vuln.jsonl"
patchlore collect events path="$TAP_TMP/vuln.jsonl" >/dev/null
rings >"$TAP_TMP/out"

cat >"$TAP_TMP/want" <<'EOF2'
ring early machines patches delay in days
test early 1 12 0.00
canary 1 12 2.00
unknown 1 12 3.00
prod 6 12 5.00
first problem seen count share 95 % (in %)
in an early ring, before others had it 1 10.0% 1.8-40.4
in an early ring, but others had it, too 2 20.0% 5.7-51.0
outside of the early rings 7 70.0% 39.7-89.2
on no machine: told of the patch 0 0.0% 0.0-27.8
machines with a problem count share 95 % (in %)
in an early ring, before others had it 1 8.3% 0.8-52.1
in an early ring, but others had it, too 2 16.7% 3.3-53.7
outside of the early rings 9 75.0% 39.2-93.3
first installs outside installs rolled back risk
the patch had stood in an early ring 70 5 7.14%
it had not, or not for so long 6 2 33.33%
EOF2
tables <"$TAP_TMP/out" | grep -v '^-----' | tr -s ' ' >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/want" "what the rings did, by the data's own order"
like "$(cat "$TAP_TMP/out")" '^12 patches followed .*, 10 of them with a problem' \
	"of the patches that were followed"
is "$(grep followed "$TAP_TMP/out")" \
	"$(patchlore health --soak --as-of 2026-03-01 | grep followed)" \
	"which are those of soak yield"
like "$(cat "$TAP_TMP/out")" '^1 patches with a shorter record are left out, 1 of' \
	"and not those that are young"
like "$(cat "$TAP_TMP/out")" 'that have both: 2, with 76 installs' \
	"risks are compared by product"
like "$(cat "$TAP_TMP/out")" \
	'^Left out: 1 installs not yet 30 days old, 1 lost from sight' \
	"and not of installs that could not be watched"
like "$(tr '\n' ' ' <"$TAP_TMP/out")" 'Risk ratio 0\.211, 95 % by patch 0\.064-0\.688 \(0\.060-0\.740 if' \
	"the ratio has limits by patch, and others"

# ---- Who asks otherwise ----------------------------------------------------

# The canary alone: its delay is not asked, and the failures of 4 and 5 come too
# late, since t1 had both. The others are undone on t1, m1 and m5.
like "$(rings --early canary | tr -s ' ')" \
	'^in an early ring, but others had it, too 2 20\.0%' \
	"an early ring can be named"
# t1 undid the first three after 24 hours exactly, so they had stood for 24 but not
# for 25: then what 1 to 3 brought outside is not soaked: 18 of the 70.
like "$(rings --hours 25 | tr -s ' ')" \
	'^the patch had stood in an early ring 52 5 9\.62%' \
	"and how long it takes"
like "$(rings --early test --early canary --early prod --early unknown)" \
	'^Nothing .*: no machine outside of the early rings' \
	"where all are early there is nothing to say"
like "$(rings --where ring=prod)" '^Nothing .*: no ring has 10 patches' \
	"nor where a condition leaves one ring"
like "$(rings --where product=y --early test)" '^6 patches followed' \
	"a condition leaves the patches that match"
like "$(rings --early lab 2>&1)" \
	'no machine in a ring "lab" tried a patch; there are: .*canary' \
	"a ring that is none is told, with those that there are"
like "$(rings --hours 0 2>&1)" '--hours 0: expected a number of hours, 1 to' \
	"hours are a number"
like "$(rings P1 2>&1)" '--rings is about all patches' "of one patch there is none"
like "$(rings --soak 2>&1)" 'expected one of --soak and --rings' \
	"one thing is asked at a time"
like "$(patchlore health --early test 2>&1)" 'are for --rings alone' \
	"and rings are asked for by name"

# Without products each patch is compared with itself, which only the odd ones can
# be: 7 and 9 with 1 of 6 undone and 1 of 1. (1/7 + 1/7) / (6/7 + 6/7) = 1/6. They
# have 6 installs each and m5's, but for 5, which c1 lacks: 41.
rm -f "$store"*
events <"$TAP_TMP/twelve" | sed 's/,"product":"[a-z]*"//' >"$TAP_TMP/events.jsonl"
patchlore collect events path="$TAP_TMP/events.jsonl" >/dev/null
rings >"$TAP_TMP/out"
like "$(cat "$TAP_TMP/out")" 'that have both: 6, with 41 installs' \
	"a patch without a product is like no other"
like "$(cat "$TAP_TMP/out")" '^Risk ratio 0\.167,' "and compared with itself"

# t1 without a ring is no early one, though it comes first.
sed 's/ t1 asset.seen .*/ t1 asset.seen/' "$TAP_TMP/twelve" >"$TAP_TMP/nameless"
collect "$TAP_TMP/nameless"
rings | tables | sed -n '3,$p' | grep -v '^-----' | head -n 3 | tr -s ' ' |
	cut -d ' ' -f 1,2 >"$TAP_TMP/got"
printf '%s\n' 'unknown 2' 'canary early' 'prod 6' >"$TAP_TMP/want"
same_file "$TAP_TMP/got" "$TAP_TMP/want" "machines without a ring are never early"

# t2 does all that t1 does, in a ring of its own.
sed '/ t1 /{ p; s/ t1 / t2 /; s/=test/=lab/; }' "$TAP_TMP/twelve" >"$TAP_TMP/two"
collect "$TAP_TMP/two"
is "$(rings | grep -cE '^(lab|test) +early ')" 2 \
	"rings that get patches at the same time are early together"

rm -f "$store"*
echo '{"kind":"deploy.failed","time":"2026-01-01T00:00:00Z","asset":"a","patch":"p"}' \
	>"$TAP_TMP/events.jsonl"
patchlore collect events path="$TAP_TMP/events.jsonl" >/dev/null
like "$(rings)" '^Nothing .*: no machine has a ring' \
	"where no source tells of rings, that is said"
finish
