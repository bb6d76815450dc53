#include "report/picture.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/file.h"
#include "base/plain.h"
#include "base/time.h"
#include "base/escape.h"
#include "report/findings.h"
#include "report/plot.h"
#include "report/withhold.h"

enum { MONTH = 7, DATE = 10 }; /* letters of "2026-06", "2026-06-01" */

static const struct {
	const char *name, *title;
	void (*fill)(
	    struct pl_picture *picture, const struct pl_findings *findings);
} kinds[] = {
    {"backlog-age", "How long open items have been open",
	pl_picture_backlog_age},
    {"calendar", "Installs by day, and deployments that went wrong",
	pl_picture_calendar},
    {"failure-codes", "What failed attempts ended with",
	pl_picture_failure_codes},
    {"incidence", "What became of items", pl_picture_incidence},
    {"nist-matrix", "In time and how fast, by severity and importance",
	pl_picture_nist_matrix},
    {"soak", "What waiting shows and costs", pl_picture_soak},
    {"stages", "Where the time goes", pl_picture_stages},
    {"survival", "How long items stay open", pl_picture_survival},
    {"trends", "Figures by month, and what stands out", pl_picture_trends},
};

static size_t
kind_of(const char *name)
{
	size_t i = 0;

	while (i < PL_COUNT(kinds) && strcmp(kinds[i].name, name) != 0)
		i++;
	return i;
}

int
pl_picture_is(const char *name)
{
	return kind_of(name) < PL_COUNT(kinds);
}

const char *
pl_picture_name(size_t index)
{
	return index < PL_COUNT(kinds) ? kinds[index].name : NULL;
}

void
pl_picture_fill(struct pl_picture *out, const char *name,
    const struct pl_findings *findings)
{
	size_t kind = kind_of(name);
	const char *why = NULL;

	*out = (struct pl_picture){
	    .name = kinds[kind].name, .title = kinds[kind].title};
	pl_buf_init(&out->data, PL_PICTURE_BYTES);
	pl_buf_init(&out->csv, PL_PICTURE_BYTES);
	pl_buf_init(&out->settings, PL_PICTURE_WORDS);
	pl_buf_init(&out->caption, PL_PICTURE_WORDS);
	pl_buf_init(&out->alt, PL_PICTURE_WORDS);
	pl_buf_init(&out->svg, PL_PICTURE_BYTES);
	if (findings->withheld != NULL)
		why = pl_withhold_picture(findings, name);
	if (why != NULL)
		pl_picture_none(out, "%s", why);
	else
		kinds[kind].fill(out, findings);
}

void
pl_picture_free(struct pl_picture *picture)
{
	free(picture->why);
	free(picture->trouble);
	pl_buf_free(&picture->data);
	pl_buf_free(&picture->csv);
	pl_buf_free(&picture->settings);
	pl_buf_free(&picture->caption);
	pl_buf_free(&picture->alt);
	pl_buf_free(&picture->svg);
}

/* ---- Drawing ------------------------------------------------------------- */

/* What gnuplot draws in black stands out on a dark page, too, and its
 * background is the page's. Text in any other colour is left as it is: it
 * stands on a colour, which is the same on both. */
static const char dark[] = "<style>@media (prefers-color-scheme: dark) {"
			   "[color=\"black\"]{color:#e6edf3}"
			   "[fill=\"black\"]{fill:#e6edf3}"
			   "[stroke=\"black\"]{stroke:#e6edf3}"
			   "}</style>";

/* What an SVG says of itself to who does not see it, and the style. */
static void
add_head(struct pl_picture *picture)
{
	pl_buf_addf(&picture->svg, "<title>%s</title><desc>", picture->title);
	pl_escape_html(&picture->svg, picture->alt.text, picture->alt.length);
	pl_buf_addf(&picture->svg, "</desc>%s", dark);
}

/* Where the text after a mark begins; NULL: there is no such mark. */
static const char *
after(const char *text, const char *mark)
{
	const char *at = text == NULL ? NULL : strstr(text, mark);

	return at == NULL ? NULL : at + strlen(mark);
}

/* Take gnuplot's picture: its first element, our head for its own, the rest. */
static int
take_svg(struct pl_picture *picture, const char *path, struct pl_error *err)
{
	struct pl_buf drawn;
	const char *svg, *end, *rest;
	int result;

	pl_buf_init(&drawn, PL_PICTURE_BYTES);
	result = pl_file_read(&drawn, path, err);
	svg = strstr(drawn.text, "<svg");
	end = after(svg, ">");
	rest = after(end, "</desc>");
	if (rest != NULL) {
		pl_buf_add(&picture->svg, svg, (size_t)(end - svg));
		add_head(picture);
		pl_buf_adds(&picture->svg, rest);
	} else if (result == PL_OK) {
		result =
		    pl_fail(err, PL_E_UNAVAILABLE, "gnuplot left no picture");
	}
	pl_buf_free(&drawn);
	return result;
}

static int
draw(struct pl_picture *picture, const char *dir, const char *scripts,
    struct pl_error *err)
{
	char script[PATH_MAX], name[PL_PICTURE_LABEL], path[PATH_MAX];
	int result;

	snprintf(name, sizeof name, "%s.dat", picture->name);
	result = pl_file_write(dir, name, &picture->data, err);
	if (result < 0)
		return result;
	snprintf(script, sizeof script, "%s/%s.gp", scripts, picture->name);
	result = pl_plot(dir, picture->settings.text, script, err);
	snprintf(path, sizeof path, "%s/%s.svg", dir, picture->name);
	if (result == PL_OK)
		result = take_svg(picture, path, err);
	unlink(path);
	snprintf(path, sizeof path, "%s/%s", dir, name);
	unlink(path);
	return result;
}

void
pl_picture_draw(
    struct pl_picture *picture, const char *dir, const char *scripts)
{
	struct pl_error err;

	if (draw(picture, dir, scripts, &err) < 0)
		picture->trouble = pl_strdup(err.text);
}

/* ---- For the functions that fill ----------------------------------------- */

void
pl_picture_none(struct pl_picture *picture, const char *format, ...)
{
	char text[400];
	va_list list;

	va_start(list, format);
	vsnprintf(text, sizeof text, format, list);
	va_end(list);
	free(picture->why);
	picture->why = pl_strdup(text);
}

/* Characters that gnuplot would act upon, or that a quoted field cannot hold.
 */
static const char bad[] = "\"\\`$@{}";

/* gnuplot writes "<" and "&" as XML wants them, but lets "]]>" stand, which
 * XML forbids. */
static int
ends_a_section(const struct pl_buf *out, char letter)
{
	return letter == '>' && out->length > 0 &&
	       out->text[out->length - 1] == ']';
}

/* A character that turns the direction of what stands around it: U+061C,
 * U+200E and U+200F, U+202A to U+202E, U+2066 to U+2069. */
static int
turns(const char *text)
{
	const unsigned char *at = (const unsigned char *)text;

	if (at[0] == 0xd8)
		return at[1] == 0x9c;
	if (at[0] != 0xe2 || (at[1] != 0x80 && at[1] != 0x81))
		return 0;
	return at[1] == 0x81 ? at[2] >= 0xa6 && at[2] <= 0xa9
	                     : at[2] == 0x8e || at[2] == 0x8f ||
	                           (at[2] >= 0xaa && at[2] <= 0xae);
}

/* As much of a text as has room, with an apostrophe for each letter of bad. In
 * UTF-8 the letters of three bytes or more are mostly wide. */
static size_t
add_short(
    struct pl_buf *out, const char *text, size_t room, const char *without)
{
	size_t places = 0;

	for (; *text != '\0' && places < room; places++) {
		size_t length = pl_plain_character(text);

		if (length == 0 || turns(text))
			pl_buf_adds(out, "?");
		else if (strchr(without, *text) != NULL ||
			 ends_a_section(out, *text))
			pl_buf_adds(out, "'");
		else
			pl_buf_add(out, text, length);
		text += length == 0 ? 1 : length;
		places += length > 2;
	}
	if (*text == '\0')
		return places;
	pl_buf_adds(out, "\xe2\x80\xa6");
	return places + 1;
}

size_t
pl_picture_label(struct pl_buf *data, const char *text, size_t room)
{
	size_t places;

	pl_buf_adds(data, "\"");
	places = add_short(data, text, room, bad);
	pl_buf_adds(data, "\"");
	return places;
}

void
pl_picture_text(struct pl_buf *data, const char *text)
{
	pl_picture_label(data, text, PL_PICTURE_LABEL);
}

void
pl_picture_words(struct pl_buf *sentence, const char *text)
{
	add_short(sentence, text, PL_PICTURE_LABEL, "");
}

void
pl_picture_group(struct pl_buf *out, const struct pl_figure *figure)
{
	if (figure->by_count == 0)
		pl_buf_adds(out, "all items");
	for (size_t i = 0; i < figure->by_count; i++)
		pl_buf_addf(out, "%s%s", i > 0 ? ", " : "", figure->by[i]);
}

void
pl_picture_number(struct pl_buf *data, struct pl_value value, double times)
{
	if (value.why == NULL)
		pl_buf_addf(data, "%.6f\t", value.value * times);
	else
		pl_buf_adds(data, "NaN\t");
}

void
pl_picture_cell(struct pl_buf *csv, struct pl_value value)
{
	pl_buf_adds(csv, ",");
	if (value.why == NULL)
		pl_buf_addf(csv, "%.6f", value.value);
}

void
pl_picture_cutoff(struct pl_buf *out, const struct pl_findings *findings)
{
	char as_of[PL_TIME_TEXT];

	pl_buf_addf(out, "up to %.*s",
	    findings->withheld != NULL ? MONTH : DATE,
	    pl_time_format(findings->whole.query.as_of_ms, as_of));
}

/* From the highest down, then what was pushed out below up again. */
void
pl_picture_spread(double *heights, size_t count, double gap)
{
	double least = gap / 3;

	for (size_t i = 1; i < count; i++)
		if (heights[i - 1] - gap < heights[i])
			heights[i] = heights[i - 1] - gap;
	for (size_t i = count; i-- > 0; least = heights[i] + gap)
		if (heights[i] < least)
			heights[i] = least;
}
