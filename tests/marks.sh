# marks.sh - marks that must not come out, and the search for them
#
# For tests that plant marks, names that no house has, wherever somebody may
# write a name: disguises makes the list of what each of them may become, and
# found_in looks for all of that in a file. tests/unit/canaries.h does the same
# in C.
# shellcheck shell=sh

# Each disguise of each mark on standard input, a line. Those of base64 are what
# does not depend on the one or two bytes in front; hashes are of the mark alone.
disguises() {
	rm -rf "$TAP_TMP/one"
	mkdir "$TAP_TMP/one"
	awk -v folds="$TAP_TMP/folds" -v exact="$TAP_TMP/exact" -v dir="$TAP_TMP/one" '
	function base64(text, bits, i, n, out) {
		for (i = 1; i <= length(text); i++)
			bits = bits binary[substr(text, i, 1)]
		for (i = 1; i + 5 <= length(bits); i += 6)
			out = out letter[substr(bits, i, 6)]
		return out
	}
	BEGIN {
		set = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz" \
			"0123456789+/"
		for (i = 0; i < 64; i++) {
			bits = ""
			for (n = i; length(bits) < 6; n = int(n / 2))
				bits = n % 2 bits
			letter[bits] = substr(set, i + 1, 1)
		}
		for (i = 32; i < 127; i++) {
			bits = ""
			for (n = i; length(bits) < 8; n = int(n / 2))
				bits = n % 2 bits
			binary[sprintf("%c", i)] = bits
			hex[sprintf("%c", i)] = sprintf("%02x", i)
		}
		from = "abcdefghijklmnopqrstuvwxyz"
		to = "nopqrstuvwxyzabcdefghijklm"
	}
	{
		codes = url = back = turned = ""
		for (i = 1; i <= length($0); i++) {
			c = substr($0, i, 1)
			codes = codes hex[c]
			url = url "%" hex[c]
			back = c back
			turned = turned (index(from, c) ? \
				substr(to, index(from, c), 1) : c)
		}
		print $0 "\n" codes "\n" url "\n" back "\n" turned >folds
		print base64($0) >exact
		print substr(base64("x" $0), 3) >exact
		print substr(base64("xx" $0), 4) >exact
		printf "%s", $0 >(dir "/" $0)
		close(dir "/" $0)
	}'
	(cd "$TAP_TMP/one" && find . -type f | sort >../names &&
		for sum in md5sum sha1sum sha256sum; do
			xargs "$sum" <../names | cut -d' ' -f1
		done) >>"$TAP_TMP/folds"
}

found_in() { # FILE: the disguises that are in it, each once
	{
		LC_ALL=C grep -aoiFf "$TAP_TMP/folds" "$1"
		LC_ALL=C grep -aoFf "$TAP_TMP/exact" "$1"
	} | sort -u
}
