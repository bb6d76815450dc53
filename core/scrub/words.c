#include "scrub/words.h"

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"

enum { WORD = 20 };

static const char common[][WORD] = {
#include "scrub/words.inc"
};

/* In alphabetical order, for bsearch; the unit test holds it to that. */
static const char technical[][WORD] = {
#include "scrub/technical.inc"
};

static int
word_compare(const void *word, const void *entry)
{
	return strncmp(word, entry, WORD);
}

static int
word_in(const char (*list)[WORD], size_t count, const char *word, size_t length)
{
	char key[WORD] = {0};

	if (length == 0 || length >= WORD)
		return 0;
	memcpy(key, word, length);
	return bsearch(key, list, count, WORD, word_compare) != NULL;
}

int
pl_word_common(const char *word, size_t length)
{
	return word_in(common, PL_COUNT(common), word, length);
}

int
pl_word_technical(const char *word, size_t length)
{
	return word_in(technical, PL_COUNT(technical), word, length);
}

int
pl_word_known(const char *word, size_t length)
{
	if (length > 2 && memcmp(word + length - 2, "'s", 2) == 0)
		length -= 2;
	return pl_word_common(word, length) || pl_word_technical(word, length);
}
