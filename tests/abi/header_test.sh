#!/bin/sh
# plugin.h is the whole contract: it compiles anywhere, and holds no padding
# that two compilers could see differently.
. tests/tap.sh

cat >"$TAP_TMP/plugin.c" <<'END'
#include <patchlore/plugin.h>
#include <patchlore/plugin.h>

static const char *const kinds[] = {"deploy.installed", 0};

static int32_t
test_open(const plore_host *host, void **self)
{
	*self = 0;
	return PLORE_HAS(plore_host, host, fail) ? PLORE_OK : PLORE_E_CONFIG;
}

static int32_t
test_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	return PLORE_OK;
}

static void
test_close(void *self)
{
	(void)self;
}

static const plore_plugin test_plugin = {
	sizeof test_plugin, 0, PLORE_BY_LOG, 0, "org.example.test", "test", "1",
	0, 0, 0, 0, kinds, 0, 0, 0, test_open, 0, test_collect, test_close, 0};

PLORE_PLUGINS(&test_plugin);
END

compiles() { # NAME COMPILER FLAG...
	name=$1
	compiler=$2
	shift 2
	if ! command -v "$compiler" >/dev/null; then
		skip "no $compiler here" "$name"
		return
	fi
	ok "$name" "$compiler" "$@" -Wall -Wextra -pedantic -Wpadded -Werror \
		-Isdk/include -fsyntax-only "$TAP_TMP/plugin.c"
}

compiles "gcc takes it as C11" gcc -std=c11
compiles "gcc takes it as C++17" g++ -std=c++17 -x c++
compiles "clang takes it as C11" clang -std=c11
compiles "clang takes it as C++17" clang++ -std=c++17 -x c++

if command -v nm >/dev/null && command -v "${CC:-cc}" >/dev/null; then
	"${CC:-cc}" -std=c11 -shared -fPIC -fvisibility=hidden -Wl,-z,defs \
		-Isdk/include -o "$TAP_TMP/plugin.so" "$TAP_TMP/plugin.c"
	is "$(nm -D --defined-only "$TAP_TMP/plugin.so" | sed 's/.* //')" \
		patchlore_plugin_1 "a plugin exports one symbol"
else
	skip "no nm or compiler here" "a plugin exports one symbol"
fi
finish
