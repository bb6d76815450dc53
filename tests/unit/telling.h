/*
 * telling.h - a host that writes down the events it is told, one a line
 *
 *     patch.released 1000 a=1 pkg:deb/debian/a severity=high vuln=CVE-...
 */
#ifndef TESTS_TELLING_H
#define TESTS_TELLING_H

#include <patchlore/plugin.h>
#include <stdio.h>
#include <stdlib.h>

struct telling {
	plore_host host;
	const char *distro; /* the value of that option, or NULL */
	char *text;         /* what was told; free it */
	size_t size;
	FILE *to;
};

static inline int32_t
telling_emit(const plore_host *host, const plore_event *event)
{
	struct telling *telling = host->impl;

	fprintf(telling->to, "%s %lld", event->kind, (long long)event->time_ms);
	if (event->patch != NULL)
		fprintf(telling->to, " %s", event->patch);
	if (event->vuln != NULL)
		fprintf(telling->to, " %s", event->vuln);
	if (event->product != NULL)
		fprintf(telling->to, " %s", event->product);
	for (uint32_t i = 0; i < event->attr_count; i++)
		fprintf(telling->to, " %s=%s", event->attrs[i].name,
		    event->attrs[i].value);
	fputc('\n', telling->to);
	return PLORE_OK;
}

static inline const char *
telling_option(const plore_host *host, const char *name, uint32_t index)
{
	const struct telling *telling = host->impl;

	(void)name;
	return index == 0 ? telling->distro : NULL;
}

static inline void
telling_begin(struct telling *telling, const char *distro)
{
	*telling = (struct telling){.distro = distro};
	telling->host = (plore_host){.size = sizeof telling->host,
	    .impl = telling,
	    .emit = telling_emit,
	    .option = telling_option};
	telling->to = open_memstream(&telling->text, &telling->size);
}

static inline const char *
telling_end(struct telling *telling)
{
	fclose(telling->to);
	return telling->text;
}

#endif
