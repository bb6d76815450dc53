#!/bin/sh
# The conformance check: our own plugins keep every rule, and of each plugin
# that misbehaves it says which rule is broken.
. tests/tap.sh

check() {
	"$BUILD/patchlore" plugin check "$@" 2>&1
}

broken() { # FILE [option=value ...]: the rules, in one line
	check "$@" | sed -n 's/^BROKEN *\([a-z]*\).*/\1/p' |
		tr '\n' ' ' | sed 's/ $//'
}

ours() { # PLUGIN option=value ...
	is "$(broken "$@")" '' "$1 keeps every rule"
	like "$(check "$@")" "^$1: 1[0-9] kept, 0 broken" \
		"$1: and most could be tried"
}

"$BUILD/fleet" --events 3000 >"$TAP_TMP/fleet.jsonl"
ours events path="$TAP_TMP/fleet.jsonl"
ours apt path=plugins/apt/samples/failing \
	changelogs=plugins/apt/samples/failing/doc timezone=UTC asset=x
ours dnf path=plugins/dnf/samples/rhel8 timezone=UTC asset=x
ours table mapping=plugins/table/mappings/qualys.json \
	path=plugins/table/samples/qualys.csv timezone=UTC
ours trivy path=plugins/trivy/samples/statuses.json asset=x
ours grype path=plugins/grype/samples/states.json asset=x
ours openscap path=plugins/openscap/samples/oval.xml timezone=UTC
printf '%s\n' '{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"a"}' \
	'{"cursor":"1"}' >"$TAP_TMP/said"
ours exec program=/bin/cat arg="$TAP_TMP/said" path="$TAP_TMP/said"

# What is broken by each. They run side by side, because some of them wait.
echo 2 >"$TAP_TMP/number"
cat >"$TAP_TMP/rogues" <<END
crash_in_constructor|loads
two_faced|loads rights
wrong_version|symbols loads
incomplete|loads
exports_too_much|symbols
talks_while_loading|quiet
floods_log|quiet
crash_in_open|opens
reports_too_early|opens
crash_after_checkpoint|collects stops
exits|collects stops
hangs|collects stops
spins|collects stops
half_frame|collects stops
forged_frame|collects stops
endless_frame|collects stops
forged_protection|loads
silent_failure|explains
undeclared_kind|events
huge_strings|events
huge_cursor|events
bad_text|events
wrong_sizes|events
null_pointers|events
nonsense_times|events
floods|checkpoints stops
floods_rejects|checkpoints stops
floods_empty_rejects|events checkpoints stops
floods_attributes|checkpoints stops
floods_between_checkpoints|
forgets_the_end|checkpoints
crash_in_close|closes leaks
never_the_same|repeats
loses_its_place|resumes
hides_in_fallbacks|
borrows_roots_eyes|rights
ignores_stop|collects stops
talks_after_stop|stops
trusts_its_input|nonsense|path=$TAP_TMP/number
many_descriptors|tidy
forks|rights
execs|rights
reads_what_it_must_not|rights
opens_sockets|rights
writes_files|rights
kills_its_host|rights
meddles|rights
signals_its_host|
leaves_children|tidy
leaks|leaks
memory_bomb|collects stops
thread_storm|tidy
END
if grep -q __asan_init "$BUILD/patchlore-worker"; then
	skip "AddressSanitizer has an allocator of its own, and maps terabytes" \
		"leaks, memory_bomb, thread_storm"
	sed -i '/^leaks\|^memory_bomb\|^thread_storm/d' "$TAP_TMP/rogues"
fi
# shellcheck disable=SC2016 # for the inner shell
xargs -P 4 -I {} sh -c '
	name=${1%%|*} option=$(echo "$1" | cut -d "|" -f 3)
	"$BUILD/patchlore" plugin check --timeout 2 "$BUILD/rogue/$name.so" \
		$option >"$2/$name.out" 2>&1' rogue {} "$TAP_TMP" <"$TAP_TMP/rogues"
while IFS='|' read -r name rules _; do
	is "$(sed -n 's/^BROKEN *\([a-z]*\).*/\1/p' "$TAP_TMP/$name.out" |
		tr '\n' ' ' | sed 's/ $//')" "$rules" "$name: $rules"
done <"$TAP_TMP/rogues"
for source in tests/rogue/*.c; do
	name=${source##*/}
	[ -e "$TAP_TMP/${name%.c}.out" ] || missing="$missing ${name%.c}"
done
like "${missing:-none}" '^none$|^ leaks memory_bomb thread_storm$' \
	"each rogue is checked"

check --format json events path="$TAP_TMP/fleet.jsonl" >"$TAP_TMP/json"
# Under sanitizers, leaks are left open.
is "$(sed -n 's/.*"verdict": "\(.*\)",/\1/p' "$TAP_TMP/json" | sort -u |
	grep -vx open)" kept \
	"as JSON it says the same"
not_ok "a broken rule is a failure" \
	"$BUILD/patchlore" plugin check "$BUILD/rogue/leaves_children.so"
like "$(check nosuch)" 'there is no plugin "nosuch"' \
	"a plugin that is not there is told"
finish
