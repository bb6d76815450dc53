#!/bin/bash
# referee.sh - every program of a referee, what it measured, and how many held
#
# A program speaks TAP, as those of tests/run do. One that crashes, or says
# less than its plan announced, counts as one more that did not hold.
#
#   BUILD   where the programs are (build)
#   ONLY    a pattern: run the programs whose names match
set -u
cd "$(dirname "$0")/../.." || exit 1

said=$(mktemp)
trap 'rm -f "$said"' EXIT

passed=0
failed=0
for source in tests/referee/*.c tests/referee/mutants.sh; do
	name=$(basename "${source%.*}")
	# shellcheck disable=SC2254 # a pattern on purpose
	case $name in ${ONLY:-*}) ;; *) continue ;; esac

	echo "# $name"
	case $source in
	*.sh) bash "$source" ;;
	*) "${BUILD:-build}/referee/$name" ;;
	esac </dev/null | tee "$said"
	status=${PIPESTATUS[0]}
	good=$(grep -cE '^ok\b' "$said")
	bad=$(grep -cE '^not ok\b' "$said")
	if ! grep -qx "1\.\.$((good + bad))" "$said" ||
		{ [ "$status" -ne 0 ] && [ "$bad" -eq 0 ]; }; then
		echo "# $name: ended early (exit status $status)"
		bad=$((bad + 1))
	fi
	passed=$((passed + good))
	failed=$((failed + bad))
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
