/*
 * escape.h - text that stays text within a marked-up document
 *
 * Names come from strangers; put into a page as they are, they could make a
 * link, a script or a cell's border of it. What is added here shows as the
 * characters that it was, and as nothing else.
 */
#ifndef PL_ESCAPE_H
#define PL_ESCAPE_H

#include <stddef.h>

struct pl_buf;

/* & < > " ' become entities, which is enough between tags and in quoted
 * attributes. */
int pl_escape_html(struct pl_buf *out, const char *text, size_t length);

/* For CommonMark and GitHub's additions to it: tables, strikethrough, links
 * made of bare addresses. White space and control characters, also what is no
 * UTF-8, become one space, and none at either end, so that a text stays on its
 * line. Characters that could mark anything up get a backslash; those that do
 * so only in some places, like the - of a list or the _ of emphasis, only
 * there: "-3", "12.5" and "web_01.example-2" stay as they are. A text is safe
 * at the start of a line, in a table's cell, beside another such text, and
 * beside letters. A bare mail address still becomes a link to itself where the
 * reader's program wants that; no escaping prevents it. text is closed by a
 * NUL behind length. */
int pl_escape_markdown(struct pl_buf *out, const char *text, size_t length);

#endif
