#include "plugins/apt/dpkglog.h"

#include <string.h>

enum { TIME_LENGTH = 19 };

/* The next word behind *text, which moves past it; no more is an empty one. */
static struct dpkg_word
next_word(const char **text)
{
	struct dpkg_word word;

	while (**text == ' ')
		(*text)++;
	word.text = *text;
	while (**text != ' ' && **text != '\0')
		(*text)++;
	word.length = (size_t)(*text - word.text);
	return word;
}

static int
is_word(struct dpkg_word word, const char *text)
{
	return strlen(text) == word.length &&
	       memcmp(word.text, text, word.length) == 0;
}

static enum dpkg_action
action_of(struct dpkg_word verb)
{
	if (is_word(verb, "upgrade"))
		return DPKG_UPGRADE;
	if (is_word(verb, "install"))
		return DPKG_INSTALL;
	if (is_word(verb, "remove") || is_word(verb, "purge"))
		return DPKG_REMOVE;
	return DPKG_OTHER;
}

static enum dpkg_action
state_of(struct dpkg_word state)
{
	if (is_word(state, "installed"))
		return DPKG_INSTALLED;
	if (is_word(state, "not-installed") || is_word(state, "config-files"))
		return DPKG_GONE;
	return DPKG_OTHER;
}

/* Nearly every line is a status of no interest: it is let go first. */
static int
words_read(struct dpkg_line *out, const char *text)
{
	struct dpkg_word verb = next_word(&text);
	struct dpkg_word next = next_word(&text);
	int is_status = is_word(verb, "status");

	if (next.length == 0)
		return -1;
	out->action = is_status ? state_of(next) : action_of(verb);
	if (out->action == DPKG_OTHER)
		return 0;
	out->package = is_status ? next_word(&text) : next;
	if (!is_status)
		out->old = next_word(&text);
	out->version = next_word(&text);
	return out->version.length == 0 ? -1 : 0;
}

int
dpkg_line_read(struct dpkg_line *out, struct kit_local_clock *clock,
    const char *text, size_t length, const char **why)
{
	*out = (struct dpkg_line){0};
	if (length < TIME_LENGTH || text[10] != ' ' ||
	    kit_local_time_read(clock, text, text + 11, &out->at_ms) < 0) {
		*why = "expected a time such as 2026-03-12 02:14:07";
		return -1;
	}
	if (words_read(out, text + TIME_LENGTH) < 0) {
		*why = "expected an action, a package and two versions";
		return -1;
	}
	if (out->package.length >= DPKG_NAME || out->old.length >= DPKG_NAME ||
	    out->version.length >= DPKG_NAME) {
		*why = "a word of more than 255 bytes";
		return -1;
	}
	return 0;
}

size_t
dpkg_bare_length(const char *package, size_t length)
{
	const char *colon = memchr(package, ':', length);

	return colon == NULL ? length : (size_t)(colon - package);
}
