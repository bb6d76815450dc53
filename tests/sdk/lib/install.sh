# shellcheck shell=sh
# install.sh - patchlore installed into a folder of the test, and found there
#
# Source it after tap.sh. INSTALLED is the prefix; patchlore, its plugins and
# its SDK come from there. The flags that the tree was built with stay in the
# environment, so that under sanitizers a plugin is built with them as well.
INSTALLED=$TAP_TMP/installed

unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES CI
make BUILD="$BUILD" DESTDIR= PREFIX="$INSTALLED" install \
	>"$TAP_TMP/install.log" 2>&1 || {
	cat "$TAP_TMP/install.log" >&2
	exit 1
}
PATH=$INSTALLED/bin:$PATH
PKG_CONFIG_PATH=$INSTALLED/share/pkgconfig
export PATH PKG_CONFIG_PATH
