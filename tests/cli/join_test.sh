#!/bin/sh
# Advisories meet what package managers installed, also where a machine went
# past the version that an advisory names, whichever was collected first.
. tests/tap.sh

for machine in web-1 web-2; do
	mkdir -p "$TAP_TMP/$machine"
done
cat >"$TAP_TMP/web-1/dpkg.log" <<'X'
2026-03-01 09:00:00 startup archives unpack
2026-03-01 09:00:00 install openssl:amd64 <none> 3.0.9-1
2026-03-01 09:00:01 status installed openssl:amd64 3.0.9-1
2026-03-01 09:00:02 install curl:amd64 <none> 7.88.1-10
2026-03-01 09:00:03 status installed curl:amd64 7.88.1-10
2026-03-15 00:00:00 startup archives unpack
2026-03-15 00:00:00 upgrade openssl:amd64 3.0.9-1 3.0.11-1~deb12u3
2026-03-15 00:00:00 status installed openssl:amd64 3.0.11-1~deb12u3
2026-03-18 00:00:00 startup archives unpack
2026-03-18 00:00:00 upgrade curl:amd64 7.88.1-10 7.88.1-10+deb12u10
2026-03-18 00:00:00 status installed curl:amd64 7.88.1-10+deb12u10
X
cat >"$TAP_TMP/web-2/dpkg.log" <<'X'
2026-03-01 09:00:00 startup archives unpack
2026-03-01 09:00:00 install openssl:amd64 <none> 1.1.1n-0+deb11u5
2026-03-01 09:00:01 status installed openssl:amd64 1.1.1n-0+deb11u5
2026-03-20 00:00:00 startup archives unpack
2026-03-20 00:00:00 upgrade openssl:amd64 1.1.1n-0+deb11u5 1.1.1w-0+deb11u2
2026-03-20 00:00:00 status installed openssl:amd64 1.1.1w-0+deb11u2
X
printf 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\n' \
	>"$TAP_TMP/web-1/os-release"
printf 'ID=debian\nNAME="Debian GNU/Linux"\nVERSION_ID="11"\n' \
	>"$TAP_TMP/web-2/os-release"
cat >"$TAP_TMP/list" <<'X'
[12 Mar 2026] DSA-9102-1 curl - security update
	{CVE-2026-20002}
	[bookworm] - curl 7.88.1-10+deb12u5
[10 Mar 2026] DSA-9101-1 openssl - security update
	{CVE-2026-20001}
	[bullseye] - openssl 1.1.1w-0+deb11u2
	[bookworm] - openssl 3.0.11-1~deb12u2
X
cat >"$TAP_TMP/kev.csv" <<'X'
cveID,vendorProject,product,vulnerabilityName,dateAdded,shortDescription,requiredAction,dueDate,knownRansomwareCampaignUse,notes,cwes
CVE-2026-20001,OpenSSL,OpenSSL,x,2026-03-12,x,x,2026-04-02,Unknown,,
X
cat >"$TAP_TMP/rated.jsonl" <<'X'
{"kind":"vuln.published","time":"2026-03-10T12:00:00Z","vuln":"CVE-2026-20001","attrs":{"severity":"critical"}}
{"kind":"vuln.published","time":"2026-03-12T12:00:00Z","vuln":"CVE-2026-20002","attrs":{"severity":"medium"}}
X

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

collect() { # feeds or machines
	case $1 in
	feeds)
		patchlore collect osv path="$TAP_TMP/list"
		patchlore collect kev path="$TAP_TMP/kev.csv"
		patchlore collect events path="$TAP_TMP/rated.jsonl"
		;;
	machines)
		for machine in web-1 web-2; do
			patchlore collect apt path="$TAP_TMP/$machine" \
				release="$TAP_TMP/$machine/os-release" \
				asset=$machine timezone=UTC \
				changelogs="$TAP_TMP/web-1"
		done
		;;
	esac 2>&1
}

figures() {
	patchlore kpi --by kev,severity --clock release --as-of 2026-04-01 \
		time-to-patch 2>&1
}

for order in "feeds machines" "machines feeds"; do
	store=$TAP_TMP/${order%% *}.db
	collect "${order%% *}" >"$TAP_TMP/first"
	is "$(grep '^join' "$TAP_TMP/first")" "" "$order: there is nothing to join"
	like "$(collect "${order##* }")" \
		'^join: 2 fixes found in later versions$' "then what is found is told"
	# From the end of March 10 to the begin of the 15 and the 20, and of
	# the 12 to that of the 18.
	is "$(figures | sed -n 's/  */ /g; s/^\([a-z]* [a-z]* [1-9] [1-9] 0 0 [0-9.]* \).* \([0-9.]*\) A *$/\1\2/p')" \
"unknown medium 1 1 0 0 5.0 5.0
yes critical 2 2 0 0 4.0 6.5" "fixes count that came with later versions"
	figures >"$TAP_TMP/${order%% *}.txt"
done
same_file "$TAP_TMP/feeds.txt" "$TAP_TMP/machines.txt" \
	"the order in which it was collected changes nothing"
is "$(collect machines | grep -c ': 0 new events')$(
	collect feeds | grep -c ': 0 new events')$(
	collect feeds | grep '^join')" "23" "again, nothing is new"

like "$(patchlore explain web-1 openssl=3.0.11-1~deb12u2)" \
	'2026-03-15T00:00:00Z  deploy.effective .*by=openssl=3.0.11-1~deb12u3  \(join\)$' \
	"an item tells which version brought the fix"
like "$(patchlore kpi --by source --clock release --as-of 2026-04-01 \
	time-to-patch)" '^join +2 +2 ' "and a figure, how many came so"
like "$(patchlore collect --name join kev path="$TAP_TMP/kev.csv" 2>&1)" \
	'"join" is the source of what patchlore finds .* another name' \
	"no other source is called so"

# ---- What a changelog tells too

mkdir -p "$TAP_TMP/doc/openssl"
for version in 3.0.11-1~deb12u3/14 3.0.11-1~deb12u2/11 3.0.9-1/01; do
	echo "openssl (${version%/*}) bookworm-security; urgency=medium"
	printf '\n  * x\n\n -- A <a@example.org>  %s Mar 2026 12:00:00 +0000\n\n' \
		"$(date -d "2026-03-${version#*/}" '+%a, %d')"
done | gzip >"$TAP_TMP/doc/openssl/changelog.Debian.gz"
store=$TAP_TMP/feeds.db
patchlore collect apt path="$TAP_TMP/web-1" asset=web-1 timezone=UTC \
	release="$TAP_TMP/web-1/os-release" changelogs="$TAP_TMP/doc" >/dev/null
patchlore explain web-1 openssl=3.0.11-1~deb12u2 >"$TAP_TMP/explained"
is "$(grep -c '^2026-03-15T00:00:00Z  deploy.effective' "$TAP_TMP/explained")" 2 \
	"a fix may be known from a changelog as well"
like "$(cat "$TAP_TMP/explained")" 'time-to-patch +n 1; fixed 1; median days 4.0' \
	"and counts once"
finish
