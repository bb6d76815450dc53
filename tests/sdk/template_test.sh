#!/bin/sh
# A stranger's first hour: patchlore installed, a plugin begun outside of its
# tree, built, tested and collected from.
. tests/tap.sh
. tests/sdk/lib/install.sh

export PATCHLORE_STORE="$TAP_TMP/t.db"
mkdir "$TAP_TMP/work"
cd "$TAP_TMP/work" || exit 1

events() {
	ask_store "$PATCHLORE_STORE" "select at, kind, asset, subject
	    from event_text order by 1, 2, 4"
}

try() { # NAME LANGUAGE
	rm -f "$PATCHLORE_STORE"*
	like "$(patchlore plugin new "$1" --lang "$2")" "cd $1" \
		"$2: new says what is next"
	ok "$2: make builds without a warning" make -C "$1" -s \
		CFLAGS="${CFLAGS:--O1} -Werror"
	ok "$2: make check holds its promises" make -C "$1" -s check
	is "$(nm -D --defined-only "$1/$1.so" | sed 's/.* //')" \
		patchlore_plugin_1 "$2: it exports one symbol"
	like "$(patchlore collect "./$1/$1.so" path="$1/sample.log" \
		asset=web-14)" ': 6 new events, 1 set aside' \
		"$2: the sample is collected"
	events >"$TAP_TMP/got"
	rm -f "$PATCHLORE_STORE"*
	patchlore collect events path="$1/sample.jsonl" >/dev/null
	events >"$TAP_TMP/expected"
	same_file "$TAP_TMP/got" "$TAP_TMP/expected" \
		"$2: and gives the events that its test expects"
	like "$(patchlore plugin check "./$1/$1.so" path="$1/sample.log" \
		asset=web-14)" ' 0 broken' "$2: plugin check finds nothing"
	ok "$2: make install" make -C "$1" -s install
	like "$(patchlore plugin list)" "^$1  $1 log" "$2: plugin list knows it"
	ok "$2: no placeholder is left" sh -c "! grep -rE '@[A-Z]+@' '$1'"
}

# As where each user has a group of their own; patchlore loads nothing that a
# group may change.
umask 002
try acme-updater c
try a c++
umask 022

is "$(find acme-updater -type f | LC_ALL=C sort | tr '\n' ' ')" \
	"acme-updater/Makefile acme-updater/README.md \
acme-updater/acme-updater.c acme-updater/acme-updater.so \
acme-updater/acme-updater_test acme-updater/acme-updater_test.c \
acme-updater/sample.jsonl acme-updater/sample.log " \
	"the folder holds what it should, named after the plugin"

before=$(cksum <acme-updater/acme-updater.c)
like "$(patchlore plugin new acme-updater 2>&1)" 'there already' \
	"what is there is not written over"
is "$(cksum <acme-updater/acme-updater.c)" "$before" "and is as it was"

long=abcdefghijklmnopqrstuvwxyzabcdefg
for name in '' . .. ../up a/b 'a b' A ä 1a -a a- a_b 'a;b' '@NAME@' a.so $long
do
	not_ok "the name \"$name\" is refused" patchlore plugin new -- "$name"
done
is "$(find . "$TAP_TMP/up" -maxdepth 1 -type d 2>/dev/null | LC_ALL=C sort |
	tr '\n' ' ')" ". ./a ./acme-updater " "and nothing was made for one"
like "$(patchlore plugin new b --lang cobol 2>&1)" 'only for c and c\+\+' \
	"a language without a template is told"
like "$(PKG_CONFIG_PATH='' PKG_CONFIG_LIBDIR=/nowhere make -C a all 2>&1)" \
	'pkg-config does not find patchlore-plugin' \
	"without the SDK, make says what to do"

cd - >/dev/null || exit 1
make -s BUILD="$BUILD" all
(umask 077 &&
	make BUILD="$BUILD" DESTDIR="$TAP_TMP/stage" PREFIX=/opt/p install) >/dev/null
is "$(find "$TAP_TMP/stage/opt/p" -type d ! -perm 755 -o -type f \
	! -perm 644 ! -path '*/bin/*' ! -path '*/libexec/*' -o -type f ! -perm 755 \
	! -perm 644)" "" "the umask does not get into the modes of what is installed"
is "$(cd "$TAP_TMP/stage/opt/p" && find . -type f | LC_ALL=C sort)" \
	"$(cd "$INSTALLED" && find . -type f ! -name a.so \
		! -name acme-updater.so | LC_ALL=C sort)" \
	"DESTDIR holds the same files"
is "$(sed -n 1p "$TAP_TMP/stage/opt/p/share/pkgconfig/patchlore-plugin.pc")" \
	prefix=/opt/p "and they know the prefix alone"
finish
