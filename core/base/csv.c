#include "base/csv.h"

#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"

/* What a spreadsheet takes a cell for a formula by: these as the first
 * character, the wide ones where its language has them. The apostrophe is
 * here because it is what the guard looks like: one that was there before
 * gets another, and taking one away always gives the text back. */
static const char *const starts[] = {"=", "+", "-", "@", "'", "\t", "\r", "\n",
    "\uff1d", "\uff0b", "\uff0d", "\uff20"};

static int
is_guarded(const char *text)
{
	for (size_t i = 0; i < PL_COUNT(starts); i++)
		if (strncmp(text, starts[i], strlen(starts[i])) == 0)
			return 1;
	return 0;
}

static void
add_quoted(struct pl_buf *out, const char *guard, const char *text)
{
	if (strpbrk(text, ",\"\r\n") == NULL) {
		pl_buf_addf(out, "%s%s", guard, text);
		return;
	}
	pl_buf_addf(out, "\"%s", guard);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			pl_buf_adds(out, "\"");
		pl_buf_add(out, text, 1);
	}
	pl_buf_adds(out, "\"");
}

void
pl_csv_own(struct pl_buf *out, const char *text)
{
	add_quoted(out, "", text);
}

void
pl_csv_foreign(struct pl_buf *out, const char *text)
{
	add_quoted(out, is_guarded(text) ? "'" : "", text);
}
