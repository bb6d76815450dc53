/*
 * rule.h - the rules behind recognize.h
 *
 * Nothing outside core/scrub/ includes this.
 *
 * A rule is asked at a place of a text closed by NUL whether what it knows
 * begins there. It returns 1 and fills in the span, which may begin later, as
 * the value of "password=" does. It looks a limited number of bytes ahead, or
 * takes what it looked at, so that all of them together take linear time.
 */
#ifndef PL_RULE_H
#define PL_RULE_H

#include "scrub/spans.h"

/* How far a rule looks for the end of what it may not take. */
enum { PL_RULE_AHEAD = 256 };

typedef int pl_rule(const char *text, size_t at, struct pl_span *out);

/* rule_address.c */
pl_rule pl_rule_url, pl_rule_email, pl_rule_unc, pl_rule_home;
pl_rule pl_rule_account, pl_rule_domain, pl_rule_host;

/* rule_number.c */
pl_rule pl_rule_sid, pl_rule_guid, pl_rule_mac, pl_rule_ip6, pl_rule_ip4;
pl_rule pl_rule_gps, pl_rule_phone;

/* rule_secret.c */
pl_rule pl_rule_key_block, pl_rule_password, pl_rule_random;
pl_rule pl_rule_ticket, pl_rule_serial;

/* rule_date.c */
pl_rule pl_rule_date;

/* ---- What rules share --------------------------------------------------- */

int pl_rule_found(
    struct pl_span *out, size_t from, size_t to, enum pl_span_kind kind);

/* How many characters of one sort text begins with, at most limit. */
size_t pl_rule_run(const char *text, int (*is)(char c), size_t limit);

/* The length of a word, given in small letters, that text begins with in
 * whatever case, or 0. */
size_t pl_rule_word(const char *text, const char *word);

/* The length of the first of these words, closed by NULL, that text begins
 * with, or 0; behind it comes no letter or digit. */
size_t pl_rule_one_of(const char *text, const char *const *words);

/* Whether a place is behind a dot, hyphen or underscore of a longer name. */
int pl_rule_inside(const char *text, size_t at);

/* Space between words of one sentence: at most limit spaces and tabs, or one
 * newline among them. */
size_t pl_rule_space(const char *text, size_t limit);

#endif
