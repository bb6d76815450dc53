#include "scrub/recognize.h"

#include <string.h>

#include "base/alloc.h"
#include "scrub/normalize.h"
#include "scrub/rule.h"
#include "scrub/technical.h"
#include "scrub/text.h"

/* In the order in which they are asked; the first that knows a place has it. */
static pl_rule *const rules[] = {
    pl_rule_key_block,
    pl_rule_url,
    pl_rule_email,
    pl_rule_unc,
    pl_rule_home,
    pl_rule_sid,
    pl_rule_guid,
    pl_rule_mac,
    pl_rule_ip6,
    pl_rule_ip4,
    pl_rule_account,
    pl_rule_gps,
    pl_rule_date,
    pl_rule_password,
    pl_rule_random,
    pl_rule_phone,
    pl_rule_ticket,
    pl_rule_serial,
    pl_rule_domain,
    pl_rule_host,
};

/* Something may begin at a letter or digit behind none, at a sign that begins
 * some forms, and where digits follow letters. */
static int
is_start(const struct pl_normal *normal, size_t at)
{
	char here = normal->text[at], before;

	if (here == '\\' || here == '/' || here == '[' || here == ':' ||
	    here == '+' || here == '(' || here == '-' || here == '#')
		return 1;
	if (!pl_is_word(here))
		return 0;
	before = at > 0 ? normal->text[at - 1] : ' ';
	return !pl_is_word(before) ||
	       (pl_is_digit(here) && !pl_is_digit(before));
}

static int
is_inside(const struct pl_normal *normal, size_t at)
{
	return at > 0 && pl_is_word(normal->text[at]) &&
	       pl_is_word(normal->text[at - 1]);
}

static int
recognize_at(const struct pl_normal *normal, size_t at, struct pl_span *out)
{
	if (is_inside(normal, at))
		return pl_rule_ip4(normal->text, at, out);
	for (size_t i = 0; i < PL_COUNT(rules); i++)
		if (rules[i](normal->text, at, out))
			return 1;
	return 0;
}

void
pl_recognize(const char *text, size_t length, struct pl_spans *found)
{
	struct pl_normal normal;
	size_t at = 0;

	pl_normalize(&normal, text, length, PL_NORMAL_SHAPES);
	pl_mask_placeholders(&normal, text, length);
	while (at < normal.length) {
		struct pl_span span, origin;
		size_t known;

		if (!is_start(&normal, at)) {
			at++;
			continue;
		}
		known =
		    is_inside(&normal, at) ? 0 : pl_technical(normal.text, at);
		if (known > 0) {
			at += known;
			continue;
		}
		if (!recognize_at(&normal, at, &span)) {
			at++;
			continue;
		}
		at = span.to;
		origin = pl_normal_origin(&normal, span.from, span.to);
		span.from = origin.from;
		span.to = origin.to;
		pl_spans_add(found, span);
	}
	pl_normal_free(&normal);
	pl_spans_merge(found);
}

/* "https://jane:hunter2@..." */
static int
has_account(const char *text)
{
	const char *scheme = strstr(text, "://");

	return scheme != NULL && scheme[3 + strcspn(scheme + 3, "@/?#")] == '@';
}

int
pl_recognize_secret(const char *text, size_t length)
{
	static pl_rule *const secrets[] = {
	    pl_rule_key_block, pl_rule_password, pl_rule_random};
	struct pl_normal normal;
	struct pl_span span;
	int found;

	pl_normalize(&normal, text, length, PL_NORMAL_SHAPES);
	found = has_account(normal.text);
	for (size_t at = 0; at < normal.length && !found; at++)
		for (size_t i = 0; i < PL_COUNT(secrets) && !found; i++)
			found = is_start(&normal, at) &&
			        secrets[i](normal.text, at, &span);
	pl_normal_free(&normal);
	return found;
}
