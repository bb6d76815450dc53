/* SPDX-License-Identifier: MIT
 *
 * jsonwalk.h - through a JSON document of any size, a value at a time
 *
 * Builds no tree: a step is the begin or the end of an object or a list, or a
 * text, a number or a word, with the names that lead to it. So a report of a
 * gigabyte takes as much memory as one of a kilobyte. The file may be packed;
 * see lines.h.
 *
 *     {"Results": [{"Target": "web-14"}]}
 *
 *     KIT_JSON_OBJECT ""          KIT_JSON_TEXT "Results.Target" web-14
 *     KIT_JSON_LIST "Results"     KIT_JSON_OBJECT_END "Results"
 *     KIT_JSON_OBJECT "Results"   ...
 *
 * RFC 8259, except that halves of surrogate pairs and NULs within texts are
 * shown as U+FFFD, and that nobody looks whether texts are UTF-8.
 */
#ifndef KIT_JSONWALK_H
#define KIT_JSONWALK_H

#include <stddef.h>
#include <stdint.h>

enum {
	KIT_JSON_TEXT_MAX = 4095, /* bytes of a text; the rest is cut off */
	KIT_JSON_PATH_MAX = 1023, /* bytes of a path; the rest is cut off */
	KIT_JSON_DEPTH = 200,     /* objects and lists in one another */
};

enum kit_json_what {
	KIT_JSON_OBJECT,
	KIT_JSON_OBJECT_END,
	KIT_JSON_LIST,
	KIT_JSON_LIST_END,
	KIT_JSON_TEXT,
	KIT_JSON_NUMBER, /* as it is written */
	KIT_JSON_WORD,   /* true, false, null */
};

struct kit_jsonwalk;

/* Borrowed until the next step. */
struct kit_json_step {
	enum kit_json_what what;
	const char *path; /* names with dots between; lists add none */
	const char *text; /* "" for objects and lists */
	size_t length;    /* of the text */
	int cut;          /* the text was longer */
	uint64_t line;    /* that it ends on */
};

/* Open a file. NULL with a sentence in error. */
struct kit_jsonwalk *kit_jsonwalk_open(
    const char *path, char *error, size_t error_size);
void kit_jsonwalk_close(struct kit_jsonwalk *walk); /* NULL is fine */

/* 1 and a step, 0 at the end of the document, -1 with kit_jsonwalk_error where
 * the text is no JSON, or breaks off. */
int kit_jsonwalk_next(struct kit_jsonwalk *walk, struct kit_json_step *step);
const char *kit_jsonwalk_error(const struct kit_jsonwalk *walk);

/* The line that was reached. */
uint64_t kit_jsonwalk_line(const struct kit_jsonwalk *walk);

/* Where a value goes in a struct: from a path to size bytes at offset. */
struct kit_json_field {
	const char *path;
	size_t offset, size;
};

#define KIT_JSON_FIELD(path, type, member)                                     \
	{                                                                      \
		path, offsetof(type, member), sizeof(((type *)0)->member)      \
	}

/* Copy the value of a step into record, if path is that of a field; a null
 * leaves it alone. 0; or -1 where it does not fit: that field is "" then. */
int kit_json_take(const struct kit_json_step *step, const char *path,
    const struct kit_json_field *fields, size_t count, void *record);

#endif
