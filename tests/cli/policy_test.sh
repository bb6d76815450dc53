#!/bin/sh
# The policy packs, and what is said of one of your own.
. tests/tap.sh
. tests/sdk/lib/install.sh

# ---- Those that come with patchlore ----------------------------------------

is "$(patchlore policy list | awk 'NR > 2 { print $1 }' | xargs)" \
	"7-30-90 bod-22-01 bod-26-04 cyber-essentials essential-eight fedramp pci-dss-6.3.3" \
	"packs are installed and listed"
like "$(patchlore policy list)" \
	'^bod-22-01 +1 +from 2021-11-03 until 2026-06-10 +kev_added +CISA' \
	"with when they are in force and what starts their clock"
like "$(patchlore policy list --format json)" '"id": "pci-dss-6.3.3"' \
	"and as a document"
is "$(patchlore policy check bod-26-04 | sed -n '/^-/,/^$/p' |
	grep -c '^kev ')" 16 "one is shown by its name"
for pack in reports/policies/*.json; do
	ok "$pack is good" patchlore policy check "$pack"
done

# ---- One of your own -------------------------------------------------------

cat >"$TAP_TMP/ours.json" <<'EOF'
{
  "id": "ours", "version": "3", "title": "Ours",
  "start": {"earliest": ["release", "detection"]},
  "tiers": {
    "now": {"due": {"hours": 1}, "triage": true},
    "month": {"due": {"months": 1}},
    "listed": {"due": "kev_due"},
    "later": {"due": "none"},
    "not-ours": {"due": "out-of-scope"}
  },
  "rows": [
    {"when": {"cvss": {"at_least": 9, "below": 10}}, "tier": "now"},
    {"when": {"class": ["server", "gateway"], "kev": "yes"}, "tier": "listed"},
    {"when": {"class": "toy"}, "tier": "not-ours"},
    {"when": {"severity": ["high", "critical"]}, "tier": "month"},
    {"tier": "later"}
  ],
  "note": ["First.", "Second."]
}
EOF
cat >"$TAP_TMP/expected" <<'EOF'
ours 3  Ours

in force  always
clock     release or detection, the earliest
asks      severity, cvss, kev, class, release, detection, kev_due

when                              tier      due
----------------------------------------------------------------
cvss from 9 below 10              now       1 hour, triage first
kev yes, class server or gateway  listed    kev_due
class toy                         not-ours  out of scope
severity high or critical         month     1 month
anything else                     later     no deadline

First.

Second.
EOF
patchlore policy check "$TAP_TMP/ours.json" >"$TAP_TMP/got"
like "$(cat "$TAP_TMP/got")" '^digest    [0-9a-f]{32}$' "its digest is told"
grep -v '^digest' "$TAP_TMP/got" >"$TAP_TMP/rest"
same_file "$TAP_TMP/rest" "$TAP_TMP/expected" "and what it says"
(cd "$TAP_TMP" && patchlore policy check ours.json) >"$TAP_TMP/rest"
same_file "$TAP_TMP/rest" "$TAP_TMP/got" "a file needs no slash"

cat >"$TAP_TMP/expected" <<'EOF'
{
 "policy": {
  "id": "ours",
  "version": "3",
  "title": "Ours",
  "source": null,
  "note": [
   "First.",
   "Second."
  ],
  "valid_from": null,
  "valid_to": null,
  "start": [
   "release",
   "detection"
  ],
  "asks": [
   "severity",
   "cvss",
   "kev",
   "class",
   "release",
   "detection",
   "kev_due"
  ],
 },
 "rows": [
  {
   "when": "cvss from 9 below 10",
   "tier": "now",
   "due": "1 hour, triage first"
  },
EOF
patchlore policy check "$TAP_TMP/ours.json" --format json >"$TAP_TMP/got"
grep -vE '"(patchlore|digest)":' "$TAP_TMP/got" |
	head -n "$(wc -l <"$TAP_TMP/expected")" >"$TAP_TMP/rest"
same_file "$TAP_TMP/rest" "$TAP_TMP/expected" "and as a document"

# ---- What is wrong ---------------------------------------------------------

wrong() { # STATUS PATTERN NAME WORD...
	wrong_status=$1
	wrong_pattern=$2
	wrong_name=$3
	shift 3
	wrong_said=$(patchlore policy "$@" 2>&1)
	is "$?" "$wrong_status" "$wrong_name: exit status $wrong_status"
	like "$wrong_said" "$wrong_pattern" "$wrong_name: says so"
}

sed 's/"severity"/"serverity"/' "$TAP_TMP/ours.json" >"$TAP_TMP/slip.json"
wrong 2 '/slip\.json: rows\[3\]: when: there is no input "serverity"; did you mean "severity"\?$' \
	"an input that there is not" check "$TAP_TMP/slip.json"
sed 's/"note"/note/' "$TAP_TMP/ours.json" >"$TAP_TMP/slip.json"
wrong 2 '/slip\.json:18:[0-9]+: ' "no JSON" check "$TAP_TMP/slip.json"
wrong 2 'there is no policy "bod"; installed are: 7-30-90, bod-22-01,' \
	"a name that there is not" check bod
wrong 2 'policy .*none\.json: cannot be found: No such file' "no file" check "$TAP_TMP/none.json"
wrong 2 'expected one FILE' "no word" check
wrong 2 'expected no more words' "a word too many" list bod-26-04
wrong 2 'expected text or json' "a format that there is not" list --format yaml
wrong 2 'there is no action "lst"' "an action that there is not" lst

# A folder of content with one good pack and a bad one.
mkdir -p "$TAP_TMP/content/policies"
cp "$TAP_TMP/ours.json" "$TAP_TMP/slip.json" "$TAP_TMP/content/policies"
PATCHLORE_REPORTS=$TAP_TMP/content
export PATCHLORE_REPORTS
wrong 2 'slip\.json:18:' "a bad pack among others" list
like "$(patchlore policy list 2>&1)" '^ours ' "and the others are listed"
rm -r "$TAP_TMP/content/policies"
wrong 1 'content/policies: cannot be read: No such file' "no packs" list
finish
