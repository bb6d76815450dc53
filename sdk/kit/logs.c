/* SPDX-License-Identifier: MIT */
#include "kit/logs.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

enum { YOUNGEST = 0, NO_LOG = 1, DATED = -100000000, DIGITS = 8 };

/* What follows the base name, as a number that grows with age downwards from
 * YOUNGEST; NO_LOG for a name that is none. */
static int
age(const char *rest)
{
	size_t digits = rest[0] == '\0' ? 0 : strspn(rest + 1, "0123456789");
	const char *packing = digits == 0 ? rest : rest + 1 + digits;
	int number;

	if (rest[0] == '\0')
		return YOUNGEST;
	if (digits == 0 || digits > DIGITS ||
	    (packing[0] != '\0' && packing[0] != '.'))
		return NO_LOG;
	number = atoi(rest + 1);
	if (rest[0] == '.' && number > 0)
		return -number;
	return rest[0] == '-' && digits == DIGITS ? DATED + number : NO_LOG;
}

/* scandir hands no context to its callbacks, hence a sort of our own. */
struct log {
	char *name;
	int age;
};

static int
oldest_first(const void *a, const void *b)
{
	const struct log *x = a, *y = b;

	if (x->age != y->age)
		return x->age < y->age ? -1 : 1;
	return strcmp(x->name, y->name);
}

static int
keep(struct kit_logs *out, struct log *found, int count)
{
	qsort(found, (size_t)count, sizeof *found, oldest_first);
	out->names = calloc((size_t)count + 1, sizeof *out->names);
	if (out->names == NULL)
		return -1;
	for (int i = 0; i < count; i++)
		out->names[i] = found[i].name;
	out->count = count;
	return 0;
}

int
kit_logs_list(struct kit_logs *out, const char *folder, const char *base)
{
	struct dirent **entries;
	int total = scandir(folder, &entries, NULL, alphasort), count = 0;
	struct log *found;
	int result = -1;

	*out = (struct kit_logs){0};
	if (total < 0)
		return -1;
	found = calloc((size_t)total + 1, sizeof *found);
	for (int i = 0; i < total; i++) {
		const char *name = entries[i]->d_name;

		if (found != NULL && strncmp(name, base, strlen(base)) == 0 &&
		    age(name + strlen(base)) != NO_LOG) {
			found[count].age = age(name + strlen(base));
			found[count].name = strdup(name);
			count += found[count].name != NULL;
		}
		free(entries[i]);
	}
	free(entries);
	if (found != NULL)
		result = keep(out, found, count);
	if (result < 0)
		for (int i = 0; found != NULL && i < count; i++)
			free(found[i].name);
	free(found);
	return result;
}

void
kit_logs_free(struct kit_logs *logs)
{
	for (int i = 0; i < logs->count; i++)
		free(logs->names[i]);
	free(logs->names);
	*logs = (struct kit_logs){0};
}
