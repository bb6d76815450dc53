# grown.awk RELEASED NEW - did a layout only grow, as plugin.h promises?
#
# Both are layouts as layout.awk has them printed. Each broken rule is a line
# on standard output that names it; exit 1 if there is one.

FNR == 1 {
	file++
}

file == 1 {
	if ($1 == "type")
		old_size[$2] = $3
	else
		old[$2] = $0
	next
}

{
	seen[$2] = 1
}

$1 == "type" {
	if (!($2 in old_size)) {
		added = added " " $2
	} else if ($3 < old_size[$2]) {
		broken($2 " shrank from " old_size[$2] " to " $3 " bytes",
		    "a struct never becomes shorter")
	} else if ($3 > old_size[$2] && !(($2 ".size") in old)) {
		broken($2 " grew from " old_size[$2] " to " $3 " bytes",
		    "a struct that has no size is final")
	} else if ($3 > old_size[$2]) {
		added = added " " $2
	}
}

$1 == "field" && $2 in old {
	split(old[$2], was, " ")
	if ($3 != was[3])
		broken($2 " moved from offset " was[3] " to " $3,
		    "a field keeps its place, and a new one goes to the end")
	if ($4 != was[4])
		broken($2 " went from " was[4] " to " $4 " bytes",
		    "widths are fixed")
}

$1 == "field" && !($2 in old) {
	type = $2
	sub(/[.].*/, "", type)
	if (type in old_size && $3 < old_size[type])
		broken($2 " is new at offset " $3 " of " old_size[type],
		    "a new field goes to the end")
}

$2 == "PLORE_ABI_MINOR" {
	split(old[$2], was, " ")
	minor_grew = $3 > was[3]
	if ($3 < was[3])
		broken($2 " went from " was[3] " to " $3,
		    "minor versions count up")
	next
}

$1 == "constant" && !($2 in old) {
	added = added " " $2
}

$1 == "constant" && $2 in old && old[$2] != $0 {
	split(old[$2], was, " ")
	broken($2 " went from " was[3] " to " $3, "a constant keeps its value")
}

function broken(what, rule)
{
	print what ": " rule
	failed = 1
}

END {
	for (name in old_size)
		if (!(name in seen))
			broken(name " is gone", "what was released stays")
	for (name in old)
		if (!(name in seen))
			broken(name " is gone", "what was released stays")
	if (added != "" && !minor_grew)
		broken("added:" added, "an addition needs a higher " \
		    "PLORE_ABI_MINOR")
	if (file != 2)
		broken("two layouts are needed", "there is something to compare")
	exit failed
}
