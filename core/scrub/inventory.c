#include "scrub/inventory.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "scrub/denylist.h"
#include "scrub/text.h"
#include "scrub/words.h"
#include "store/query.h"
#include "store/store.h"

/* Facts about assets that describe and never name are left out; they would put
 * "Debian 12" among the names. */
static const char sql_names[] =
    "SELECT 'asset', name FROM asset"
    " UNION ALL SELECT 'source', name FROM source"
    " UNION SELECT name, value FROM asset_fact"
    "  WHERE (share < 2 OR name IN ('group', 'site', 'owner', 'user'))"
    "  AND name NOT IN ('class', 'distro', 'exposed', 'importance',"
    "   'lifecycle', 'os', 'reassess_by')"
    " UNION SELECT name, value FROM subject_fact WHERE share = 0"
    " UNION SELECT name, value FROM event_attr WHERE share = 0";

/* What a name of an attribute says of its values. */
static const struct {
	const char *name;
	enum pl_span_kind kind;
} kinds[] = {
    {"account", PL_SPAN_USER},
    {"alias", PL_SPAN_HOST},
    {"asset", PL_SPAN_HOST},
    {"approver", PL_SPAN_USER},
    {"by", PL_SPAN_USER},
    {"company", PL_SPAN_ORG},
    {"contact", PL_SPAN_USER},
    {"contract", PL_SPAN_ORG},
    {"domain", PL_SPAN_DOMAIN},
    {"fqdn", PL_SPAN_HOST},
    {"group", PL_SPAN_GROUP},
    {"hostname", PL_SPAN_HOST},
    {"into", PL_SPAN_HOST},
    {"login", PL_SPAN_USER},
    {"organization", PL_SPAN_ORG},
    {"owner", PL_SPAN_USER},
    {"requested_by", PL_SPAN_USER},
    {"site", PL_SPAN_SITE},
    {"user", PL_SPAN_USER},
};

static enum pl_span_kind
kind_of(const char *name)
{
	for (size_t i = 0; i < PL_COUNT(kinds); i++)
		if (strcmp(kinds[i].name, name) == 0)
			return kinds[i].kind;
	return PL_SPAN_VALUE;
}

/* The domains behind a machine's name, while they have two parts or more. */
static int
add_domains(struct pl_denylist *list, const char *name, struct pl_error *err)
{
	const char *dot = strchr(name, '.');
	char *first;
	int result;

	/* An address has dots too, and is one name. */
	if (dot == NULL || name[strspn(name, "0123456789.:")] == '\0')
		return PL_OK;
	first = pl_strdup(name);
	first[dot - name] = '\0';
	result = pl_denylist_add(list, first, PL_SPAN_HOST, err);
	free(first);
	while (result == PL_OK && dot != NULL && strchr(dot + 1, '.') != NULL) {
		if (pl_is_alnum(dot[1]))
			result =
			    pl_denylist_add(list, dot + 1, PL_SPAN_DOMAIN, err);
		dot = strchr(dot + 1, '.');
	}
	return result;
}

static int
is_inside_word(char c)
{
	return pl_is_word(c) || c == '\'';
}

/* Whether a word of a longer name would be in most texts: "patch" of
 * svc_patch. */
static int
is_everyday(const char *word, size_t length)
{
	char small[32]; /* no word that is known is longer */

	if (length > sizeof small)
		return 0;
	for (size_t i = 0; i < length; i++)
		small[i] = pl_small(word[i]);
	return length < PL_DENYLIST_LETTERS || pl_word_known(small, length);
}

static int
add_words(struct pl_denylist *list, const char *name, enum pl_span_kind kind,
    struct pl_error *err)
{
	char *word = pl_strdup(name);
	const char *at = name;
	int result = PL_OK;

	while (*at != '\0' && result == PL_OK) {
		size_t length = 0;

		while (is_inside_word(at[length]))
			length++;
		if (length > 0 && !is_everyday(at, length)) {
			memcpy(word, at, length);
			word[length] = '\0';
			result = pl_denylist_add(list, word, kind, err);
		}
		at += length > 0 ? length : 1;
	}
	free(word);
	return result;
}

static size_t
count_words(const char *text)
{
	size_t count = 0;

	while (*text != '\0') {
		text += strspn(text, " \t\n");
		count += *text != '\0';
		text += strcspn(text, " \t\n");
	}
	return count;
}

int
pl_inventory_add(struct pl_denylist *list, const char *name,
    enum pl_span_kind kind, struct pl_error *err)
{
	int result;

	if (kind == PL_SPAN_VALUE && count_words(name) > PL_INVENTORY_WORDS)
		return PL_OK;
	result = pl_denylist_add(list, name, kind, err);
	if (result == PL_OK && (kind == PL_SPAN_USER || kind == PL_SPAN_ORG))
		result = add_words(list, name, kind, err);
	if (result == PL_OK && kind == PL_SPAN_HOST)
		result = add_domains(list, name, err);
	return result;
}

struct reading {
	struct pl_denylist *list;
	struct pl_error *err;
};

static int
take_name(void *context, const struct pl_store_answer *answer)
{
	const struct reading *reading = context;
	const char *name = answer->values[0], *value = answer->values[1];

	if (name == NULL || value == NULL)
		return PL_OK;
	return pl_inventory_add(
	    reading->list, value, kind_of(name), reading->err);
}

int
pl_inventory_read(
    struct pl_denylist *list, struct pl_store *store, struct pl_error *err)
{
	struct reading reading = {list, err};

	return pl_store_query(store, sql_names, take_name, &reading, err);
}
