#!/bin/sh
# layout.sh HEADER - print the layout of a plugin.h, as layout.awk says
set -eu

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

mkdir "$scratch/patchlore"
cp "$1" "$scratch/patchlore/plugin.h"
awk -f "$(dirname "$0")/layout.awk" "$1" >"$scratch/layout.c"
"${CC:-cc}" -std=c11 -I"$scratch" -o "$scratch/layout" "$scratch/layout.c"
"$scratch/layout"
