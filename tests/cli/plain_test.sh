#!/bin/sh
# What a source says reaches a terminal as text alone, wherever it is printed;
# as JSON it is told to the letter.
. tests/tap.sh

store=$TAP_TMP/p.db
work=$TAP_TMP/work
mkdir "$work"

patchlore() {
	"$BUILD/patchlore" --store "$store" "$@"
}

# A program that writes whatever it can: an escape sequence, a bell, the
# sequence's one character (U+009B, and that byte alone), tabs and lines.
cat >"$work/rude.sh" <<'X'
printf '%s\n' '{"reject":{"where":"a\tb","reason":"\u001b[2J\u009bx","input":"c\nd\u0007"}}' \
	'{"kind":"asset.seen","time":"2026-01-01T00:00:00Z","asset":"a"}'
printf 'bad \233 line \302\233\n'
printf '\033[31mred\007 \302\2332J \233 \t!\n' >&2
exit 75
X
cat >"$TAP_TMP/sources" <<X
{"sources": [{"name": "rude", "plugin": "exec",
  "options": {"program": "/bin/sh", "arg": "$work/rude.sh", "path": "$work"}}]}
X

# Lines with a byte that is neither text nor a newline, nor, with -t, a tab.
rude() {
	if [ "${1-}" = -t ]; then
		tr -d '\11' | rude
	else
		LC_ALL=C grep -c "$(printf '[\1-\11\13-\37\177]\\|\302[\200-\237]')" ||
			:
	fi
}
torn() { # lines that are no UTF-8
	iconv -f UTF-8 -t UTF-8 2>&1 >/dev/null | wc -l
}
tame() { # WHAT COMMAND...
	tame_what=$1
	shift
	"$@" >"$TAP_TMP/said" 2>&1
	is "$(rude -t <"$TAP_TMP/said")" 0 "$tame_what: no control character"
	is "$(torn <"$TAP_TMP/said")" 0 "$tame_what: UTF-8"
}

patchlore collect --config "$TAP_TMP/sources" >"$TAP_TMP/log" 2>&1
like "$(cat "$TAP_TMP/log")" '^rude:  \[31mred  \?2J \?  !$' \
	"what a program writes to its standard error is told, and is text"
tame "collect" cat "$TAP_TMP/log"
tame "a source that rests" patchlore collect --config "$TAP_TMP/sources"

patchlore store rejects >"$TAP_TMP/rejects"
is "$(head -n 1 "$TAP_TMP/rejects")" \
	"$(printf 'rude\ta b\t [2J?x\tc d ')" \
	"what was set aside stands in its columns"
is "$(wc -l <"$TAP_TMP/rejects")" 2 "and on its line"
tame "store rejects" cat "$TAP_TMP/rejects"
tame "store runs" patchlore store runs
is "$(patchlore store runs | awk -F '\t' 'NF != 7' | wc -l)" 0 \
	"store runs: seven columns"
tame "plugin run" patchlore plugin run exec program=/bin/sh \
	arg="$work/rude.sh" path="$work"

patchlore store rejects --format json >"$TAP_TMP/json"
like "$(cat "$TAP_TMP/json")" '"input": "c\\nd\\u0007"' "JSON is exact"
like "$(cat "$TAP_TMP/json")" '"input": "bad \\\\x9b line' \
	"and tells the bytes of what is no text"

# A store may come from elsewhere, and hold what no event may.
sqlite3 "$store" "UPDATE asset SET name = 'a' || char(27) || '[2J'" \
	"UPDATE asset_fact SET value = 'x' || char(7)" \
	"UPDATE source SET name = 'rude' || char(10, 155)"
name=$(printf 'a\033[2J')
tame "explain" patchlore explain "$name"
like "$(patchlore explain "$name")" '^a \[2J as of' "explain: the asset's name"
tame "kpi" patchlore kpi --by asset,source
tame "a wrong word" patchlore collect "$name"

# A plugin's descriptor is the plugin's to write.
cat >"$TAP_TMP/rude.c" <<'X'
#include <patchlore/plugin.h>
#include <stddef.h>
static int32_t
rude_open(const plore_host *host, void **self)
{
	(void)host;
	*self = NULL;
	return PLORE_OK;
}
static int32_t
rude_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	return PLORE_OK;
}
static void
rude_close(void *self)
{
	(void)self;
}
static const char *const kinds[] = {"asset.seen", NULL};
static const plore_option options[] = {
	{"pa\tth", "a \033[2J summary\n", "b\377c", PLORE_TEXT, 0}, {0}};
static const plore_plugin rude = {.size = sizeof rude, .id = "a.\033b",
	.name = "n\302\233", .version = "1\n", .summary = "s\a\233",
	.license = "x", .evidence = PLORE_BY_LOG, .kinds = kinds,
	.options = options, .open = rude_open, .collect = rude_collect,
	.close = rude_close};
PLORE_PLUGINS(&rude);
X
mkdir "$TAP_TMP/plugins"
${CC:-cc} -shared -fPIC -fvisibility=hidden -Isdk/include \
	-o "$TAP_TMP/plugins/rude.so" "$TAP_TMP/rude.c"
PATCHLORE_PLUGINS=$TAP_TMP/plugins
export PATCHLORE_PLUGINS
like "$(patchlore plugin list)" 'a  \[2J summary  \(default: b\?c\)' \
	"plugin list tells what a plugin says of itself"
tame "plugin list" patchlore plugin list
tame "plugin check" patchlore plugin check rude
like "$(patchlore plugin list --format json)" '"default": "b\\\\xffc"' \
	"plugin list as JSON has all of it"
finish
