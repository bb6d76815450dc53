#include "base/plain.h"

#include <stdint.h>
#include <string.h>

static int
is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

size_t
pl_plain_character(const char *text)
{
	static const uint32_t least[] = {0, 0, 0xa0, 0x800, 0x10000};
	unsigned char first = (unsigned char)text[0];
	size_t length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
	uint32_t code;

	if (first < 0x80)
		return first >= 0x20 && first != 0x7f;
	if (first < 0xc2 || first > 0xf4)
		return 0;
	code = first & (0x7fu >> length);
	for (size_t i = 1; i < length; i++) {
		if (!is_continuation(text[i]))
			return 0;
		code = code << 6 | ((unsigned char)text[i] & 0x3f);
	}
	if (code < least[length] || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return length;
}

size_t
pl_plain_span(const char *text)
{
	const char *at = text;
	size_t length;

	do {
		/* Most text is ASCII throughout, and all that comes in is
		 * looked at here. */
		while (*at >= 0x20 && *at < 0x7f)
			at++;
		length = pl_plain_character(at);
		at += length;
	} while (length > 0);
	return (size_t)(at - text);
}

void
pl_plain(char *text)
{
	char *to = text;

	while (*text != '\0') {
		size_t length = pl_plain_character(text);

		if (length > 0) {
			memmove(to, text, length);
			to += length;
			text += length;
			continue;
		}
		*to++ = (unsigned char)*text < 0x80 ? ' ' : '?';
		/* All bytes of what is no character become one mark. */
		do
			text++;
		while (is_continuation(*text));
	}
	*to = '\0';
}
