# shellcheck shell=sh
# needs.sh - ends a test that needs a browser where there is none
#
# Source it after tap.sh. packages is the folder of the npm packages; $pictures
# in it takes what pages look like.
packages=$BUILD/browser
pictures=$packages/pictures

patchlore() {
	"$BUILD/patchlore" "$@"
}

# What a program in tests/browser promised becomes tests.
browse() { # PROGRAM WORD...
	program=$1
	shift
	browse_status=0
	node "tests/browser/$program" "$packages" "$pictures" \
		"$(command -v chromium)" "$@" >"$TAP_TMP/said" || browse_status=$?
	is "$browse_status" 0 "$program comes to the end"
	while IFS= read -r line; do
		case $line in
		"ok "*) pass "${line#ok }" ;;
		"not ok "*) fail "${line#not ok }" ;;
		*) note "$line" ;;
		esac
	done <"$TAP_TMP/said"
}

missing=
for program in chromium node; do
	command -v "$program" >/dev/null || missing="there is no $program"
done
cmp -s tests/browser/package-lock.json "$packages/package-lock.json" ||
	missing="the npm packages are missing or old"
if [ -n "$missing" ]; then
	skip "$missing; make deps-browser gets it" "pages in a browser"
	finish
fi
mkdir -p "$pictures"
