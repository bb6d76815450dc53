# floats.awk - instructions of x86 that calculate with or convert floating point
#
#	objdump -d -M att --no-show-raw-insn FILE.o | awk -f floats.awk
#
# Moving, shuffling and masking such registers is no calculation: compilers
# clear and copy memory that way.

function calculates(name) {
	if (name ~ /^f/ || name ~ /^v?cvt/ || name ~ /^v.*(ph|sh)$/)
		return name !~ /^vmov/
	return name ~ /(ss|sd|ps|pd)$/ && name !~ /^v?p/ &&
		name !~ /^v?(mov|mask|and|or|xor|shuf|unpck|blend|insert|extract|broadcast|gather|scatter|compress|expand)/
}

/^[0-9a-f]+ <.*>:$/ {
	where = $2
}

/^ *[0-9a-f]+:\t/ {
	at = 2
	while ($at ~ /^(lock|rep[nez]*|bnd|notrack|data16|addr32|[c-g]s|rex.*)$/)
		at++
	if (calculates($at)) {
		sub(/^[^\t]*\t/, "")
		print where, $0
	}
}
