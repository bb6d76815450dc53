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
like "$(cat "$TAP_TMP/time")" '^In time is .* from 2026-05 on are left out' \
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

# ---- The other rates, and what cannot be asked ------------------------------

like "$(trend sla-compliance --policy 7-30-90 --format json --as-of 2026-06-30)" \
	'"digest": "[0-9a-f]{32}"' "a document has the digest of the policy"
like "$(trend first-attempt-success --format json --as-of 2026-06-30)" \
	'"definitions": "[0-9a-f]{32}"' "and of the definitions"
# All that is open in a month was found in it or before: those of January are
# the 120 that were found in it.
like "$(trend remediation-capacity --as-of 2026-06-30)" '^2025-01 +120 ' \
	"what a month could have closed"
like "$(trend backlog 2>&1)" 'backlog has no trend by month' \
	"what has no month of its own"
like "$(trend sla-compliance 2>&1)" 'needs --policy PACK' \
	"nothing to comply with"
like "$(trend failure-rate --by month 2>&1)" 'by month anyway' \
	"the month need not be asked for"
like "$(trend failure-rate --by os,ring,class,group 2>&1)" \
	'at most 3 strata' "nor is there room for four strata more"
like "$(trend failure-rate --horizon 7 2>&1)" 'for time-to-patch alone' \
	"a rate has no horizon"
like "$(trend time-to-patch --horizon 0 2>&1)" 'expected a number of days' \
	"a horizon of no days"
finish
