/*
 * The tests that come with the specification of Mustache, read where the
 * Debian package r-cran-whisker has them, or in the folder that
 * MUSTACHE_SPECS names. They are no part of this tree.
 */
#include "report/mustache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"

#define PACKAGED "/usr/lib/R/site-library/whisker/specs"

enum { OUTPUT = 1 << 20, PATH = 4096 };

static const char *const modules[] = {"comments", "delimiters", "interpolation",
    "inverted", "partials", "sections"};

static size_t told, failed;

static void
tell(int holds, const char *module, const char *name, const char *got)
{
	told++;
	failed += !holds;
	printf("%sok %zu - %s: %s\n", holds ? "" : "not ", told, module, name);
	if (!holds)
		printf("# got %s\n", got);
}

static void
try_test(const char *module, const json_t *test)
{
	const json_t *template = json_object_get(test, "template");
	const char *expected =
	    json_string_value(json_object_get(test, "expected"));
	const struct pl_mustache mustache = {
	    .name = module,
	    .text = json_string_value(template),
	    .length = json_string_length(template),
	    .partials = json_object_get(test, "partials"),
	    .escape = PL_MUSTACHE_HTML,
	};
	struct pl_error err = {0};
	struct pl_buf out;
	int result;

	pl_buf_init(&out, OUTPUT);
	result = pl_mustache_render(
	    &out, &mustache, json_object_get(test, "data"), &err);
	tell(result == PL_OK && expected != NULL &&
		 strcmp(out.text, expected) == 0,
	    module, json_string_value(json_object_get(test, "name")),
	    result == PL_OK ? out.text : err.text);
	pl_buf_free(&out);
}

static void
try_module(const char *folder, const char *module)
{
	char path[PATH];
	json_error_t flaw;
	json_t *root, *test;
	size_t i, before = told, bad = failed;

	snprintf(path, sizeof path, "%s/%s.json", folder, module);
	root = json_load_file(path, 0, &flaw);
	json_array_foreach(json_object_get(root, "tests"), i, test)
	{
		try_test(module, test);
	}
	if (told == before)
		tell(0, module, "has tests", flaw.text);
	printf("# %s: %zu of %zu\n", module, told - before - failed + bad,
	    told - before);
	json_decref(root);
}

int
main(void)
{
	const char *folder = getenv("MUSTACHE_SPECS");

	if (folder == NULL)
		folder = PACKAGED;
	if (access(folder, R_OK) != 0) {
		printf("1..1\nok 1 - the specification's tests # SKIP none in "
		       "%s; r-cran-whisker has them\n",
		    folder);
		return 0;
	}
	for (size_t i = 0; i < sizeof modules / sizeof *modules; i++)
		try_module(folder, modules[i]);
	printf("1..%zu\n", told);
	return failed > 0;
}
