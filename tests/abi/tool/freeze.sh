#!/bin/sh
# freeze.sh - keep today's plugin.h as that of its version
#
# A version is a candidate until its CANDIDATE file is taken away, on the day
# of its release; from then on its header is never written again.
set -eu
cd "$(dirname "$0")/../../.."

header=sdk/include/patchlore/plugin.h
version=1.$(awk '/^#define PLORE_ABI_MINOR / { print $3 }' "$header")
folder=tests/abi/$version

if [ -d "$folder" ] && [ ! -f "$folder/CANDIDATE" ]; then
	echo "freeze: version $version of the contract is released and stays" \
		"as it is; an addition needs a higher PLORE_ABI_MINOR" >&2
	exit 1
fi
mkdir -p "$folder"
cp "$header" "$folder/plugin.h"
# Laid out by hand, as the original.
echo 'DisableFormat: true' >"$folder/.clang-format"
cat >"$folder/CANDIDATE" <<END_OF_TEXT
Version $version of the plugin contract is not released: plugin.h beside this
file follows sdk/include/patchlore/plugin.h by "make abi-freeze". Take this file
away when the version is released, and plugin.h stays as it is for ever.
END_OF_TEXT
tests/abi/tool/layout.sh "$folder/plugin.h" >tests/abi/layout.golden
echo "tests/abi/$version: a candidate, as of today's header"
