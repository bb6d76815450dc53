#!/bin/sh
# Votes, noise and the ledger of what it costs are made of whole numbers only:
# no instruction of floating point in the compiled code on their way, and no
# function called that would have some.
set -eu
. tests/tap.sh

# Where votes, noise and what it costs are computed. What they call in
# core/share and core/base is followed and held to the same.
roots="keyed stream gaussian noise ledger ballot entity rating"

# Other rooms may be asked for data, but not for estimates.
forbidden='^pl_(normal|student|beta|gamma|chi_square|binomial|poisson|zcdp)_'
forbidden="$forbidden|^(exp|log|pow|sqrt|cbrt|hypot|erf|erfc|[lt]gamma|sin|cos|tan"
forbidden="$forbidden|floor|ceil|trunc|l*r(ound|int)|nearbyint|fabs|fmod|fm(in|ax|a)"
forbidden="$forbidden|ldexp|[fl]rexp|scalbl?n|modf|strto(d|f|ld)|atof|[de]rand48)"
forbidden="$forbidden(m1|1p|2|10)?[fl]?(@.*)?\$"
# Parts of the compiler's library: __divtf3, __muldf3, __floattidf, __fixdfti.
forbidden="$forbidden|^__(add|sub|mul|div|neg|cmp|unord|eq|ne|[lg][te]|pow)[hsdxt][fc]"
forbidden="$forbidden|^__(float|fix|extend|trunc)[a-z]*"

# FOLDER... ROOT.o...: the roots and every object in the folders whose
# functions they call, directly or not.
reached() {
	for file in "$@"; do
		if [ -d "$file" ]; then
			nm -A --defined-only "$file"/*.o
		else
			echo "root $file"
		fi
	done | sed -E 's/^([^:]+):[0-9a-f]* +([A-Za-z]) /\1 \2 /' |
		awk '
			function reach(file, line, word) {
				if (file in seen)
					return
				seen[file] = 1
				print file
				while (("nm -u " file) | getline line)
					todo[++last] = line
				close("nm -u " file)
			}
			$1 == "root" { roots[$2] = 1; next }
			$2 ~ /[TDBRV]/ { home[$3] = $1 }
			END {
				for (file in roots)
					reach(file)
				for (first = 1; first <= last; first++) {
					split(todo[first], word, " ")
					if (word[2] in home)
						reach(home[word[2]])
				}
			}' | sort
}

# FILE.o...: what in them works with floating point
floats() {
	for file in "$@"; do
		{
			objdump -d -M att --no-show-raw-insn "$file" |
				awk -f tests/share/floats.awk
			nm -u "$file" | awk '{ print $2 }' |
				grep -E "$forbidden" | sed 's/^/calls /'
		} | sed "s|^|${file##*/}: |"
	done
}

compile() { # NAME: C on standard input
	${CC:-cc} -O2 -w -x c -c -o "$TAP_TMP/$1.o" -
}

if ! command -v objdump >/dev/null; then
	skip "objdump is not installed" "noise is made of whole numbers"
	finish
fi
case $(objdump -f "$BUILD/obj/core/share/gaussian.o") in
*elf64-x86-64*) ;;
*)
	skip "only instructions of x86-64 are known here" \
		"noise is made of whole numbers"
	finish
	;;
esac

# ---- That it would be seen ---------------------------------------------------

while read -r name code; do
	echo "$code" | compile "$name"
	like "$(floats "$TAP_TMP/$name.o")" "^$name.o: " "$name is seen"
done <<'EOF'
a-product double f(double a, double b) { return a * b; }
a-short-product float f(float a, float b) { return a * b; }
a-conversion double f(long a) { return a; }
a-conversion-back long f(double a) { return a; }
a-comparison int f(double a, double b) { return a < b; }
a-root double f(double a) { return __builtin_sqrt(a); }
many-at-once void f(double *a) { for (int i = 0; i < 64; i++) a[i] += a[i]; }
the-old-unit long double f(long double a) { return a / 3; }
the-wide-format __float128 f(__float128 a) { return a / 3; }
a-wide-conversion double f(unsigned __int128 a) { return a; }
a-logarithm double log(double); double f(double *a) { return log(*a); }
EOF

if ${CC:-cc} -mavx2 -mfma -x c -c -o /dev/null - </dev/null 2>/dev/null; then
	echo '__attribute__((target("avx2,fma")))
		double f(double a, double b) { return a * b + a; }' |
		compile avx
	like "$(floats "$TAP_TMP/avx.o")" '^avx.o: .* v' "AVX is seen"
fi

# Not everything in such registers is floating point.
compile moves <<'EOF'
struct many { long a[16]; };
void clear(struct many *a) { *a = (struct many){{0}}; }
void copy(struct many *a, struct many *b) { *a = *b; }
long sum(int *a) { long s = 0; for (int i = 0; i < 64; i++) s += a[i]; return s; }
unsigned __int128 part(unsigned __int128 a, unsigned __int128 b) { return a / b; }
EOF
is "$(floats "$TAP_TMP/moves.o")" "" "moves and whole numbers are fine"

mkdir "$TAP_TMP/room"
echo 'int pl_middle(int); int f(void) { return pl_middle(3); }' | compile root
echo 'int pl_end(int); int pl_middle(int a) { return pl_end(a); }' |
	compile room/middle
echo 'int pl_end(int a) { return a * 1.5; }' | compile room/end
echo 'int pl_other(int a) { return a * 1.5; }' | compile room/other
is "$(reached "$TAP_TMP/room" "$TAP_TMP/root.o" | sed 's|.*/||' | tr '\n' ' ')" \
	"end.o middle.o root.o " "what is called is followed, and nothing else"

# ---- That there is nothing to be seen ----------------------------------------

objects=
for root in $roots; do
	objects="$objects $BUILD/obj/core/share/$root.o"
done
# shellcheck disable=SC2086 # words on purpose
path=$(reached "$BUILD/obj/core/share" "$BUILD/obj/core/base" $objects)
note "$(echo "$path" | sed "s|$BUILD/obj/||")"
for root in $roots; do
	like "$path" "/$root.o\$" "$root is looked at"
done
# shellcheck disable=SC2086 # words on purpose
is "$(floats $path)" "" "noise is made of whole numbers"

finish
