#include "scrub/text.h"

#include "scrub/normalize.h"

int
pl_is_ascii(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)text[i] >= 0x80)
			return 0;
	return 1;
}

void
pl_mask_placeholders(struct pl_normal *normal, const char *text, size_t length)
{
	size_t end = 0, seen = 0;

	for (size_t i = 0; i < normal->length; i++) {
		/* Each byte of the original is looked at once. */
		for (; seen <= normal->from[i]; seen++) {
			enum pl_span_kind kind;
			unsigned long number;
			size_t bytes;

			if (seen < end)
				continue;
			bytes = pl_span_placeholder(
			    text + seen, length - seen, &kind, &number);
			if (bytes > 0)
				end = seen + bytes;
		}
		if (normal->from[i] < end)
			normal->text[i] = PL_MASK;
	}
}
