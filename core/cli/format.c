#include <getopt.h>
#include <libgen.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/table.h"
#include "base/time.h"
#include "cli/cli.h"

int
pl_cli_format(const char *verb, const char *value, const char *other, int *json)
{
	*json = strcmp(value, "json") == 0;
	if (*json || strcmp(value, other) == 0)
		return PL_EXIT_DONE;
	return pl_cli_usage(
	    verb, "--format %s: expected %s or json", value, other);
}

int
pl_cli_list_options(const char *verb, const char *help, int argc, char **argv,
    int *json, int *status)
{
	static const struct option options[] = {
	    {"format", required_argument, NULL, 'f'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	int option;

	*json = 0;
	while (
	    (option = pl_cli_option(verb, argc, argv, ":h", options)) != -1) {
		*status = PL_EXIT_USAGE;
		if (option == 'f')
			*status = pl_cli_format(verb, optarg, "text", json);
		if (option == 'h') {
			fputs(help, stdout);
			*status = PL_EXIT_DONE;
			return 0;
		}
		if (*status != PL_EXIT_DONE)
			return 0;
	}
	return 1;
}

int
pl_cli_print(const struct pl_buf *out, const char *what)
{
	struct pl_error err;

	if (pl_buf_failed(out) == PL_OK) {
		fwrite(out->text, 1, out->length, stdout);
		return PL_EXIT_DONE;
	}
	pl_fail(&err, PL_E_LIMIT,
	    "the %s are more than 256 MiB; ask for fewer strata", what);
	return pl_cli_error(&err);
}

int
pl_cli_write(const char *path, const struct pl_buf *page, struct pl_error *err)
{
	char folder[PATH_MAX], name[PATH_MAX];

	if (snprintf(folder, sizeof folder, "%s", path) >= PATH_MAX)
		return pl_fail(err, PL_E_CONFIG, "a path that long is none");
	snprintf(name, sizeof name, "%s", path);
	return pl_file_write(dirname(folder), basename(name), page, err);
}

void
pl_cli_table(struct pl_table *table)
{
	struct pl_buf out;

	pl_buf_init(&out, PL_CLI_OUTPUT_LIMIT);
	pl_table_print(table, &out);
	fwrite(out.text, 1, out.length, stdout);
	pl_buf_free(&out);
}

void
pl_cli_json(json_t *document)
{
	json_dumpf(document, stdout, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
	putchar('\n');
	json_decref(document);
}

json_t *
pl_cli_json_text(const char *text)
{
	struct pl_buf ascii;
	json_t *json;

	if (text == NULL)
		return json_null();
	json = json_string(text);
	if (json != NULL)
		return json;
	pl_buf_init(&ascii, 4 * strlen(text) + 1);
	for (; *text != '\0'; text++)
		if ((*text & 0x80) == 0)
			pl_buf_add(&ascii, text, 1);
		else
			pl_buf_addf(&ascii, "\\x%02x", (unsigned char)*text);
	json = json_string(ascii.text);
	pl_buf_free(&ascii);
	return json;
}

json_t *
pl_cli_json_value(struct pl_value value)
{
	return value.why == NULL ? json_real(value.value) : json_null();
}

json_t *
pl_cli_json_time(int64_t ms)
{
	char text[PL_TIME_TEXT];

	return ms == 0 ? json_null() : json_string(pl_time_format(ms, text));
}
