#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/escape.h"
#include "scrub/reading.h"
#include "survey/questions.h"

static const char style[] =
    ":root { color-scheme: light dark; --text: #1a1a1a; --page: #fff; "
    "--line: #888; --out: #ffd9d4; --in: #cdeccd; --look: #fff0a8; "
    "--warn: #b03a00 }\n"
    "@media screen and (prefers-color-scheme: dark) { :root { "
    "--text: #e6edf3; --page: #0d1117; --line: #6e7681; --out: #5c1f1a; "
    "--in: #1b4721; --look: #544300; --warn: #f0a36b } }\n"
    "body { font: 1rem/1.5 sans-serif; max-width: 70rem; margin: 2rem auto; "
    "padding: 0 1rem; color: var(--text); background: var(--page) }\n"
    "table { border-collapse: collapse; margin: 1rem 0 }\n"
    "table.sides { width: 100%; table-layout: fixed }\n"
    "td, th { border: 1px solid var(--line); padding: .3rem .6rem; "
    "text-align: left; vertical-align: top; overflow-wrap: anywhere }\n"
    "th { min-width: 5rem; overflow-wrap: normal }\n"
    ".text { white-space: pre-wrap }\n"
    "del { background: var(--out); color: inherit }\n"
    "ins { background: var(--in); color: inherit; white-space: nowrap }\n"
    "mark { background: var(--look); color: inherit }\n"
    ".warning { border-left: .4rem solid var(--warn); padding-left: .8rem "
    "}\n"
    "code { white-space: nowrap }\n"
    ".command { white-space: normal; overflow-wrap: anywhere }\n";

static void
add_text(struct pl_buf *out, const char *text, size_t length)
{
	pl_escape_html(out, text, length);
}

static void
add_element(
    struct pl_buf *out, const char *tag, const char *text, size_t length)
{
	pl_buf_addf(out, "<%s>", tag);
	add_text(out, text, length);
	pl_buf_addf(out, "</%s>", tag);
}

/* ---- Both sides --------------------------------------------------------- */

static void
add_before(struct pl_buf *out, const struct pl_scrubbed *scrubbed)
{
	size_t at = 0;

	for (size_t i = 0; i < scrubbed->replaced_count; i++) {
		const struct pl_replacement *piece = &scrubbed->replaced[i];

		add_text(out, scrubbed->before + at, piece->from - at);
		add_element(out, "del", scrubbed->before + piece->from,
		    piece->to - piece->from);
		at = piece->to;
	}
	add_text(out, scrubbed->before + at, scrubbed->before_length - at);
}

/* The text from at to the next thing that was put in, its doubts marked. */
static void
add_left(struct pl_buf *out, const struct pl_scrubbed *scrubbed, size_t at,
    size_t to, size_t *next)
{
	for (; *next < scrubbed->doubt_count; ++*next) {
		const struct pl_doubtful *doubt = &scrubbed->doubts[*next];

		if (doubt->from >= to)
			break;
		if (doubt->from < at || doubt->to > to)
			continue; /* it is in the list all the same */
		add_text(out, scrubbed->after + at, doubt->from - at);
		add_element(out, "mark", scrubbed->after + doubt->from,
		    doubt->to - doubt->from);
		at = doubt->to;
	}
	add_text(out, scrubbed->after + at, to - at);
}

static void
add_after(struct pl_buf *out, const struct pl_scrubbed *scrubbed)
{
	size_t at = 0, next = 0;

	for (size_t i = 0; i < scrubbed->replaced_count; i++) {
		const struct pl_replacement *piece = &scrubbed->replaced[i];

		add_left(out, scrubbed, at, piece->at, &next);
		add_element(
		    out, "ins", scrubbed->after + piece->at, piece->length);
		at = piece->at + piece->length;
	}
	add_left(out, scrubbed, at, scrubbed->after_length, &next);
}

static void
add_sides(struct pl_buf *out, const struct pl_scrubbed *scrubbed)
{
	pl_buf_adds(out,
	    "<table class=\"sides\">\n<tr><th scope=\"col\">Before</th>"
	    "<th scope=\"col\">After: what would leave</th></tr>\n"
	    "<tr><td class=\"text\">");
	add_before(out, scrubbed);
	pl_buf_adds(out, "</td><td class=\"text\">");
	add_after(out, scrubbed);
	pl_buf_adds(out, "</td></tr>\n</table>\n");
}

/* ---- Lists -------------------------------------------------------------- */

static void
add_replaced(struct pl_buf *out, const struct pl_scrubbed *scrubbed)
{
	pl_buf_addf(out, "<h3>Replaced: %zu</h3>\n", scrubbed->replaced_count);
	if (scrubbed->replaced_count == 0)
		return;
	pl_buf_adds(out,
	    "<table>\n<tr><th scope=\"col\">Kind</th>"
	    "<th scope=\"col\">Was</th><th scope=\"col\">Is</th></tr>\n");
	for (size_t i = 0; i < scrubbed->replaced_count; i++) {
		const struct pl_replacement *piece = &scrubbed->replaced[i];

		pl_buf_addf(out, "<tr><td>%s</td>", pl_span_name(piece->kind));
		add_element(out, "td", scrubbed->before + piece->from,
		    piece->to - piece->from);
		add_element(
		    out, "td", scrubbed->after + piece->at, piece->length);
		pl_buf_adds(out, "</tr>\n");
	}
	pl_buf_adds(out, "</table>\n");
}

static void
add_restored(struct pl_buf *out, const struct pl_scrubbed *scrubbed)
{
	if (scrubbed->restored_count == 0)
		return;
	pl_buf_addf(out,
	    "<h3>Restored by the reviewer: %zu</h3>\n"
	    "<table>\n<tr><th scope=\"col\">Taken for</th>"
	    "<th scope=\"col\">Stays</th></tr>\n",
	    scrubbed->restored_count);
	for (size_t i = 0; i < scrubbed->restored_count; i++) {
		const struct pl_restored *piece = &scrubbed->restored[i];

		pl_buf_addf(out, "<tr><td>%s</td>", pl_span_name(piece->kind));
		add_element(out, "td", scrubbed->after + piece->from,
		    piece->to - piece->from);
		pl_buf_adds(out, "</tr>\n");
	}
	pl_buf_adds(out, "</table>\n");
}

static void
add_doubts(struct pl_buf *out, const struct pl_scrubbed *scrubbed)
{
	pl_buf_addf(out, "<h3>Look at: %zu</h3>\n", scrubbed->doubt_count);
	if (scrubbed->doubt_count == 0)
		return;
	pl_buf_adds(out, "<table>\n<tr><th scope=\"col\">Word left</th>"
			 "<th scope=\"col\">Why</th></tr>\n");
	for (size_t i = 0; i < scrubbed->doubt_count; i++) {
		const struct pl_doubtful *doubt = &scrubbed->doubts[i];

		pl_buf_adds(out, "<tr>");
		add_element(out, "td", scrubbed->after + doubt->from,
		    doubt->to - doubt->from);
		pl_buf_addf(out, "<td>%s", pl_review_doubt(doubt->why));
		if (doubt->why == PL_DOUBT_NAME)
			pl_buf_addf(out, " (your inventory has it: %s)",
			    pl_span_name(doubt->kind));
		pl_buf_adds(out, "</td></tr>\n");
	}
	pl_buf_adds(out, "</table>\n");
}

/* ---- The page ----------------------------------------------------------- */

static void
add_head(struct pl_buf *out, const struct pl_reading *reading)
{
	const char *warning;

	pl_buf_addf(out,
	    "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta http-equiv=\"Content-Security-Policy\" content=\""
	    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
	    "form-action 'none'\">\n"
	    "<meta name=\"viewport\" content=\"width=device-width\">\n"
	    "<title>Review of lesson %" PRId64 "</title>\n"
	    "<style>\n%s</style>\n</head>\n<body>\n<main>\n"
	    "<h1>Review of lesson %" PRId64 "</h1>\n",
	    reading->lesson, style, reading->lesson);
	pl_buf_adds(out,
	    "<p class=\"warning\">This page shows names that must not leave "
	    "your house. Hand it to nobody outside.</p>\n");
	for (unsigned i = 0; (warning = pl_reading_warning(reading, i)) != NULL;
	     i++)
		pl_buf_addf(
		    out, "<p class=\"warning\">Warning: %s.</p>\n", warning);
	pl_buf_addf(out,
	    "<p>Texts: %zu; rules: %s; names looked for: %zu. Read each text "
	    "as it stands on the right: that, to the letter, would leave. No "
	    "machine finds everything; look at every word that is "
	    "marked.</p>\n",
	    reading->count, PL_SCRUB_RULES, reading->names);
}

static void
add_foot(struct pl_buf *out, const struct pl_reading *reading)
{
	const char *options = reading->options == NULL ? "" : reading->options;

	pl_buf_addf(out,
	    "<h2>Approval</h2>\n"
	    "<p>If all texts may leave as they stand on the right, type this "
	    "with your role, such as <code>security-lead</code>:</p>\n"
	    "<p><code class=\"command\">patchlore lesson review %" PRId64,
	    reading->lesson);
	add_text(out, options, strlen(options));
	pl_buf_addf(out,
	    " --role ROLE --approve %s</code></p>\n"
	    "<p>If not, make the page anew: with <code>--strike WORDS</code> "
	    "for words that must go, with <code>--restore WORDS</code> for "
	    "what was replaced by mistake, or after <code>patchlore lesson "
	    "edit %" PRId64 "</code>.</p>\n"
	    "</main>\n</body>\n</html>\n",
	    reading->digest, reading->lesson);
}

void
pl_reading_page(struct pl_buf *out, const struct pl_reading *reading)
{
	add_head(out, reading);
	for (size_t i = 0; i < reading->count; i++) {
		const struct pl_reading_text *text = &reading->texts[i];

		pl_buf_adds(out, "<h2>");
		add_text(
		    out, text->question->text, strlen(text->question->text));
		pl_buf_adds(out, "</h2>\n");
		if (text->scrubbed.hidden > 0)
			pl_buf_addf(out,
			    "<p>Characters that nobody sees, left out: "
			    "%zu</p>\n",
			    text->scrubbed.hidden);
		add_sides(out, &text->scrubbed);
		add_replaced(out, &text->scrubbed);
		add_restored(out, &text->scrubbed);
		add_doubts(out, &text->scrubbed);
	}
	add_foot(out, reading);
}
