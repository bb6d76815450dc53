#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <cmocka.h>

#include "base/alloc.h"
#include "kit/csv.h"

/* All rows of a text, as fields between | and rows between newlines; a bad one
 * as its line number and what is wrong. */
static void
rows_of(const char *text, char delimiter, int quotes, char *out, size_t size)
{
	static struct kit_csv_row row;
	char path[64], error[200];
	struct kit_lines *lines;
	struct kit_csv csv;
	FILE *to = fmemopen(out, size, "w");
	int fd = memfd_create("rows", 0);

	assert_int_equal(write(fd, text, strlen(text)), (ssize_t)strlen(text));
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	lines = kit_lines_open(path, KIT_CSV_LINE, error, sizeof error);
	assert_non_null(lines);
	assert_int_equal(kit_csv_open_lines(&csv, lines, delimiter, quotes), 0);
	while (kit_csv_next(&csv, &row) > 0) {
		if (row.flaw != NULL)
			fprintf(to, "%d: %s", (int)row.number, row.flaw);
		for (size_t i = 0; row.flaw == NULL && i < row.count; i++)
			fprintf(to, "%s%s", i > 0 ? "|" : "", row.fields[i]);
		fputc('\n', to);
	}
	fclose(to);
	kit_csv_close(&csv);
	kit_lines_close(lines);
	close(fd);
}

static void
rows_are_read_as_the_rfc_has_them(void **state)
{
	static const struct {
		const char *text, *rows;
	} cases[] = {
	    {"a,b\nc,d\n", "a|b\nc|d\n"},
	    {"a,b\r\nc,d", "a|b\nc|d\n"},
	    {"\xef\xbb\xbf\"a\",b\n", "a|b\n"},
	    {"a,\n,\n,,\n", "a|\n|\n||\n"},
	    {"\"a,\"\"b\"\"\",c\n", "a,\"b\"|c\n"},
	    {"\"a\r\nb\n\nc\",d\ne,f\n", "a\nb\n\nc|d\ne|f\n"},
	    {"\"\",\"\"\n", "|\n"},
	    {"\n\na\n\n", "a\n"},
	    {"5\" disk,b \"c\"\n", "5\" disk|b \"c\"\n"},
	    {"", ""},
	    /* A bad row costs itself. */
	    {"a\n\"b\"c,d\ne\n", "a\n2: text behind a closing quote\ne\n"},
	    {"a\n\"b\n\"c\nd\n", "a\n2: text behind a closing quote\nd\n"},
	    {"a\n\"b\nc\n", "a\n2: a quote that is never closed\n"},
	};
	char rows[200];

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		memset(rows, 0, sizeof rows);
		rows_of(cases[i].text, ',', 1, rows, sizeof rows);
		assert_string_equal(rows, cases[i].rows);
	}
}

static void
without_quotes_they_are_ordinary_characters(void **state)
{
	char rows[100] = "";

	(void)state;
	rows_of("\"a\tb\"\n", '\t', 0, rows, sizeof rows);
	assert_string_equal(rows, "\"a|b\"\n");
}

static void
limits_cost_the_row_that_passes_them(void **state)
{
	size_t size = KIT_CSV_ROW + 2 * KIT_CSV_LINE;
	char *text = malloc(size), *rows = calloc(1, 2 * size);

	(void)state;
	memset(text, ',', KIT_CSV_COLUMNS);
	memcpy(text + KIT_CSV_COLUMNS, "\na\n", sizeof "\na\n");
	rows_of(text, ',', 1, rows, 2 * size);
	assert_string_equal(rows, "1: more than 1024 columns\na\n");

	memset(text, 'x', KIT_CSV_LINE + 1);
	memcpy(text + KIT_CSV_LINE + 1, "\na\n", sizeof "\na\n");
	memset(rows, 0, 2 * size);
	rows_of(text, ',', 1, rows, 2 * size);
	assert_string_equal(rows, "1: a line of more than 1 MiB\na\n");

	/* An open quote takes no more than a row may have. */
	memset(text, 'x', size);
	text[0] = '"';
	for (size_t i = KIT_CSV_LINE; i < size; i += KIT_CSV_LINE)
		text[i - 1] = '\n';
	memcpy(text + size - 4, "\na\n", sizeof "\na\n");
	memset(rows, 0, 2 * size);
	rows_of(text, ',', 1, rows, 2 * size);
	assert_non_null(strstr(rows, "1: a row of more than 4 MiB\n"));
	assert_non_null(strstr(rows, "\na\n"));
	free(text);
	free(rows);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_are_read_as_the_rfc_has_them),
	    cmocka_unit_test(without_quotes_they_are_ordinary_characters),
	    cmocka_unit_test(limits_cost_the_row_that_passes_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
