#include "scrub/rule.h"

#include "scrub/text.h"

int
pl_rule_found(
    struct pl_span *out, size_t from, size_t to, enum pl_span_kind kind)
{
	*out = (struct pl_span){
	    .from = (uint32_t)from, .to = (uint32_t)to, .kind = kind};
	return 1;
}

size_t
pl_rule_run(const char *text, int (*is)(char c), size_t limit)
{
	size_t length = 0;

	while (length < limit && is(text[length]))
		length++;
	return length;
}

size_t
pl_rule_word(const char *text, const char *word)
{
	size_t length = 0;

	while (word[length] != '\0' && pl_small(text[length]) == word[length])
		length++;
	return word[length] == '\0' ? length : 0;
}

size_t
pl_rule_one_of(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		size_t length = pl_rule_word(text, *words);

		if (length > 0 && !pl_is_word(text[length]))
			return length;
	}
	return 0;
}

int
pl_rule_inside(const char *text, size_t at)
{
	return at > 1 &&
	       (text[at - 1] == '.' || text[at - 1] == '-' ||
		   text[at - 1] == '_') &&
	       pl_is_word(text[at - 2]);
}

size_t
pl_rule_space(const char *text, size_t limit)
{
	size_t length = 0;
	int lines = 0;

	while (length < limit && (text[length] == ' ' || text[length] == '\t' ||
				     (text[length] == '\n' && lines++ == 0)))
		length++;
	return length;
}
