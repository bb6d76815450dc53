/* SPDX-License-Identifier: MIT
 *
 * xmlwalk.h - through an XML document of any size, an element at a time
 *
 * Builds no tree: it calls back at the begin and the end of each element, with
 * the names of those that it is in. Prefixes of namespaces are left out. expat
 * reads it.
 *
 *     <a:report><title>x</title></a:report>
 *
 *     begin "report", begin "report/title", end "report/title" x, end "report"
 *
 * A document type, with which entities could be made that are larger than the
 * document or lie in other files, is refused, and so is a tag of a megabyte.
 */
#ifndef KIT_XMLWALK_H
#define KIT_XMLWALK_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
	KIT_XML_TEXT_MAX = 4095, /* bytes of a text; the rest is cut off */
	KIT_XML_PATH_MAX = 1023, /* bytes of a path */
	KIT_XML_DEPTH = 100,     /* elements in one another */
	KIT_XML_TAG = 1 << 20,   /* bytes of a tag or a comment */
};

/* Borrowed for the call. */
struct kit_xml_step {
	int is_end;
	const char *path;
	const char *text; /* at the end: of an element that has none within */
	const char *const *attrs; /* at the begin: name, value, ... NULL */
	uint64_t line;
};

enum { KIT_XML_BROKEN = 1 };

/* Reads up to room bytes: how many, 0 at the end, -1 where it is damaged. */
typedef ssize_t kit_xml_read(void *from, void *to, size_t room);

/* Read a document. take is given each step; anything but 0 ends the reading and
 * is returned, and must be less than 0. KIT_XML_BROKEN with a sentence in
 * error, and the line in *line (0: none), where it is no such document. */
int kit_xml_walk(kit_xml_read *read, void *from,
    int (*take)(void *context, const struct kit_xml_step *step), void *context,
    uint64_t *line, char *error, size_t error_size);

/* The value of an attribute; "" where there is none. */
const char *kit_xml_attr(const struct kit_xml_step *step, const char *name);

/* Do the last names of the path read so? "title" and "Rule/title" do, of
 * "Benchmark/Rule/title". */
int kit_xml_is(const struct kit_xml_step *step, const char *names);

#endif
