#!/bin/sh
# Which patches made trouble, of histories that were worked out by hand.
#
# Seen from 2026-03-01. Fewer than ten patches have been tried, so the prior is
# Jeffreys'; each patch went well everywhere or nowhere, so nothing tells how
# much machines hang together, and each is one trial. Limits of one side:
#
#   good   320 clean on January 5      at most 1 - 0.05^(1/320) = 0.9 %
#   fair   200 clean on February 20    at most 1 - 0.05^(1/200) = 1.5 %: below
#          2 but not 1 %, young; 299 are needed, so 99 more
#   few    10 clean on January 5       at most 1 - 0.05^(1/10) = 25.9 %; 289
#          more. The vendor admits a fault in it
#   bad    20 machines, all in trouble: at least 0.05^(1/20) = 86.1 %. 1 to 12
#          failed, 11 to 20 installed it and rolled it back a week later; so 11
#          and 12 did both, and 1 failed twice. It was withdrawn, an incident
#          was opened on machine 1 and another linked to it without a machine
#   late   one machine undid it after 45 days, which is no trouble; it was found
#          wanting 10 days after the install. At most 1 - 0.05 = 95.0 %; 298
#   told   never tried, but has a known issue; 299
#   quiet  never tried, and nothing is told against it
. tests/tap.sh

store=$TAP_TMP/h.db

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

health() {
	patchlore health --as-of 2026-03-01 "$@"
}

# An event of each of the machines FIRST to LAST.
each() { # FIRST LAST KIND DATE PATCH
	seq "$1" "$2" | sed "s/.*/{\"kind\":\"$3\",\"time\":\"$4T00:00:00Z\",\"asset\":\"m&\",\"patch\":\"$5\"}/"
}

vote() { # WHAT DATE PATCH [MACHINE]
	echo "{\"kind\":\"feedback.vote\",\"time\":\"$2T00:00:00Z\",\"patch\":\"$3\",${4:+\"asset\":\"$4\",}\"attrs\":{\"vote\":\"$1\"}}"
}

told() { # KIND DATE PATCH
	echo "{\"kind\":\"$1\",\"time\":\"$2T00:00:00Z\",\"patch\":\"$3\"}"
}

{
	each 1 320 deploy.installed 2026-01-05 good
	each 1 200 deploy.installed 2026-02-20 fair
	each 1 10 deploy.installed 2026-01-05 few
	told patch.known_issue 2026-01-09 few
	each 1 12 deploy.failed 2026-01-05 bad
	each 1 1 deploy.failed 2026-01-06 bad
	each 11 20 deploy.installed 2026-01-07 bad
	each 11 20 deploy.rolled_back 2026-01-14 bad
	each 1 1 incident.opened 2026-01-15 bad
	told incident.linked 2026-01-16 bad
	told patch.withdrawn 2026-01-20 bad
	vote up 2026-01-16 bad m1
	vote down 2026-01-17 bad m2
	vote down 2026-01-18 bad
	vote 0 2026-01-19 bad
	each 1 1 deploy.installed 2026-01-05 late
	each 1 1 item.reopened 2026-01-15 late
	each 1 1 deploy.rolled_back 2026-02-19 late
	told patch.known_issue 2026-01-09 told
	told patch.released 2026-01-09 quiet
	seq 1 320 | sed 's/.*/{"kind":"asset.seen","time":"2026-02-28T00:00:00Z","asset":"m&","attrs":{"ring":"&"}}/'
} >"$TAP_TMP/events"
patchlore collect --name one events path="$TAP_TMP/events" >/dev/null

cat >"$TAP_TMP/want" <<'EOF2'
patch status tried failed rolled back young refuted opened linked up down known issue withdrawn trouble to good
bad bad 20 12 10 0 0 1 1 1 2 - 2026-01-20 86.1-100.0 % N
fair caution 200 0 0 200 0 0 0 0 0 - - 0.0-1.5 % 99
few not enough data 10 0 0 0 0 0 0 0 0 2026-01-09 - 0.0-25.9 % 289
told not enough data 0 0 0 0 0 0 0 0 0 2026-01-09 - - 299
late not enough data 1 0 0 0 1 0 0 0 0 - - 0.0-95.0 % 298
good good 320 0 0 0 0 0 0 0 0 - - 0.0-0.9 % 0
EOF2
# How many it takes to live down twenty is told, but not worked out by hand.
health | sed -n '3p; 5,10p' | tr -s ' ' | sed 's/^ //; s/% [0-9]\{4,5\}$/% N/' \
	>"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/want" "the worst comes first"
like "$(health)" 'about 300 independent ones prove less than 1 %' \
	"it says what proof takes"
like "$(health)" 'independent: too few groups with events' \
	"and that machines are taken for independent"
like "$(health)" 'Votes .* do not enter it' "and what does not enter it"

# One patch, by itself.
is "$(health few | grep -c '^[a-z]* *not enough data')" 1 \
	"one patch can be asked for"
like "$(health quiet)" '^quiet +not enough data +0 ' \
	"also one of which nothing is told"
like "$(health none 2>&1)" 'knows no patch "none"' "but not one that is not there"
like "$(health one two 2>&1)" 'expected at most one patch' "nor two"

# As documents.
cat >"$TAP_TMP/want" <<'EOF2'
   "patch": "bad",
   "status": "bad",
   "tried": 20,
   "installed": 10,
   "failed": 12,
   "rolled_back": 10,
   "troubled": 20,
   "young": 0,
   "refuted": 0,
   "incidents_opened": 1,
   "incidents_linked": 1,
   "up": 1,
   "down": 2,
   "known_issue": null,
   "withdrawn": "2026-01-20T00:00:00Z",
   "effective": 20.0,
   "prior": {
    "a": 0.5,
    "b": 0.5,
    "why": "fewer than 10 other patches"
   },
EOF2
health bad --format json | sed -n '/"patch"/,/^   },/p' >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/want" "a patch as a document"
# (0.5 + 20) / (1 + 20); 0.05 ^ (1 / 20)
like "$(health bad --format json)" '"rate": 0\.976190476,' \
	"its rate is what the prior makes of it"
like "$(health bad --format json)" '"low": 0\.860891659,' \
	"and low is what its own machines prove"
like "$(health told --format json)" '"why": "nothing to count"' \
	"what nobody tried has no rate, and says why"
like "$(health told --format json)" '"rate": null' "and null for it"

# Who looks earlier, or at a part, sees less.
like "$(patchlore health bad --as-of 2026-01-10)" \
	'^bad +bad +20 +12 +0 +8 +0 +0 +0 +0 +0 +- +- ' \
	"before the rollbacks there were none"
is "$(health --where ring=1 | grep -c '^[a-z]* .* 1  ')" 5 \
	"a condition leaves the machines that match"
like "$(health --where ring=1)" '^bad .* 1 +1 +0 +0 +0 +1 +1 +1 +1 ' \
	"and what is told of the patch without a machine"
like "$(health --where ring=none)" '^No patch was tried' \
	"where nothing matches it says so"
like "$(health --by ring 2>&1)" 'unrecognized|no option|unknown' \
	"what there is no option for is told"

# Two sources that tell of the same make it no worse.
health >"$TAP_TMP/want"
patchlore collect --name two events path="$TAP_TMP/events" >/dev/null
health >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/want" "what two sources tell counts once"

# Twelve patches, each tried by ten machines and failed on the first. Of any,
# the eleven others have a rate of 1/10 and are as alike as can be, so they are
# worth the most that a prior may: 10 events in 100.
rm -f "$store"*
for patch in a b c d e f g h i j k l; do
	each 1 1 deploy.failed 2026-01-05 $patch
	each 2 10 deploy.installed 2026-01-05 $patch
done >"$TAP_TMP/alike"
patchlore collect events path="$TAP_TMP/alike" >/dev/null
health --format json >"$TAP_TMP/got"
is "$(grep -cE '"a": (10\.0|9\.99999999|10\.00000000),' "$TAP_TMP/got")" 12 \
	"the others make the prior"
is "$(grep -cE '"b": 90\.0' "$TAP_TMP/got")" 12 "both parts of it"

# How long to wait. Days at risk from the release on January 1:
#
#   s1  m1 2, m2 20; first tried on January 3, an incident on the 8th: 5 days
#   s2  m1 1; no problem
#   s3  m1 11; its first attempt failed: seen at once
#   s4  first tried on February 12, so there are no 30 days; withdrawn
#
# Of s1 and s3, one is seen after 1 day and both after 5. Waiting for 7 days
# costs 2 + 7 + 1 + 7 = 17 days at risk. Wilson's limits are R's:
# prop.test(1, 2, correct = FALSE), prop.test(2, 2, correct = FALSE).
rm -f "$store"*
{
	for day in 2025-12-31 2026-02-28; do
		each 1 2 asset.seen $day ""
	done | sed 's/,"patch":""//'
	for patch in s1 s2 s3; do
		told patch.released 2026-01-01 $patch
	done
	each 1 1 deploy.installed 2026-01-03 s1
	each 2 2 deploy.installed 2026-01-21 s1
	told incident.opened 2026-01-08 s1
	each 1 1 deploy.installed 2026-01-02 s2
	each 1 1 deploy.failed 2026-01-11 s3
	each 1 1 deploy.installed 2026-01-12 s3
	told patch.released 2026-02-10 s4
	each 1 1 deploy.installed 2026-02-12 s4
	told patch.withdrawn 2026-02-13 s4
} >"$TAP_TMP/soak"
patchlore collect events path="$TAP_TMP/soak" >/dev/null
cat >"$TAP_TMP/want" <<'EOF2'
 1 1 50.0% 9.5-90.5 4.0
 2 1 50.0% 9.5-90.5 7.0
 3 1 50.0% 9.5-90.5 9.0
 5 2 100.0% 34.2-100.0 13.0
 7 2 100.0% 34.2-100.0 17.0
 10 2 100.0% 34.2-100.0 23.0
 14 2 100.0% 34.2-100.0 28.0
 21 2 100.0% 34.2-100.0 34.0
 30 2 100.0% 34.2-100.0 34.0
EOF2
health --soak | grep % | grep -v days | sed 's/^/ /' | tr -s ' ' >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/want" "what waiting shows, and what it costs"
like "$(health --soak)" '^3 patches followed .*, 2 of them with a problem' \
	"it says of how many patches"
like "$(health --soak)" '^1 patches with a shorter record .*, 1 of them' \
	"and how many are left out"
is "$(health --soak --format json | sed -n '/"young"/,/"low"/p' | tr -d ' \n')" \
	'"young":1,"young_with_problem":1,"items":4,"soak":[{"days":1,"seen":1,"share":0.5,"low":0.0945312057,' \
	"the same as a document"
like "$(patchlore health --soak --as-of 2026-01-20)" '^ +1 +0 +n/a +n/a +n/a$' \
	"where no patch was followed for long there are no numbers"
like "$(health s1 --soak 2>&1)" 'about all patches' "of one patch there is none"

# A store that knows machines and no patch.
rm -f "$store"*
echo '{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"a"}' \
	>"$TAP_TMP/bare.jsonl"
patchlore collect events path="$TAP_TMP/bare.jsonl" >/dev/null
ok "where no patch is known there is none to list" health
ok "nor to soak" health --soak
finish
