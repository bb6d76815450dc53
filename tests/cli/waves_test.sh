#!/bin/sh
# Figures of deployments, of a history that was worked out by hand.
#
# waves_events.jsonl, seen from 2026-03-01; days are counted from 2026-01-01, so
# the cut-off is day 59, February begins on day 31, and what is complete had its
# last install before day 56. a and b are of group east, c and d of west; a and c
# are canaries. "jan", "fix" and "feb" are waves by name.
#
#   patch  group  installs       wave ends, and is watched until
#   KB1    east   a 10, b 12     12, 15: bad, a was rolled back on 14
#   KB1    west   c 11, d 11     11, 14
#   KB2    east   a 20, b 23     23, 26: 72 hours apart are one wave
#   KB2    west   c 20           20, 23: bad, an incident of c on 21
#   KB2    west   d 24           24, 27: bad, a hotfix on d on 26
#   KB3    west   d 26           26, 29: that hotfix
#   KB4    west   c 41           41, 44: c failed before, on 40
#   KB5    east   a 30, b 32     32, 35: bad, b was uninstalled on 33
#   KB4    east   a 57           57, 60: not complete
#
# The incident of KB1 on day 16, which names no machine, is held against none.
#
# change-fail-rate: 4 of 8; the four of KB2 and KB4 are derived. Of the 12
#   installs before day 56, c and d (KB2) and b (KB5) went wrong within 72 hours;
#   a (KB1) after 96. R: prop.test(4, 8, correct = FALSE): 0.215 to 0.785.
# by group: east KB1, KB2, KB5; west five. By ring each wave counts as its part:
#   the canaries' part of KB5 is not bad, nor is the others' of KB1.
# by month: KB5's is of February, though a was installed in January.
# rework-rate: the hotfix of 8. R: prop.test(1, 8, correct = FALSE): 0.022, 0.471.
# deployment-frequency: 2 groups for 56 days are 112 / 30.4375 = 3.680 months,
#   8 / 3.680 = 2.174. R: poisson.test(8, 112 / 30.4375): 0.939 to 4.284. In
#   January 6 in 62 / 30.4375, in February 2 in 2 x (56 - 31) / 30.4375.
# recovery-time: a (KB1) rolled back on 14 until another way on 17, 3 days; KB1's
#   incident from 16 to 18, 2; c (KB2) from 21 to 25, 4; c (KB4) failed on 40
#   until 41, 1; b (KB5) from 33 on, 26 so far. S = 4/5, 3/5, 2/5 after 3 days.
. tests/tap.sh

store=$TAP_TMP/k.db

collect() { # FILE
	rm -f "$store"*
	"$BUILD/patchlore" --store "$store" collect events path="$1" \
		>/dev/null
}

as_of=2026-03-01
figures() {
	"$BUILD/patchlore" --store "$store" kpi --as-of "$as_of" "$@"
}

all="change-fail-rate recovery-time rework-rate deployment-frequency"

collect tests/cli/waves_events.jsonl
# shellcheck disable=SC2086 # words
{
	figures $all
	for stratum in group ring month patch severity; do
		figures --by $stratum $all
	done
	figures --since 2026-02-01 $all
	figures --until 2026-02-01 $all
} >"$TAP_TMP/table"
same_file "$TAP_TMP/table" tests/cli/waves_table.txt \
	"the figures are as reckoned"

# What is told of a value is the same whichever way it was asked for.
for asked in group=east ring=broad ring=canary month=2026-01 month=2026-02 \
	patch=KB2 severity=critical; do
	stratum=${asked%=*}
	value=${asked#*=}
	# shellcheck disable=SC2086 # words
	is "$(figures --where "$asked" --format csv $all |
		grep ",$value,")" \
		"$(figures --by "$stratum" --format csv $all |
			grep ",$value,")" \
		"--where $asked tells what --by $stratum does"
done

# ---- Edges -----------------------------------------------------------------

as_of=2026-01-31

values() { # FIGURE [OPTION ...]: member=value
	figures --format csv "$@" | awk -F, 'NR > 1 { print $2 "=" $4 }'
}

event() { # DAY KIND ASSET PATCH [ATTRS]
	printf '{"kind":"%s","time":"2026-01-%02dT00:00:00Z","patch":"%s"%s%s}\n' \
		"$2" "$1" "$4" "${3:+,\"asset\":\"$3\"}" "${5:+,\"attrs\":$5}"
}

event 5 deploy.installed a KB1 >"$TAP_TMP/plain.jsonl"
collect "$TAP_TMP/plain.jsonl"
like "$(figures --format csv rework-rate)" \
	',rate,share,,,,1,no source tells what caused an install,' \
	"where nobody tells causes, rework is not known"
like "$(values change-fail-rate)" 'count=0' "and no trouble is told as none"

{
	event 5 deploy.installed a KB1
	event 5 deploy.installed b KB1
	event 8 incident.opened "" KB1
	event 20 deploy.installed a KB1
	event 20 deploy.installed b KB2
	event 21 incident.linked b KB2
} >"$TAP_TMP/patch.jsonl"
collect "$TAP_TMP/patch.jsonl"
like "$(values change-fail-rate | tr '\n' ' ')" \
	'^n=3 count=2 .* installs=4 install_count=1 ' \
	"an incident without a machine is held against the wave alone"

{
	event 5 deploy.installed a KB1
	event 6 incident.linked "" KB1
} >"$TAP_TMP/linked.jsonl"
collect "$TAP_TMP/linked.jsonl"
like "$(values change-fail-rate | tr '\n' ' ')" '^n=1 count=1 ' \
	"known trouble that is linked to a patch is held against its wave"

{
	event 5 deploy.installed a KB1
	event 6 deploy.installed a KB1 '{"caused_by":"KB1"}'
} >"$TAP_TMP/again.jsonl"
collect "$TAP_TMP/again.jsonl"
like "$(values change-fail-rate | tr '\n' ' ')" \
	'^n=1 count=1 .* installs=2 install_count=1 ' \
	"to install the same again is held against the first time alone"

{
	event 5 deploy.installed a KB1
	event 6 deploy.installed a KB1
	event 7 deploy.rolled_back a KB1
	event 5 deploy.installed b KB1
	event 6 deploy.installed b KB1
	event 7 deploy.installed b KB2 '{"caused_by":"KB1"}'
} >"$TAP_TMP/second.jsonl"
collect "$TAP_TMP/second.jsonl"
like "$(values change-fail-rate | tr '\n' ' ')" \
	'^n=2 count=1 .* installs=5 install_count=2 ' \
	"what follows the second install is not held against the first"

{
	event 5 deploy.installed a KB1 '{"wave":"one"}'
	event 6 deploy.installed a KB1 '{"wave":"two"}'
	event 7 incident.opened "" KB1
} >"$TAP_TMP/third.jsonl"
collect "$TAP_TMP/third.jsonl"
like "$(values change-fail-rate | tr '\n' ' ')" '^n=2 count=1 ' \
	"nor is an incident without a machine"

{
	event 4 incident.opened a KB1
	event 5 deploy.installed a KB1
	event 5 deploy.installed b KB2 '{"caused_by":"KB1"}'
	event 5 deploy.installed b KB1 '{"caused_by":"nothing that is known"}'
} >"$TAP_TMP/before.jsonl"
collect "$TAP_TMP/before.jsonl"
like "$(values change-fail-rate | tr '\n' ' ')" \
	'^n=2 count=0 .* installs=3 install_count=0 ' \
	"what did not come after an install is not held against it"

# Two sources tell of one install, and one of them of its wave.
event 5 deploy.installed a KB1 >"$TAP_TMP/one.jsonl"
event 5 deploy.installed a KB1 '{"wave":"w","caused_by":"KB0"}' \
	>"$TAP_TMP/two.jsonl"
for order in "one two" "two one"; do
	rm -f "$store"*
	for source in $order; do
		"$BUILD/patchlore" --store "$store" collect --name "$source" \
			events path="$TAP_TMP/$source.jsonl" >/dev/null
	done
	is "$(values rework-rate | tr '\n' ' ')" \
		"n=1 count=1 rate=1 derived=0 " \
		"two sources tell of one install, read as $order"
done

# A machine that is gone takes no part in the time of its group.
{
	printf '{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"%s","attrs":{"group":"%s"}}\n' \
		a east b west
	echo '{"kind":"asset.retired","time":"2026-01-11T00:00:00Z","asset":"b"}'
	event 5 deploy.installed a KB1
} >"$TAP_TMP/gone.jsonl"
collect "$TAP_TMP/gone.jsonl"
like "$(values deployment-frequency --since 2026-01-05 --until 2026-01-15 |
	tr '\n' ' ')" '^n=1 groups=2 group_months=0\.525667' \
	"16 days: 10 of one group, and 6 of one that is gone"
finish
