# newer.awk - plugin.h as a next minor version of it could be
#
# Every struct that starts with size gets one more field, named added, and
# PLORE_ABI_MINOR is one higher.

/^#define PLORE_ABI_MINOR / {
	$3++
}

/struct plore_[a-z]+ [{]$/ {
	first = NR + 1
}

NR == first {
	sized = /uint32_t +size;/
}

/^}.*;$/ && sized {
	print "\tuint64_t    added;"
	sized = 0
}

{
	print
}
