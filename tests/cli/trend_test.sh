#!/bin/sh
# Whether figures changed over the months, of a history in which one did and
# one did not.
#
# Each of 18 months brings a critical and a low patch to 60 machines. The share
# of critical ones whose first attempt fails rises from 4 % by two points a
# month; from the tenth month on they are patched in 6 days on average and no
# longer in 18. Of the low ones a tenth fails and 18 days are the average, all
# the time. Failures are told in the month of the install, and everything is
# found on the first day of its month.
. tests/tap.sh

store=$TAP_TMP/k.db

# Events to standard output; to OUT what must come of them, as
# "severity month n count", where n is of finished attempts and count of those
# that failed, and "within severity month n count" of items and those that were
# patched within 30 days.
history() { # OUT
	awk -v out="$1" '
	function uniform() { # Park and Miller (1988): the same in every awk
		seed = seed * 16807 % 2147483647
		return seed / 2147483647
	}
	function days_of_month(m) {
		return substr("312831303130313130313031", m % 12 * 2 + 1, 2) + 0
	}
	function day_text(day, month) { # day 0 is that of 2025-01-01; sets name
		month = 0
		while (day >= length_of[month])
			day -= length_of[month++]
		name = sprintf("%d-%02d", 2025 + int(month / 12), month % 12 + 1)
		return sprintf("%s-%02d", name, int(day) + 1)
	}
	function tell(kind, day, asset, patch) {
		minute = int((day - int(day)) * 1440)
		printf "{\"kind\":\"%s\",\"time\":\"%sT%02d:%02d:00Z\"," \
			"\"asset\":\"m%d\",\"patch\":\"%s\"}\n", kind,
			day_text(day), minute / 60, minute % 60, asset, patch
	}
	function item(severity, m, asset, patch, mean, bad) {
		end = start - mean * log(uniform()) + 0.01
		fails = uniform() < bad
		tell("item.detected", start, asset, patch)
		if (fails) {
			tell("deploy.failed", end, asset, patch)
			failed[severity " " name]++
			tried[severity " " name]++
		}
		tell("deploy.installed", end + 0.005, asset, patch)
		tried[severity " " name]++
		within[severity " " m] += end + 0.005 < start + 30
	}
	BEGIN {
		seed = 20250101
		for (m = 0; m < 48; m++)
			length_of[m] = days_of_month(m)
		for (m = 0; m < 18; m++) {
			for (s = 0; s < 2; s++) {
				severity = s ? "low" : "critical"
				patch = severity "-" m
				printf "{\"kind\":\"patch.released\",\"time\":" \
					"\"%sT00:00:00Z\",\"patch\":\"%s\"," \
					"\"attrs\":{\"severity\":\"%s\"}}\n",
					day_text(start), patch, severity
				for (asset = 1; asset <= 60; asset++)
					item(severity, m, asset, patch,
						!s && m >= 9 ? 6 : 18,
						s ? 0.1 : 0.04 + 0.02 * m)
			}
			day_text(start)
			for (s = 0; s < 2; s++)
				print "within", s ? "low" : "critical", name, 60,
					within[(s ? "low" : "critical") " " m] >out
			start += length_of[m]
		}
		for (key in tried)
			print key, tried[key], failed[key] + 0 >out
	}'
}

trend() {
	"$BUILD/patchlore" --store "$store" trend "$@"
}

# The months of a table, as "severity month n count" or, with the share in
# place of the count, as that of time-to-patch.
months() {
	awk '/^severity: / { severity = $2 }
		/^20[0-9][0-9]-/ { print severity, $1, $2, $3 }' | sort
}

history "$TAP_TMP/expected" >"$TAP_TMP/events"
"$BUILD/patchlore" --store "$store" collect events path="$TAP_TMP/events" \
	>/dev/null

# ---- A rate ----------------------------------------------------------------

trend failure-rate --by severity --as-of 2026-06-30 >"$TAP_TMP/rate"
months <"$TAP_TMP/rate" >"$TAP_TMP/months"
grep -v '^within' "$TAP_TMP/expected" | awk '$2 < "2026-06"' | sort \
	>"$TAP_TMP/told"
same_file "$TAP_TMP/months" "$TAP_TMP/told" \
	"each month has its attempts and those that failed"
like "$(cat "$TAP_TMP/rate")" '^Months from 2026-06 on are left out: not over' \
	"a month that is not over is left out, and said so"
is "$(sed -n 's/^Verdict: \(.*\);.*/\1/p' "$TAP_TMP/rate")" "rising
no evidence of change" "one rate rises and the other does not"

# Of two lines the smaller p is doubled, the larger stays.
for where in critical low; do
	trend failure-rate --where severity=$where --as-of 2026-06-30 \
		--format json | sed -n 's/^   "p": \(.*\),/\1/p'
done | awk 'NR == 1 { $1 *= 2 } { printf "%.6g\n", $1 }' >"$TAP_TMP/doubled"
trend failure-rate --by severity --as-of 2026-06-30 --format json |
	sed -n 's/.*"p_adjusted": \(.*\),/\1/p' |
	awk '{ printf "%.6g\n", $1 }' >"$TAP_TMP/adjusted"
same_file "$TAP_TMP/adjusted" "$TAP_TMP/doubled" \
	"who asks about two strata gets p values for two"

like "$(trend failure-rate --as-of 2025-08-01)" \
	'^No chart: fewer than 10 periods' "a short series has no chart"
like "$(trend failure-rate --as-of 2025-08-01 --format json)" \
	'"chart.center": "fewer than 10 periods"' "and a document says why"
like "$(trend failure-rate --as-of 2025-03-15)" \
	'^Verdict: too little to tell; no p: fewer than 4 points' \
	"two months are no trend"
is "$(trend failure-rate --as-of 2025-01-31 | tail -n 1)" \
	"No month to tell of." "nor is nothing"

# ---- Time to patch ---------------------------------------------------------

trend time-to-patch --by severity --as-of 2026-06-30 >"$TAP_TMP/time"
months <"$TAP_TMP/time" >"$TAP_TMP/months"
awk '/^within/ && $3 < "2026-05" {
	printf "%s %s %d %.1f\n", $2, $3, $4, $5 / $4 * 100 }' \
	"$TAP_TMP/expected" | sort >"$TAP_TMP/told"
same_file "$TAP_TMP/months" "$TAP_TMP/told" \
	"each month has the share that was patched within 30 days"
like "$(cat "$TAP_TMP/time")" 'was patched within 30 days. Months from 2026-05 on are left' \
	"what began on May 31 was not followed for 30 days on June 30"
is "$(sed -n 's/^Verdict: \(.*\);.*/\1/p' "$TAP_TMP/time")" \
	"patched faster than before
no evidence of change" "one is patched faster and the other is not"
like "$(trend time-to-patch --as-of 2026-06-30 --horizon 45)" \
	'from 2026-05 on are left out' "a horizon reaches back over a month"
like "$(trend time-to-patch --as-of 2026-06-30 --horizon 29)" \
	'from 2026-06 on are left out' "and a shorter one leaves it in"
is "$(trend time-to-patch --where severity=low --as-of 2026-07-05 --horizon 30 |
	months)" "$(trend time-to-patch --where severity=low --as-of 2026-07-29 |
	months)" "what comes after the horizon changes no month"
like "$(trend time-to-patch --horizon 5 --as-of 2026-07-01)" \
	'^No chart of medians: the median is not reached in every month' \
	"medians of the fast months alone are not charted"
like "$(trend time-to-patch --as-of 2025-08-05)" \
	'^Verdict: too little to tell; no p: fewer than 4 months in a half' \
	"three months against three are no judgement"
like "$(trend time-to-patch --where asset=m1 --as-of 2026-07-01)" \
	'^Verdict: .*; no p: fewer than 10 groups of assets' "nor is one machine"

# ---- Other mixes, and breaks -------------------------------------------------

# "N": the hazard ratio of the JSON on standard input.
hazard() {
	sed -n 's/.*"hazard_ratio": \(.*\),/\1/p'
}

# Critical patches became faster and low ones did not. Together they are compared
# each with its own, which lies between the two.
trend time-to-patch --where severity=low --as-of 2026-06-30 --format json |
	hazard >"$TAP_TMP/low"
trend time-to-patch --by severity --as-of 2026-06-30 --format json | hazard |
	tail -n 1 >"$TAP_TMP/by"
same_file "$TAP_TMP/by" "$TAP_TMP/low" \
	"who asks about severities gets each by itself"
like "$(trend time-to-patch --as-of 2026-06-30)" \
	'^Verdict: patched faster than before; p = ' \
	"and who does not gets one answer of both"
{
	cat "$TAP_TMP/low"
	trend time-to-patch --as-of 2026-06-30 --format json | hazard
	trend time-to-patch --where severity=critical --as-of 2026-06-30 \
		--format json | hazard
} >"$TAP_TMP/hazards"
ok "which lies between those of each" sort -gc "$TAP_TMP/hazards"

# Critical patches take 2 days and low ones 12, and each machine up to two more,
# in every month of 2025. From July on there are three critical ones for a low
# one, and before it is the other way round.
awk 'BEGIN {
	for (month = 1; month <= 12; month++)
		for (patch = 0; patch < 4; patch++) {
			critical = month < 7 ? patch < 1 : patch < 3
			name = month "-" patch
			printf "{\"kind\":\"patch.released\",\"time\":" \
				"\"2025-%02d-01T00:00:00Z\",\"patch\":\"%s\"," \
				"\"attrs\":{\"severity\":\"%s\"}}\n", month, name,
				critical ? "critical" : "low"
			for (asset = 0; asset < 24; asset++) {
				printf "{\"kind\":\"item.detected\",\"time\":" \
					"\"2025-%02d-01T00:00:00Z\",\"asset\":" \
					"\"m%d\",\"patch\":\"%s\"}\n", month, asset,
					name
				printf "{\"kind\":\"deploy.installed\",\"time\":" \
					"\"2025-%02d-%02dT00:00:00Z\",\"asset\":" \
					"\"m%d\",\"patch\":\"%s\"}\n", month,
					1 + (critical ? 2 : 12) + asset % 3, asset, name
			}
		}
}' >"$TAP_TMP/mix"
"$BUILD/patchlore" --store "$TAP_TMP/mix.db" collect events \
	path="$TAP_TMP/mix" >/dev/null
# 24 machines of 2, 3 and 4 days and as many of 12, 13 and 14: 8 on average.
like "$(store=$TAP_TMP/mix.db trend time-to-patch --as-of 2026-02-15)" \
	'^From 2025-07 on: 8.0 days on average, before 8.0; change .0.00' \
	"more critical patches make patching no faster"

# Everything is found on the first of a month, so what comes after a break is
# what began since then; and a month with a break in it belongs to no side.
tests_of() {
	sed -n 's/^   "\(p\|verdict\)": \(.*\)/\1 \2/p'
}
for figure in failure-rate time-to-patch backlog-flow; do
	trend $figure --since 2025-07-01 --as-of 2026-06-30 --format json |
		tests_of >"$TAP_TMP/since"
	for day in 2025-07-01 2025-06-12; do
		trend $figure --break $day --as-of 2026-06-30 --format json |
			tests_of >"$TAP_TMP/break"
		same_file "$TAP_TMP/break" "$TAP_TMP/since" \
			"$figure is tested as if it began after $day"
	done
done
trend failure-rate --break 2025-06-12='new agent' --break 2025-03-01 \
	--as-of 2026-06-30 >"$TAP_TMP/break"
is "$(grep -oE '^(2025-0[2-7]|break +[0-9-]*)' "$TAP_TMP/break" | tr -s ' ')" \
	"2025-02
break 2025-03-01
2025-03
2025-04
2025-05
2025-06
break 2025-06-12
2025-07" \
	"a break stands before the first month after it"
like "$(cat "$TAP_TMP/break")" '^break .* 2025-06-12: new agent$' \
	"with what it is"
like "$(grep '^2025-06' "$TAP_TMP/break")" 'n/a *$' \
	"and months before it are told without limits"
like "$(cat "$TAP_TMP/break")" 'charts and tests are of the months from 2025-07' \
	"which is said"
trend failure-rate --break 2025-06-12='new agent' --as-of 2026-06-30 \
	--format json | tr -d ' \n' >"$TAP_TMP/break"
like "$(cat "$TAP_TMP/break")" '"breaks":\[{"at":"2025-06-12T00:00:00Z","text":"newagent"}\],"tested_from":"2025-07"' \
	"a document has the same"
# Critical patches were faster from October on, and from then on all the same.
like "$(trend time-to-patch --where severity=critical --break 2025-10-01 \
	--as-of 2026-07-31)" '^Verdict: no evidence of change' \
	"what changed with a break is no change after it"
like "$(trend failure-rate --break 2026-05-20 --as-of 2026-06-30)" \
	'^Verdict: too little to tell; no p: fewer than 4 points' \
	"after a break of late there is nothing yet"
like "$(trend failure-rate --break 2026-07-01 --as-of 2026-06-30 2>&1)" \
	'2026-07-01T00:00:00Z lies after the cut-off' "nor after one to come"
like "$(trend failure-rate --break soon=x 2>&1)" \
	'break soon: expected a date' "a break has a date"

# ---- The other rates, and what cannot be asked ------------------------------

like "$(trend sla-compliance --policy 7-30-90 --format json --as-of 2026-06-30)" \
	'"digest": "[0-9a-f]{32}"' "a document has the digest of the policy"
like "$(trend first-attempt-success --format json --as-of 2026-06-30)" \
	'"definitions": "[0-9a-f]{32}"' "and of the definitions"
# All that is open in a month was found in it or before: those of January are
# the 120 that were found in it.
like "$(trend remediation-capacity --as-of 2026-06-30)" '^2025-01 +120 ' \
	"what a month could have closed"
like "$(trend sla-compliance 2>&1)" 'needs --policy PACK' \
	"nothing to comply with"
like "$(trend failure-rate --by month 2>&1)" 'by month anyway' \
	"the month need not be asked for"
like "$(trend failure-rate --by os,ring,class,group 2>&1)" \
	'at most 3 strata' "nor is there room for four strata more"
like "$(trend failure-rate --horizon 7 2>&1)" 'failure-rate is not one' \
	"a rate has no horizon"
like "$(trend rollback-rate --horizon 7 2>&1)" 'the 30 days of rollback-rate' \
	"and that of rollbacks is given"
like "$(trend time-to-patch --horizon 0 2>&1)" 'expected a number of days' \
	"a horizon of no days"

# Each figure has a trend or says why there can be none.
for figure in $("$BUILD/patchlore" kpi --help |
	sed -n 's/^[* ] \([a-z][a-z-]*\)  .*/\1/p'); do
	trend "$figure" --policy 7-30-90 --as-of 2026-06-30 2>&1 |
		grep -E '^Verdict: |^No month to tell|has no trend: [a-z]'
done >"$TAP_TMP/answers"
is "$(wc -l <"$TAP_TMP/answers")" "$("$BUILD/patchlore" kpi --help |
	grep -c '^[* ] [a-z][a-z-]*  ')" "every figure answers"
like "$(cat "$TAP_TMP/answers")" 'backlog has no trend: what is open' \
	"some with the reason why they cannot"
like "$(trend backlog-flow --clock release 2>&1)" 'only by the detection clock' \
	"what is found late would still be added to old months"

# ---- Spans and flows, by hand ------------------------------------------------

store=$TAP_TMP/hand.db

# KIND TIME ASSET PATCH
event() {
	printf '{"kind":"%s","time":"%s","asset":"%s","patch":"%s"}\n' "$@"
}

{
	# Rolled back after 10 days and after 40, and not; then two more.
	event deploy.installed 2025-01-03T00:00:00Z a undone
	event deploy.rolled_back 2025-01-13T00:00:00Z a undone
	event deploy.installed 2025-01-04T00:00:00Z b undone
	event deploy.rolled_back 2025-02-13T00:00:00Z b undone
	event deploy.installed 2025-01-31T00:00:00Z c undone
	event deploy.installed 2025-01-05T00:00:00Z d undone
	event deploy.installed 2025-02-05T00:00:00Z e undone
	event deploy.installed 2025-02-28T00:00:00Z f undone
	# Restarts after 1, 3 and 50 days.
	for end in a:2025-01-11 b:2025-01-13 c:2025-03-01; do
		event deploy.installed 2025-01-10T00:00:00Z ${end%:*} restart
		event deploy.reboot_required 2025-01-10T00:00:00Z ${end%:*} \
			restart
		event deploy.rebooted ${end#*:}T00:00:00Z ${end%:*} restart
	done
	# Mitigated after 5 days; patched after 19; neither, until the end.
	for asset in a b c; do
		event item.detected 2025-01-01T00:00:00Z $asset shield
	done
	event mitigation.applied 2025-01-06T00:00:00Z a shield
	event deploy.installed 2025-01-20T00:00:00Z b shield
	# Found in January, patched in February, looked at 3 and 40 days later.
	for end in a:2025-02-04 b:2025-03-13; do
		event item.detected 2025-01-02T00:00:00Z ${end%:*} check
		event deploy.installed 2025-02-01T00:00:00Z ${end%:*} check
		event verify.passed ${end#*:}T00:00:00Z ${end%:*} check
	done
	# Critical, so due 7 days after January 1; patched 10 and 20 days later.
	printf '{"kind":"patch.released","time":"2024-12-01T00:00:00Z",%s}\n' \
		'"patch":"late","attrs":{"severity":"critical"}'
	for end in a:2025-01-18 b:2025-01-28; do
		event item.detected 2025-01-01T00:00:00Z ${end%:*} late
		event deploy.installed ${end#*:}T00:00:00Z ${end%:*} late
	done
	# Four come in January and one in February, two go in each.
	for asset in a b c d; do
		event item.detected 2025-01-02T00:00:00Z $asset flow
	done
	event deploy.installed 2025-01-22T00:00:00Z a flow
	event deploy.installed 2025-01-23T00:00:00Z b flow
	event deploy.installed 2025-02-03T00:00:00Z c flow
	event item.detected 2025-02-04T00:00:00Z e flow
	event deploy.installed 2025-02-24T00:00:00Z e flow
	for asset in a b c d e f; do
		printf '{"kind":"asset.seen","time":"%s","asset":"%s"}\n' \
			2025-04-15T00:00:00Z $asset
	done
} >"$TAP_TMP/hand"
"$BUILD/patchlore" --store "$store" collect events path="$TAP_TMP/hand" \
	>/dev/null

# A month of a patch, as numbers alone.
month() { # MONTH PATCH FIGURE...
	month=$1 patch=$2
	shift 2
	trend "$@" --where "patch=$patch" --as-of 2025-04-15 |
		awk -v month="$month" '$1 == month { print $2, $3, $4 }'
}

is "$(month 2025-01 undone rollback-rate)" "4 1 25.0" \
	"of January's installs one was undone within 30 days"
is "$(month 2025-02 undone rollback-rate)" "2 0 0.0" "of February's none"
is "$(trend rollback-rate --where patch=undone --as-of 2025-03-29 |
	grep -c '^2025-02')" 0 "but not before March 30 is that known"
is "$(month 2025-01 restart reboot-latency)" "3 66.7 n/a" \
	"two of three restarts came within 30 days"
like "$(trend reboot-latency --where patch=restart --as-of 2025-04-15)" \
	'^2025-01 .* 3\.0' "the second of them after 3"
is "$(month 2025-01 restart reboot-latency --horizon 2)" "3 33.3 n/a" \
	"and one within 2"
is "$(month 2025-01 shield mitigation --clock detection)" "3 33.3 n/a" \
	"what was patched first left without a mitigation"
is "$(month 2025-02 check verification)" "2 50.0 n/a" \
	"one of two fixes was verified within 30 days, in the month of the fix"
is "$(trend verification --where patch=check --as-of 2025-04-15 |
	grep -c '^20')" 1 "and none in that of the finding"
is "$(month 2025-01 late time-overdue --policy 7-30-90 --horizon 15)" \
	"2 50.0 n/a" "one of two was patched within 15 days past its due date"
is "$(month 2025-01 flow backlog-flow)" "4 2 0.50" "half of what came went"
is "$(month 2025-02 flow backlog-flow)" "1 2 2.00" "and then twice as much"

# ---- New tools -----------------------------------------------------------------

# What it knows of patches is older than its first look at a machine.
{
	printf '{"kind":"patch.released","time":"%s","patch":"other"}\n' \
		2024-12-01T00:00:00Z
	event item.detected 2025-02-10T00:00:00Z a other
} >"$TAP_TMP/other"
"$BUILD/patchlore" --store "$store" collect --name scanner events \
	path="$TAP_TMP/other" >/dev/null
trend backlog-flow --as-of 2025-04-15 >"$TAP_TMP/marked"
like "$(cat "$TAP_TMP/marked")" '^source .* 2025-02-10: scanner begins$' \
	"where a source begins is marked"
is "$(grep -c '^source' "$TAP_TMP/marked")" 1 "but not the first"
like "$(trend backlog-flow --as-of 2025-04-15 --format json | tr -d ' \n')" \
	'"breaks":\[\],"tested_from":null,"new_sources":\[{"at":"2025-02-10T00:00:00Z","source":"scanner"}\]' \
	"and is no break by itself"

for name in $("$BUILD/patchlore" kpi --help | sed -n 's/^[* ] \([a-z-]*\)  *[a-z].*/\1/p'); do
	"$BUILD/patchlore" --store "$store" trend "$name" --policy 7-30-90 2>&1 |
		grep -q "is not defined" && echo "$name"
done >"$TAP_TMP/undefined"
is "$(cat "$TAP_TMP/undefined")" "" \
	"of each figure it is known how it is followed, or why it is not"
finish
