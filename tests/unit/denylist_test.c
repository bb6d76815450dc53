#include "scrub/denylist.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "scrub/words.h"

static const struct {
	const char *term;
	enum pl_span_kind kind;
} terms[] = {
    {"web-14", PL_SPAN_HOST}, {"gandalf", PL_SPAN_HOST},
    {"kona", PL_SPAN_HOST}, /* four letters */
    {"nyc", PL_SPAN_SITE},  /* three: a doubt */
    {"mail", PL_SPAN_HOST}, /* a word: a doubt */
    {"allen", PL_SPAN_USER}, {"Acme Power", PL_SPAN_ORG},
    {"First National", PL_SPAN_ORG},       /* words, and yet a name */
    {"domain controllers", PL_SPAN_GROUP}, /* words: a doubt */
    {"12345", PL_SPAN_VALUE},              /* five digits: a doubt */
    {"4711000", PL_SPAN_VALUE},
    {"\xce\x9d\xce\xb9\xce\xba\xce\xbf\xcf\x82", PL_SPAN_USER}, /* Νικος */
    {"corp.acme.com", PL_SPAN_DOMAIN},
    {"\xce\x91\xce\xbd\xce\xb4\xcf\x81\xce\xb5\xce\xbf\xcf\x85",
	PL_SPAN_USER},                                /* Ανδρεου */
    {"site-2", PL_SPAN_HOST}, {"---", PL_SPAN_VALUE}, /* no term */
};

static const char common[][32] = {
#include "scrub/words.inc"
};
static const char technical[][32] = {
#include "scrub/technical.inc"
};

static struct pl_denylist *
make(void)
{
	struct pl_denylist *list = pl_denylist_new();
	struct pl_error err;

	for (size_t i = 0; i < PL_COUNT(terms); i++)
		assert_int_equal(
		    pl_denylist_add(list, terms[i].term, terms[i].kind, &err),
		    0);
	pl_denylist_close(list);
	return list;
}

static void
write_spans(struct pl_buf *out, const char *text, struct pl_spans *spans,
    const char *mark)
{
	pl_spans_merge(spans);
	for (size_t i = 0; i < spans->count; i++)
		pl_buf_addf(out, "%s%s=%.*s;", mark,
		    pl_span_name(spans->list[i].kind),
		    (int)(spans->list[i].to - spans->list[i].from),
		    text + spans->list[i].from);
	pl_spans_free(spans);
}

static void
names_are_found_where_they_stand_for_themselves(void **state)
{
	static const struct {
		const char *text, *found; /* doubts behind a ? */
	} cases[] = {
	    {"web-14 and WEB14.", "HOST=web-14;HOST=WEB14;"},
	    {"web 14, web_14, web\n14, we-b14",
		"HOST=web 14;HOST=web_14;HOST=web\n14;HOST=we-b14;"},
	    {"web    14", ""}, /* too far apart */
	    {"web-145", ""},   /* another machine, for recognize.h */
	    {"web145 xweb14x", "HOST=web145;HOST=xweb14x;"},
	    {"GANDALF's gandalfs", "HOST=GANDALF;HOST=gandalf;"},
	    {"kona KONA2 srvKona konas", "HOST=kona;HOST=KONA;HOST=Kona;"
					 "HOST=kona;"},
	    {"arkonar", ""}, /* four letters inside a word are chance */
	    {"ko-na", "HOST=ko-na;"},
	    {"challenge Allen xallenx", "USER=Allen;USER=xallenx;"},
	    {"at NYC by mail", "?SITE=NYC;?HOST=mail;"},
	    {"acmepower Acme-Power", "ORG=acmepower;ORG=Acme-Power;"},
	    {"the First National one", "ORG=First National;"},
	    {"two domain controllers", "?GROUP=domain controllers;"},
	    {"12345 or 4711000", "VALUE=4711000;?VALUE=12345;"},
	    {"corp.acme.com", "DOMAIN=corp.acme.com;"},
	    {"\xce\x9d\xce\x99\xce\x9a\xce\x9f\xce\xa3",
		"USER=\xce\x9d\xce\x99\xce\x9a\xce\x9f\xce\xa3;"},
	    /* ν looks like v, and its capital like N. */
	    {"\xce\x91\xce\x9d\xce\x94\xce\xa1\xce\x95\xce\x9f\xce\xa5",
		"USER=\xce\x91\xce\x9d\xce\x94\xce\xa1\xce\x95\xce\x9f"
		"\xce\xa5;"},
	    {"[HOST-1] [SITE-2] site-2", "HOST=site-2;"},
	    {"nothing here", ""},
	    {"", ""},
	};
	struct pl_denylist *list = make();

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_spans found = {0}, doubts = {0};
		struct pl_buf out;

		pl_buf_init(&out, 1000);
		pl_denylist_find(list, cases[i].text, strlen(cases[i].text),
		    &found, &doubts);
		write_spans(&out, cases[i].text, &found, "");
		write_spans(&out, cases[i].text, &doubts, "?");
		assert_string_equal(out.text, cases[i].found);
		pl_buf_free(&out);
	}
	pl_denylist_free(list);
}

/* Against looking for each term by itself, in texts of few letters, where terms
 * end in the middle of others again and again. */
static void
all_terms_are_found_at_once(void **state)
{
	unsigned long random = 1;
	char words[40][8], text[4000];
	struct pl_denylist *list = pl_denylist_new();
	struct pl_spans found = {0}, doubts = {0};
	size_t length = 0, expected = 0;
	struct pl_error err;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(words); i++) {
		size_t letters = 4 + i % 4;

		for (size_t j = 0; j < letters; j++) {
			random = random * 1103515245 + 12345;
			words[i][j] = "qxz"[random >> 16 & 1];
		}
		words[i][letters] = '\0';
		pl_denylist_add(list, words[i], PL_SPAN_HOST, &err);
	}
	pl_denylist_close(list);
	while (length < sizeof text - 10) {
		size_t letters;

		random = random * 1103515245 + 12345;
		letters = 4 + (random >> 16) % 4;
		for (size_t j = 0; j < letters; j++) {
			random = random * 1103515245 + 12345;
			text[length++] = "qxz"[random >> 16 & 1];
		}
		text[length] = '\0';
		for (size_t i = 0; i < PL_COUNT(words); i++) {
			const char *word = text + length - letters;

			/* Itself, its plural has no s here, or inside. */
			if (strcmp(word, words[i]) == 0 ||
			    (strlen(words[i]) >= PL_DENYLIST_INSIDE &&
				strstr(word, words[i]) != NULL)) {
				expected++;
				break;
			}
		}
		text[length++] = '.';
	}
	pl_denylist_find(list, text, length, &found, &doubts);
	pl_spans_merge(&found);
	assert_int_equal(found.count, expected);
	assert_true(expected > 100);
	pl_spans_free(&found);
	pl_spans_free(&doubts);
	pl_denylist_free(list);
}

static void
a_term_too_long_is_refused(void **state)
{
	struct pl_denylist *list = pl_denylist_new();
	char term[PL_DENYLIST_TERM + 2];
	struct pl_error err;

	(void)state;
	memset(term, 'q', sizeof term - 1);
	term[sizeof term - 1] = '\0';
	assert_int_equal(
	    pl_denylist_add(list, term, PL_SPAN_HOST, &err), PL_E_LIMIT);
	term[PL_DENYLIST_TERM] = '\0';
	assert_int_equal(pl_denylist_add(list, term, PL_SPAN_HOST, &err), 0);
	assert_int_equal(
	    pl_denylist_add(list, "a\xff", PL_SPAN_HOST, &err), PL_E_DATA);
	assert_int_equal(pl_denylist_count(list), 1);
	pl_denylist_close(list);
	pl_denylist_free(list);
	pl_denylist_free(NULL);
}

static void
words_of_both_lists_are_known(void **state)
{
	static const struct {
		const char *word;
		int common, technical;
	} cases[] = {
	    {"aardvark", 1, 0},
	    {"zoom", 1, 0},
	    {"server", 1, 1},
	    {"rollback", 0, 1},
	    {"zypper", 0, 1},
	    {"20h2", 0, 1},
	    {"gandalf", 0, 0},
	    {"", 0, 0},
	    {"averyveryverylongwordindeed", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		size_t length = strlen(cases[i].word);

		assert_int_equal(
		    pl_word_common(cases[i].word, length), cases[i].common);
		assert_int_equal(pl_word_technical(cases[i].word, length),
		    cases[i].technical);
	}
	assert_true(pl_word_known("server's", 8));
	for (size_t i = 0; i < PL_COUNT(common); i++)
		assert_true(pl_word_common(common[i], strlen(common[i])));
	for (size_t i = 0; i < PL_COUNT(technical); i++)
		assert_true(
		    pl_word_technical(technical[i], strlen(technical[i])));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_found_where_they_stand_for_themselves),
	    cmocka_unit_test(all_terms_are_found_at_once),
	    cmocka_unit_test(a_term_too_long_is_refused),
	    cmocka_unit_test(words_of_both_lists_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
