#include "scrub/scrub.h"

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
#include "scrub/choices.h"
#include "scrub/denylist.h"
#include "scrub/inventory.h"
#include "scrub/normalize.h"

static struct pl_denylist *
make_list(void)
{
	static const struct {
		const char *name;
		enum pl_span_kind kind;
	} names[] = {
	    {"gandalf.nyc.acme.example", PL_SPAN_HOST},
	    {"web-14", PL_SPAN_HOST},
	    {"Jane Kowalski", PL_SPAN_USER},
	    {"Acme Power", PL_SPAN_ORG},
	    {"Rotterdam", PL_SPAN_SITE},
	    {"mail", PL_SPAN_HOST},
	    {"moria2026", PL_SPAN_HOST},
	};
	struct pl_denylist *list = pl_denylist_new();
	struct pl_error err;

	for (size_t i = 0; i < PL_COUNT(names); i++)
		assert_int_equal(
		    pl_inventory_add(list, names[i].name, names[i].kind, &err),
		    0);
	pl_denylist_close(list);
	return list;
}

static void
scrub(struct pl_scrubbed *out, const char *text, const struct pl_denylist *list)
{
	struct pl_error err = {0};

	if (pl_scrub(out, text, strlen(text), list, &err) < 0)
		fail_msg("%s: %s", text, err.text);
}

static void
texts_are_scrubbed(void **state)
{
	static const struct {
		const char *text, *after;
	} cases[] = {
	    {"gandalf and web-14, then Gandalf",
		"[HOST-1] and [HOST-2], then [HOST-1]"},
	    {"Jane told Kowalski of Acme", "[USER-1] told [USER-2] of [ORG-1]"},
	    {"10.1.2.3 and 10.1.2.4, 10.1.2.3", "[IP-1] and [IP-2], [IP-1]"},
	    /* What the text has stays, and new ones are numbered behind. */
	    {"[HOST-7] called gandalf", "[HOST-7] called [HOST-8]"},
	    {"[HOST-1][HOST-x] [GANDALF-1]", "[HOST-1][HOST-x] [[TICKET-1]]"},
	    {"on 14 March 2026 and in 2026-03", "on 2026-03 and in 2026-03"},
	    {"on March 14th at 3/4/2026", "on March at 2026"},
	    /* A name inside of something longer takes all of it. */
	    {"https://wiki.acme.example/gandalf", "[URL-1]"},
	    {"jdoe@acme power", "[ORG-1]"},
	    /* A month that was put in is a part of what is found then. */
	    {"moria 3/14/2026.", "[HOST-1]."},
	    {"ABCD-2026-03-14", "[HOST-1]"},
	    {"C:\\Users\\jdoe\\x", "C:\\Users\\[USER-1]\\x"},
	    {"we told gandalf[.]nyc(.)acme.example", "we told [HOST-1]"},
	    {"a\xe2\x80\x8b"
	     "b",
		"ab"},
	    {"KB5034441 failed with 0x80070643.",
		"KB5034441 failed with 0x80070643."},
	    {"", ""},
	};
	struct pl_denylist *list = make_list();

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_scrubbed scrubbed;

		scrub(&scrubbed, cases[i].text, list);
		assert_string_equal(scrubbed.after, cases[i].after);
		pl_scrubbed_free(&scrubbed);
	}
	pl_denylist_free(list);
}

static void
replacements_tell_what_became_of_what(void **state)
{
	static const struct pl_replacement expected[] = {
	    {.from = 2, .to = 10, .at = 2, .length = 6, .kind = PL_SPAN_IP},
	    {.from = 13, .to = 23, .at = 11, .length = 7, .kind = PL_SPAN_DATE},
	};
	struct pl_scrubbed scrubbed;

	(void)state;
	scrub(&scrubbed, "a 10.1.2.3 b 2026-03-14 c", NULL);
	assert_string_equal(scrubbed.after, "a [IP-1] b 2026-03 c");
	assert_int_equal(scrubbed.replaced_count, PL_COUNT(expected));
	for (size_t i = 0; i < PL_COUNT(expected); i++) {
		assert_int_equal(scrubbed.replaced[i].from, expected[i].from);
		assert_int_equal(scrubbed.replaced[i].to, expected[i].to);
		assert_int_equal(scrubbed.replaced[i].at, expected[i].at);
		assert_int_equal(
		    scrubbed.replaced[i].length, expected[i].length);
		assert_int_equal(scrubbed.replaced[i].kind, expected[i].kind);
	}
	pl_scrubbed_free(&scrubbed);
}

static void
words_that_may_name_somebody_are_told(void **state)
{
	static const struct {
		const char *text, *doubts;
	} cases[] = {
	    {"Bob rebooted it", "capital=Bob;"},
	    {"the mail server", "name=mail;"},
	    {"The reboot. After that we waited.", ""},
	    {"we told kowalke about it", "rare=kowalke;"},
	    {"Windows and Linux, KB5034441, CVE-2026-1234", ""},
	    {"[HOST-1] and [USER-2]", ""},
	    {"Patch", ""},                      /* of the trade */
	    {"Grant agreed", "capital=Grant;"}, /* a word, and a name */
	    {"42 of 1000, 123456", "rare=123456;"},
	    {"O'Brien's", "capital=O'Brien's;"},
	    {"caf\xc3\xa9", "rare=caf\xc3\xa9;"},
	};
	static const char *const whys[] = {"name", "capital", "rare"};
	struct pl_denylist *list = make_list();

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_scrubbed scrubbed;
		struct pl_buf out;

		pl_buf_init(&out, 1000);
		scrub(&scrubbed, cases[i].text, list);
		for (size_t j = 0; j < scrubbed.doubt_count; j++)
			pl_buf_addf(&out, "%s=%.*s;",
			    whys[scrubbed.doubts[j].why],
			    (int)(scrubbed.doubts[j].to -
				  scrubbed.doubts[j].from),
			    scrubbed.after + scrubbed.doubts[j].from);
		assert_string_equal(out.text, cases[i].doubts);
		pl_buf_free(&out);
		pl_scrubbed_free(&scrubbed);
	}
	pl_denylist_free(list);
}

static uint32_t
below(uint32_t limit)
{
	static uint64_t random = 20260314;

	random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
	return (uint32_t)(random >> 33) % limit;
}

/* Texts of what rules look for, in pieces and against each other. */
static void
scrubbing_what_was_scrubbed_changes_nothing(void **state)
{
	static const char *const pieces[] = {"gandalf", "web", "-", "14", " ",
	    ".", "10.1.2.3", "2026-03-14", "14 March", "[HOST-1]", "[HOST-",
	    "]", "@", "acme.com", " at ", " dot ", "com", "\\\\", "\\",
	    "C:\\Users\\", "https://", "/", ":", "fe80::1", "INC", "0012345",
	    "#", "password=", "version ", "1.2.3.4", "KB5034441", "Jane", "\n",
	    "+1 212 555 0142", "\xe2\x80\x8b", "\xcc\x81", "\xd0\xb5", "(",
	    "[.]", "2026", "W11", "d41d8cd98f00b204e9800998ecf8427e", "x", "_",
	    "00:11:22:33:44:55"};
	struct pl_denylist *list = make_list();

	(void)state;
	for (int i = 0; i < 3000; i++) {
		struct pl_scrubbed once, twice;
		struct pl_buf text;

		pl_buf_init(&text, 4000);
		for (uint32_t j = below(60); j > 0; j--)
			pl_buf_adds(&text, pieces[below(PL_COUNT(pieces))]);
		scrub(&once, text.text, list);
		scrub(&twice, once.after, list);
		assert_string_equal(twice.after, once.after);
		assert_int_equal(twice.replaced_count, 0);
		pl_scrubbed_free(&once);
		pl_scrubbed_free(&twice);
		pl_buf_free(&text);
	}
	pl_denylist_free(list);
}

static void
what_cannot_be_scrubbed_is_refused(void **state)
{
	static char text[PL_SCRUB_TEXT + 2];
	struct pl_scrubbed scrubbed;
	struct pl_error err;

	(void)state;
	assert_int_equal(
	    pl_scrub(&scrubbed, "a\xff", 2, NULL, &err), PL_E_DATA);
	memset(text, 'a', sizeof text - 1);
	assert_int_equal(
	    pl_scrub(&scrubbed, text, PL_SCRUB_TEXT + 1, NULL, &err),
	    PL_E_LIMIT);
	assert_int_equal(
	    pl_scrub(&scrubbed, text, PL_SCRUB_TEXT, NULL, &err), 0);
	pl_scrubbed_free(&scrubbed);
	/* Every "a@b " would become "[EMAIL-1] ". */
	for (size_t i = 0; i + 4 <= PL_SCRUB_TEXT; i += 4)
		text[i + 1] = '@', text[i + 2] = 'b', text[i + 3] = ' ';
	assert_int_equal(
	    pl_scrub(&scrubbed, text, PL_SCRUB_TEXT, NULL, &err), PL_E_LIMIT);
}

/* Any may be NULL. */
static struct pl_choices *
choose(const char *strike, const char *restore)
{
	struct pl_choices *choices = pl_choices_new();
	struct pl_error err;

	if (strike != NULL)
		assert_int_equal(pl_choices_strike(choices, strike, &err), 0);
	if (restore != NULL)
		assert_int_equal(
		    pl_choices_restore(choices, restore, strlen(restore), &err),
		    0);
	return choices;
}

static void
a_reviewer_strikes_and_restores(void **state)
{
	static const struct {
		const char *text, *strike, *restore, *after;
	} cases[] = {
	    {"Zyx hung, ZYX and zyx", "zyx", NULL,
		"[STRUCK-1] hung, [STRUCK-1] and [STRUCK-1]"},
	    /* A name of the list that is doubted for being common is not. */
	    {"The mail hung; mailbox", "mail", NULL,
		"The [STRUCK-1] hung; mailbox"},
	    {"a 7 b", "7", NULL, "a [STRUCK-1] b"},
	    {"KB5034441 hung", "KB5034441", NULL, "[STRUCK-1] hung"},
	    {"on 14 March 2026", "2026-03", NULL, "on [STRUCK-1]"},
	    {"gandalf hung", "gandalf", NULL, "[HOST-1] hung"},
	    {"as 10.7.31.9 hung", NULL, "10.7.31.9", "as 10.7.31.9 hung"},
	    /* The numbers of others stay. */
	    {"10.7.31.9 and 10.1.2.3", NULL, "10.7.31.9",
		"10.7.31.9 and [IP-2]"},
	    {"web-15 and WEB-15, web-16", NULL, "web-15",
		"web-15 and WEB-15, [HOST-2]"},
	    {"at https://example.com/kb", NULL, "https://example.com/kb",
		"at https://example.com/kb"},
	    {"on 2026-03-14", NULL, "2026-03-14", "on 2026-03-14"},
	    /* Only the whole of what was found, and nothing else. */
	    {"as 10.7.31.9 hung", NULL, "10.7.31", "as [IP-1] hung"},
	    /* Never what must not leave. */
	    {"web-14 hung", NULL, "web-14", "[HOST-1] hung"},
	    {"at https://gandalf/x", NULL, "https://gandalf/x", "at [URL-1]"},
	    {"password: hunter22", NULL, "hunter22", "password: [SECRET-1]"},
	    {"https://x.com/?token=hunter22", NULL,
		"https://x.com/?token=hunter22", "[URL-1]"},
	    {"https://jdoe:hunter@x.com/", NULL, "https://jdoe:hunter@x.com/",
		"[URL-1]"},
	    /* What is struck goes, also of what was restored. */
	    {"as 10.7.31.9 hung", "31", "10.7.31.9", "as [IP-1] hung"},
	    {"Zyx at 10.7.31.9", "Zyx", "10.7.31.9", "[STRUCK-1] at 10.7.31.9"},
	};
	struct pl_denylist *list = make_list();
	struct pl_error err;

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_choices *choices =
		    choose(cases[i].strike, cases[i].restore);
		struct pl_scrubbed once, twice;

		assert_int_equal(
		    pl_scrub_chosen(&once, cases[i].text, strlen(cases[i].text),
			list, choices, &err),
		    0);
		assert_string_equal(once.after, cases[i].after);
		assert_int_equal(pl_scrub_chosen(&twice, once.after,
				     once.after_length, list, choices, &err),
		    0);
		assert_string_equal(twice.after, once.after);
		pl_scrubbed_free(&once);
		pl_scrubbed_free(&twice);
		pl_choices_free(choices);
	}
	pl_denylist_free(list);
}

static void
what_was_restored_is_told_and_why_not(void **state)
{
	static const char text[] =
	    "web-15 10.7.31.9 gandalf pwd=hunter22 web-16";
	static const enum pl_hold holds[] = {
	    PL_HOLD_NONE, PL_HOLD_NAME, PL_HOLD_SECRET, PL_HOLD_STRUCK};
	struct pl_denylist *list = make_list();
	struct pl_choices *choices = choose("16", "10.7.31.9");
	struct pl_scrubbed scrubbed;
	struct pl_error err;

	(void)state;
	assert_int_equal(pl_scrub_chosen(&scrubbed, text, sizeof text - 1, list,
			     choices, &err),
	    0);
	assert_string_equal(scrubbed.after,
	    "[HOST-1] 10.7.31.9 [HOST-2] pwd=[SECRET-1] [HOST-3]");
	assert_int_equal(scrubbed.restored_count, 1);
	assert_int_equal(scrubbed.restored[0].from, 9);
	assert_int_equal(scrubbed.restored[0].to, 18);
	assert_int_equal(scrubbed.restored[0].kind, PL_SPAN_IP);
	assert_int_equal(scrubbed.replaced_count, PL_COUNT(holds));
	for (size_t i = 0; i < PL_COUNT(holds); i++)
		assert_int_equal(scrubbed.replaced[i].hold, holds[i]);
	pl_scrubbed_free(&scrubbed);
	pl_choices_free(choices);
	pl_denylist_free(list);
}

static void
choices_are_taken_back(void **state)
{
	struct pl_choices *choices = choose("Zyx", "10.7.31.9");
	struct pl_spans found = {0};

	(void)state;
	assert_int_equal(pl_choices_unstrike(choices, "Frodo", 5), 0);
	assert_int_equal(pl_choices_unstrike(choices, "of zyx.", 7), 1);
	pl_choices_find(choices, "Zyx", 3, &found);
	assert_int_equal(found.count, 0);
	assert_int_equal(pl_choices_unrestore(choices, "10.7.31", 7), 0);
	assert_int_equal(pl_choices_unrestore(choices, "10.7.31.9", 9), 1);
	assert_false(pl_choices_keeps(choices, "10.7.31.9", 9));
	pl_choices_free(choices);
}

static void
choices_have_words_and_a_limit(void **state)
{
	struct pl_choices *choices = pl_choices_new();
	struct pl_error err;
	char word[32];

	(void)state;
	assert_int_equal(pl_choices_strike(choices, "", &err), PL_E_CONFIG);
	assert_int_equal(pl_choices_strike(choices, "--", &err), PL_E_CONFIG);
	assert_int_equal(pl_choices_strike(choices, "a\xff", &err), PL_E_DATA);
	assert_int_equal(pl_choices_restore(choices, "", 0, &err), PL_E_CONFIG);
	assert_int_equal(
	    pl_choices_restore(choices, "a\xff", 2, &err), PL_E_DATA);
	for (int i = 0; i < PL_CHOICES; i++) {
		snprintf(word, sizeof word, "word%d", i);
		assert_int_equal(pl_choices_strike(choices, word, &err), 0);
		assert_int_equal(
		    pl_choices_restore(choices, word, strlen(word), &err), 0);
	}
	assert_int_equal(pl_choices_strike(choices, "more", &err), PL_E_LIMIT);
	assert_int_equal(
	    pl_choices_restore(choices, "more", 4, &err), PL_E_LIMIT);
	pl_choices_free(choices);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(texts_are_scrubbed),
	    cmocka_unit_test(replacements_tell_what_became_of_what),
	    cmocka_unit_test(words_that_may_name_somebody_are_told),
	    cmocka_unit_test(scrubbing_what_was_scrubbed_changes_nothing),
	    cmocka_unit_test(what_cannot_be_scrubbed_is_refused),
	    cmocka_unit_test(a_reviewer_strikes_and_restores),
	    cmocka_unit_test(what_was_restored_is_told_and_why_not),
	    cmocka_unit_test(choices_are_taken_back),
	    cmocka_unit_test(choices_have_words_and_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
