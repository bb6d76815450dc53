/* SPDX-License-Identifier: MIT */
#include "kit/xmlwalk.h"

#include <expat.h>
#include <stdio.h>
#include <string.h>

enum { BLOCK = 64 * 1024 };

struct walk {
	XML_Parser parser;
	int (*take)(void *context, const struct kit_xml_step *step);
	void *context;
	int result;
	const char *flaw; /* of this file's own finding, or NULL */

	char path[KIT_XML_PATH_MAX + 1];
	size_t lengths[KIT_XML_DEPTH]; /* of the paths that it is in */
	int depth;
	char text[KIT_XML_TEXT_MAX + 1];
	size_t length;
};

static void
stop(struct walk *walk, const char *flaw)
{
	walk->flaw = flaw;
	XML_StopParser(walk->parser, XML_FALSE);
}

static const char *
local_name(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

static void
tell(struct walk *walk, int is_end, const char **attrs)
{
	const struct kit_xml_step step = {is_end, walk->path, walk->text, attrs,
	    XML_GetCurrentLineNumber(walk->parser)};

	walk->result = walk->take(walk->context, &step);
	if (walk->result != 0)
		stop(walk, NULL);
}

static void
clear_text(struct walk *walk)
{
	walk->length = 0;
	walk->text[0] = '\0';
}

/* ---- What expat calls --------------------------------------------------- */

static void XMLCALL
begin(void *data, const char *name, const char **attrs)
{
	struct walk *walk = data;
	size_t used = walk->depth == 0 ? 0 : walk->lengths[walk->depth - 1];
	int length;

	if (walk->result != 0 || walk->flaw != NULL)
		return;
	if (walk->depth == KIT_XML_DEPTH) {
		stop(walk, "more than 100 elements in one another");
		return;
	}
	length = snprintf(walk->path + used, sizeof walk->path - used, "%s%s",
	    used == 0 ? "" : "/", local_name(name));
	if (length < 0 || (size_t)length >= sizeof walk->path - used) {
		stop(walk, "names of elements of more than 1 KiB");
		return;
	}
	walk->lengths[walk->depth++] = used + (size_t)length;
	clear_text(walk);
	tell(walk, 0, attrs);
}

static void XMLCALL
end(void *data, const char *name)
{
	static const char *none[] = {NULL};
	struct walk *walk = data;

	(void)name;
	if (walk->result != 0 || walk->flaw != NULL)
		return;
	if (walk->length > 0 && walk->text[walk->length - 1] == ' ')
		walk->text[walk->length - 1] = '\0';
	tell(walk, 1, none);
	walk->depth--;
	walk->path[walk->depth == 0 ? 0 : walk->lengths[walk->depth - 1]] =
	    '\0';
	clear_text(walk);
}

/* Spaces and line ends around a text are no part of it, and those within are
 * one space. */
static void XMLCALL
characters(void *data, const char *text, int length)
{
	struct walk *walk = data;

	for (int i = 0; i < length && walk->length < KIT_XML_TEXT_MAX; i++) {
		int is_space = strchr(" \t\r\n", text[i]) != NULL;

		if (is_space &&
		    (walk->length == 0 || walk->text[walk->length - 1] == ' '))
			continue;
		walk->text[walk->length++] = is_space ? ' ' : text[i];
	}
	walk->text[walk->length] = '\0';
}

static void XMLCALL
doctype(void *data, const char *name, const char *system, const char *public,
    int has_subset)
{
	(void)name;
	(void)system;
	(void)public;
	(void)has_subset;
	stop(data, "a document type, which reports do not have and which may "
		   "do harm");
}

/* ---- Reading ------------------------------------------------------------ */

/* Give expat the bytes. What it holds of a tag that has no end yet is the way
 * from the begin of the last thing that it told. */
static int
feed(struct walk *walk, kit_xml_read *read, void *from)
{
	long long fed = 0;
	ssize_t count;

	do {
		void *block = XML_GetBuffer(walk->parser, BLOCK);

		count = block == NULL ? -1 : read(from, block, BLOCK);
		if (count < 0) {
			walk->flaw = block == NULL
			                 ? "out of memory"
			                 : "cannot be read on from here";
			return -1;
		}
		fed += count;
		if (XML_ParseBuffer(walk->parser, (int)count, count == 0) !=
		    XML_STATUS_OK)
			return -1;
		if (fed - XML_GetCurrentByteIndex(walk->parser) >
		    2 * KIT_XML_TAG) {
			walk->flaw = "a tag of more than 1 MiB";
			return -1;
		}
	} while (count > 0);
	return 0;
}

static int
walk_document(struct walk *walk, kit_xml_read *read, void *from, uint64_t *line,
    char *error, size_t error_size)
{
	XML_SetUserData(walk->parser, walk);
	XML_SetElementHandler(walk->parser, begin, end);
	XML_SetCharacterDataHandler(walk->parser, characters);
	XML_SetStartDoctypeDeclHandler(walk->parser, doctype);
	if (feed(walk, read, from) == 0)
		return 0;
	if (walk->result != 0)
		return walk->result;
	*line = XML_GetCurrentLineNumber(walk->parser);
	snprintf(error, error_size, "%s",
	    walk->flaw != NULL
		? walk->flaw
		: XML_ErrorString(XML_GetErrorCode(walk->parser)));
	return KIT_XML_BROKEN;
}

int
kit_xml_walk(kit_xml_read *read, void *from,
    int (*take)(void *context, const struct kit_xml_step *step), void *context,
    uint64_t *line, char *error, size_t error_size)
{
	struct walk walk = {.take = take, .context = context};
	int result;

	*line = 0;
	walk.parser = XML_ParserCreate(NULL);
	if (walk.parser == NULL) {
		snprintf(error, error_size, "out of memory");
		return KIT_XML_BROKEN;
	}
	result = walk_document(&walk, read, from, line, error, error_size);
	XML_ParserFree(walk.parser);
	return result;
}

/* ---- Steps -------------------------------------------------------------- */

const char *
kit_xml_attr(const struct kit_xml_step *step, const char *name)
{
	for (const char *const *at = step->attrs; *at != NULL; at += 2)
		if (strcmp(local_name(at[0]), name) == 0)
			return at[1];
	return "";
}

int
kit_xml_is(const struct kit_xml_step *step, const char *names)
{
	size_t length = strlen(step->path), wanted = strlen(names);

	return wanted <= length &&
	       strcmp(step->path + length - wanted, names) == 0 &&
	       (wanted == length || step->path[length - wanted - 1] == '/');
}
