#include "join/join.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "model/event.h"
#include "store/batch.h"
#include "store/query.h"
#include "store/store.h"
#include "tests/unit/scratch.h"

#define AT INT64_C(1772000000000)

static struct pl_error err;

/* ---- Stores by hand ----------------------------------------------------- */

static struct pl_store *
store_open(enum pl_store_mode mode)
{
	struct pl_store *store = NULL;

	if (pl_store_open(&store, scratch_store, mode, &err) < 0)
		fail_msg("%s", err.text);
	return store;
}

/* Told by a source in a commit of its own. */
static void
tell(const char *source, const struct pl_event *events, size_t count)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	struct pl_batch_result result = {0};
	struct pl_batch *batch;
	struct pl_buf cursor;
	int64_t id;

	pl_buf_init(&cursor, 1000);
	assert_int_equal(
	    pl_store_source(store, source, source, &id, &cursor, &err), 0);
	pl_buf_free(&cursor);
	assert_int_equal(pl_batch_begin(&batch, store, id, &err), 0);
	for (size_t i = 0; i < count; i++) {
		if (pl_event_check(&events[i], &err) < 0)
			fail_msg("%s", err.text);
		assert_int_equal(pl_batch_add(batch, &events[i], &err), 0);
	}
	assert_int_equal(pl_batch_commit(batch, NULL, &result, &err), 0);
	pl_batch_free(batch);
	pl_store_close(store);
}

static int64_t
join(void)
{
	struct pl_store *store = store_open(PL_STORE_WRITE);
	const volatile int go = 0;
	int64_t found = 0;

	if (pl_join(store, &go, &found, &err) < 0)
		fail_msg("%s", err.text);
	pl_store_close(store);
	return found;
}

static int
add_answer(void *context, const struct pl_store_answer *answer)
{
	struct pl_buf *out = context;

	for (int i = 0; i < answer->columns; i++)
		pl_buf_addf(out, "%s%s", i > 0 ? " " : "",
		    answer->values[i] == NULL ? "-" : answer->values[i]);
	return pl_buf_adds(out, "\n");
}

static void
ask(struct pl_buf *out, const char *query)
{
	struct pl_store *store = store_open(PL_STORE_READ);

	if (pl_store_query(store, query, add_answer, out, &err) < 0)
		fail_msg("%s", err.text);
	pl_store_close(store);
}

/* All that is in the store but ids. */
static void
dump(struct pl_buf *out)
{
	pl_buf_init(out, 1 << 20);
	ask(out, "SELECT * FROM event_text ORDER BY kind, asset, subject, at,"
		 " source");
	ask(out, "SELECT a.name, s.name, e.at, e.kind, o.name, e.name, e.value"
		 " FROM event_attr e LEFT JOIN asset a ON a.id = e.asset"
		 " JOIN subject s ON s.id = e.subject JOIN source o"
		 " ON o.id = e.source ORDER BY 1, 2, 3, 4, 5, 6, 7");
	ask(out, "SELECT name, type, product, product_at FROM subject"
		 " ORDER BY type, name");
	ask(out, "SELECT * FROM join_due");
}

/* What was derived: kind, asset, patch, by what; a line each. */
static void
derived(struct pl_buf *out)
{
	pl_buf_init(out, 1 << 20);
	ask(out, "SELECT k.name, a.name, s.name, x.value FROM event e"
		 " JOIN source o ON o.id = e.source AND o.name = 'join'"
		 " JOIN kind k ON k.id = e.kind"
		 " JOIN asset a ON a.id = e.asset"
		 " JOIN subject s ON s.id = e.subject"
		 " JOIN event_attr x ON x.subject = e.subject"
		 "  AND x.asset = e.asset AND x.at = e.at AND x.kind = e.kind"
		 "  AND x.source = e.source AND x.name = 'by'"
		 " ORDER BY 1, 2, 3, 4");
}

static void
derived_is(const char *expected)
{
	struct pl_buf told;

	join();
	derived(&told);
	assert_string_equal(told.text, expected);
	pl_buf_free(&told);
}

/* ---- Events ------------------------------------------------------------- */

#define DEB "pkg:deb/debian/p"
#define RPM "pkg:rpm/rhel/p"

/* An upgrade of one package on an asset, and an advisory about it, with up to
 * two releases and a vulnerability; each may be NULL. */
static struct pl_event
upgrade(
    const char *product, const char *asset, const char *patch, const char *from)
{
	return (struct pl_event){.kind = PL_DEPLOY_INSTALLED,
	    .at_ms = AT,
	    .asset = asset,
	    .patch = patch,
	    .product = product,
	    .attr_count = 1,
	    .attrs = {{"from", from, PL_PUBLIC}}};
}

static struct pl_event
advisory(const char *product, const char *patch, const char *id,
    const char *vuln, const char *distro, const char *other)
{
	const struct pl_attr attrs[] = {{"advisory", id, PL_PUBLIC},
	    {"vuln", vuln, PL_PUBLIC}, {"distro", distro, PL_PUBLIC},
	    {"distro", other, PL_PUBLIC}};
	struct pl_event event = {.kind = PL_PATCH_RELEASED,
	    .at_ms = AT - 1000,
	    .patch = patch,
	    .product = product};

	for (size_t i = 0; i < PL_COUNT(attrs); i++)
		if (attrs[i].value != NULL)
			event.attrs[event.attr_count++] = attrs[i];
	return event;
}

static struct pl_event
runs(const char *asset, const char *distro, int64_t at_ms)
{
	return (struct pl_event){.kind = PL_ASSET_SEEN,
	    .at_ms = at_ms,
	    .asset = asset,
	    .attr_count = 1,
	    .attrs = {{"distro", distro, PL_PUBLIC}}};
}

#define TELL(source, ...)                                                      \
	do {                                                                   \
		const struct pl_event told_[] = {__VA_ARGS__};                 \
		tell(source, told_, PL_COUNT(told_));                          \
	} while (0)

/* ---- Promises ----------------------------------------------------------- */

/* 1.10 comes before 1.9 in the order of bytes; ~ and epochs as deb-version(7)
 * has them, ^ as rpm-version(7). */
static void
a_fix_between_the_old_and_the_new_version_took_effect(void **state)
{
	static const struct {
		const char *product, *from, *to, *fixed;
		int is_fixed;
	} cases[] = {
	    {DEB, "1.8-1", "1.10-1", "1.9-1", 1},
	    {DEB, "1.8-1", "1.10-1", "1.10-1", 0}, /* the patch itself */
	    {DEB, "1.9-1", "1.10-1", "1.9-1", 0},  /* was there before */
	    {DEB, "1.9-2", "1.10-1", "1.9-1", 0},
	    {DEB, "1.8-1", "1.10-1", "1.11-1", 0}, /* is still missing */
	    {DEB, "1.8-1", "1.10-1", "1.10~rc1-1", 1},
	    {DEB, "1.8-1", "1.10-1", "1:1.9-1", 0},
	    {RPM, "1.8-1.el8", "1.10-1.el8", "1.9-1.el8", 1},
	    {RPM, "1.8-1.el8", "1.10-1.el8", "1.11-1.el8", 0},
	    /* "^": after for rpm, and behind digits also for dpkg; letters
	       before "." for dpkg, a number before a word for rpm. */
	    {DEB, "1-1", "1.0-1", "1.0^git1-1", 0},
	    {RPM, "1-1", "1.0-1", "1.0^git1-1", 0},
	    {DEB, "1.0a-1", "1.0.5-1", "1.0.1-1", 1},
	    {RPM, "1.0.2-1", "1.0.5-1", "1.0.a-1", 0},
	    {DEB, "1.0.2-1", "1.0.a-1", "1.0.5-1", 1},
	    {RPM, "1.0.a-1", "1.0.5-1", "1.0.2-1", 1},
	    {"pkg:apk/alpine/p", "1.8-r1", "1.10-r1", "1.9-r1", 0},
	    {"p", "1.8-1", "1.10-1", "1.9-1", 0},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		char to[32], fixed[32];

		snprintf(to, sizeof to, "p=%s", cases[i].to);
		snprintf(fixed, sizeof fixed, "p=%s", cases[i].fixed);
		TELL(
		    "apt", upgrade(cases[i].product, "web", to, cases[i].from));
		TELL("osv",
		    advisory(cases[i].product, fixed, "A-1", NULL, NULL, NULL));
		if (join() != cases[i].is_fixed)
			fail_msg("case %zu: %s", i, fixed);
		scratch_remove_store();
	}
}

static void
what_was_derived_says_by_what_and_when(void **state)
{
	struct pl_event installed = upgrade(DEB, "web", "p=1.10-1", "1.8-1");
	struct pl_event missing = upgrade(DEB, "db", "p=1.10-1", "1.8-1");
	struct pl_event undone = upgrade(DEB, "app", "p=1.10-1", "1.10-1");
	struct pl_buf told;

	(void)state;
	installed.after_ms = AT - 60000;
	missing.kind = PL_ITEM_DETECTED;
	undone.kind = PL_DEPLOY_ROLLED_BACK;
	undone.attr_count = 2;
	undone.attrs[1] = (struct pl_attr){"to", "1.8-1", PL_PUBLIC};
	TELL("apt", installed, missing, undone);
	TELL("osv", advisory(DEB, "p=1.9-1", "A-1", "CVE-1", NULL, NULL));
	derived_is("deploy.effective web p=1.9-1 p=1.10-1\n"
		   "deploy.rolled_back app p=1.9-1 p=1.10-1\n"
		   "item.detected db p=1.9-1 p=1.10-1\n");
	pl_buf_init(&told, 1000);
	ask(&told, "SELECT at, after, product FROM event_text"
		   " WHERE kind = 'deploy.effective'");
	assert_string_equal(told.text, "2026-02-25T06:13:20.000Z"
				       " 2026-02-25T06:12:20.000Z " DEB "\n");
	pl_buf_free(&told);
}

static void
a_product_and_a_package_are_joined_with_none_but_themselves(void **state)
{
	(void)state;
	TELL("apt", upgrade(DEB, "web", "p=1.10-1", "1.8-1"),
	    upgrade(DEB, "web", "other=1.10-1", "1.8-1"));
	TELL("osv",
	    advisory("pkg:deb/ubuntu/p", "p=1.9-1", "A-1", NULL, NULL, NULL),
	    advisory(DEB, "pp=1.9-1", "A-2", NULL, NULL, NULL));
	derived_is("");
}

static void
a_fix_counts_in_the_releases_that_it_is_for(void **state)
{
	static const struct {
		const char *distro, *other, *runs;
		int is_fixed;
	} cases[] = {
	    {"debian-12", NULL, "debian-12", 1},
	    {"debian-11", "debian-12", "debian-12", 1},
	    {"debian-11", NULL, "debian-12", 0},
	    {"rhel-8", NULL, "rhel-8.4", 1},
	    {"rhel-8", NULL, "rhel-80", 0},
	    {"rhel-8.4", NULL, "rhel-8", 0},
	    {"debian", NULL, "debian-12", 1},
	    {"debian-12", NULL, NULL, 1}, /* not known: nothing older has it */
	    {NULL, NULL, "debian-12", 1},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		if (cases[i].runs != NULL)
			TELL("inventory", runs("web", cases[i].runs, AT + 5));
		TELL("apt", upgrade(DEB, "web", "p=1.10-1", "1.8-1"));
		TELL("osv", advisory(DEB, "p=1.9-1", "A-1", NULL,
				cases[i].distro, cases[i].other));
		if (join() != cases[i].is_fixed)
			fail_msg("case %zu", i);
		scratch_remove_store();
	}
}

/* As at an upgrade from Debian 11 to 12, which brings the fix of 12 to who had
 * that of 11. */
static void
one_release_at_a_time_fixes_what_several_do(void **state)
{
	static const struct {
		const char *runs, *from, *expected;
	} cases[] = {
	    {"debian-11", "1.0-1", "deploy.effective web p=1.1-1 p=3.2-1\n"},
	    {"debian-11", "1.1-2", ""},
	    {"debian-12", "1.1-2", "deploy.effective web p=3.1-1 p=3.2-1\n"},
	    {NULL, "1.1-2", ""}, /* fixed before, if only in another release */
	    {NULL, "1.0-1",
		"deploy.effective web p=1.1-1 p=3.2-1\n"
		"deploy.effective web p=3.1-1 p=3.2-1\n"},
	};

	(void)state;
	for (int by_vuln = 0; by_vuln < 2; by_vuln++)
		for (size_t i = 0; i < PL_COUNT(cases); i++) {
			const char *vuln = by_vuln ? "CVE-1" : NULL;

			TELL("apt",
			    upgrade(DEB, "web", "p=3.2-1", cases[i].from),
			    runs("web",
				cases[i].runs == NULL ? "" : cases[i].runs,
				AT - 5));
			TELL("osv",
			    advisory(
				DEB, "p=1.1-1", "A-1", vuln, "debian-11", NULL),
			    advisory(DEB, "p=3.1-1", by_vuln ? "A-2" : "A-1",
				vuln, "debian-12", "debian-13"));
			derived_is(cases[i].expected);
			scratch_remove_store();
		}
}

static void
the_release_is_that_of_the_time_of_the_upgrade(void **state)
{
	struct pl_event later = upgrade(DEB, "web", "p=3.2-1", "1.9-1");

	(void)state;
	later.at_ms = AT + 3000;
	TELL("apt", upgrade(DEB, "web", "p=1.9-1", "1.0-1"), later,
	    runs("web", "debian-11", AT + 1000),
	    runs("web", "debian-12", AT + 2000));
	TELL("osv", advisory(DEB, "p=1.1-1", "A-1", NULL, "debian-11", NULL),
	    advisory(DEB, "p=1.2-1", "A-2", NULL, "debian-12", NULL),
	    advisory(DEB, "p=3.0-1", "A-3", NULL, "debian-11", NULL),
	    advisory(DEB, "p=3.1-1", "A-4", NULL, "debian-12", NULL));
	derived_is("deploy.effective web p=1.1-1 p=1.9-1\n"
		   "deploy.effective web p=3.1-1 p=3.2-1\n");
}

static void
what_was_joined_is_not_due_again(void **state)
{
	struct pl_buf before, after;

	(void)state;
	TELL("apt", upgrade(DEB, "web", "p=1.10-1", "1.8-1"));
	TELL("osv", advisory(DEB, "p=1.9-1", "A-1", "CVE-1", NULL, NULL));
	assert_int_equal(join(), 1);
	dump(&before);
	assert_null(strstr(before.text, "\n" DEB "\n"));
	assert_int_equal(join(), 0);
	TELL("apt", upgrade(DEB, "web", "p=1.10-1", "1.8-1"));
	TELL("osv", advisory(DEB, "p=1.9-1", "A-1", "CVE-1", NULL, NULL));
	dump(&after);
	assert_string_equal(after.text, before.text);
	pl_buf_free(&before);
	pl_buf_free(&after);
}

/* Each of these makes a difference, so each makes the package due. */
static void
whatever_is_told_later_is_joined_then(void **state)
{
	struct pl_event link = {.kind = PL_PATCH_REVISED,
	    .at_ms = AT,
	    .patch = "p=1.9-1",
	    .vuln = "CVE-1"};
	struct pl_event product = upgrade(DEB, "old", "p=2-1", "1.8-1");

	(void)state;
	TELL("osv", advisory(DEB, "p=1.9-1", "A-1", NULL, "debian-11", NULL));
	TELL("apt", upgrade(DEB, "web", "p=1.10-1", "1.8-1"),
	    runs("web", "debian-12", AT));
	assert_int_equal(join(), 0);
	TELL("osv", advisory(DEB, "p=1.9-1", "A-1", NULL, "debian-12", NULL));
	assert_int_equal(join(), 1);
	TELL("apt", upgrade(DEB, "db", "p=1.10-1", "1.8-1"),
	    runs("db", "debian-13", AT + 10));
	assert_int_equal(join(), 0);
	TELL("inventory", runs("db", "debian-12", AT - 10));
	assert_int_equal(join(), 1);
	TELL("scan", upgrade(NULL, "old", "p=2-1", "1.8-1"));
	assert_int_equal(join(), 0);
	TELL("apt", product);
	assert_int_equal(join(), 1);
	TELL("osv", link);
	TELL("scan", (struct pl_event){.kind = PL_ITEM_DETECTED,
			 .at_ms = AT,
			 .asset = "x",
			 .patch = "q",
			 .product = "p"});
	assert_int_equal(join(), 0);
}

static void
due_is(const char *expected)
{
	struct pl_buf told;

	pl_buf_init(&told, 1000);
	ask(&told, "SELECT product FROM join_due");
	assert_string_equal(told.text, expected);
	pl_buf_free(&told);
	join();
	pl_buf_init(&told, 1000);
	ask(&told, "SELECT product FROM join_due");
	assert_string_equal(told.text, "");
	pl_buf_free(&told);
}

static void
nothing_is_due_but_what_may_have_changed(void **state)
{
	struct pl_event plain = upgrade(DEB, "web", "p=1.10-1", "1.8-1");

	(void)state;
	TELL("apt", upgrade(DEB, "web", "p=1.10-1", "1.8-1"),
	    upgrade(RPM, "web", "q=1-1", "0-1"));
	due_is(DEB "\n" RPM "\n");
	TELL("apt", upgrade(DEB, "db", "p=1.10-1", "1.8-1"));
	due_is(DEB "\n");
	plain.attr_count = 0;
	plain.at_ms += 1000;
	TELL("apt", plain);
	due_is("");
	/* A release matters where something was joined without it. */
	TELL("inventory", runs("new", "debian-12", AT));
	due_is("");
	TELL("inventory", runs("web", "debian-12", AT));
	due_is(DEB "\n" RPM "\n");
	TELL("inventory", runs("web", "debian-12", AT + 1000));
	due_is("");
	TELL("inventory", runs("web", "debian-13", AT + 2000));
	due_is(DEB "\n" RPM "\n");
}

/* The i-th of four feeds and logs. */
static void
tell_part(int part)
{
	struct pl_event missing = upgrade(DEB, "db", "p=3.2-1", "1.0-1");

	missing.kind = PL_ITEM_DETECTED;
	switch (part) {
	case 0:
		TELL("osv",
		    advisory(DEB, "p=1.1-1", "A-1", "CVE-1", "debian-11", NULL),
		    advisory(
			DEB, "p=3.1-1", "A-1", "CVE-1", "debian-12", NULL));
		break;
	case 1:
		TELL("csaf", advisory(DEB, "p=2.0-1", "A-2", "CVE-2",
				 "debian-12", "debian-11"));
		break;
	case 2:
		TELL("apt", upgrade(DEB, "web", "p=3.2-1", "1.0-1"));
		TELL("apt", runs("web", "debian-12", AT + 1000));
		break;
	default:
		TELL("apt", runs("db", "debian-11", AT), missing);
	}
}

static void
no_order_of_telling_changes_what_is_derived(void **state)
{
	struct pl_buf first, other;

	(void)state;
	for (int order = 0; order < 24; order++) {
		int parts[] = {0, 1, 2, 3}, left = order;

		scratch_remove_store();
		for (int n = 4; n > 0; n--) {
			int i = left % n;

			left /= n;
			tell_part(parts[i]);
			parts[i] = parts[n - 1];
			/* Joined each time, or at the end. */
			if (order % 5 != 0)
				join();
		}
		join();
		dump(order == 0 ? &first : &other);
		if (order == 0)
			continue;
		assert_string_equal(other.text, first.text);
		pl_buf_free(&other);
	}
	assert_non_null(strstr(first.text, "p=3.1-1"));
	pl_buf_free(&first);
}

/* ---- Cut off ------------------------------------------------------------ */

enum { PACKAGES = 300 };

static void
tell_many(void)
{
	char product[32], to[32], fixed[32];

	for (int part = 0; part < 2; part++)
		for (int i = 0; i < PACKAGES; i++) {
			snprintf(
			    product, sizeof product, "pkg:deb/debian/p%d", i);
			snprintf(to, sizeof to, "p%d=1.10-1", i);
			snprintf(fixed, sizeof fixed, "p%d=1.9-1", i);
			if (part == 0)
				TELL("osv", advisory(product, fixed, "A-1",
						NULL, NULL, NULL));
			else
				TELL("apt",
				    upgrade(product, "web", to, "1.8-1"));
		}
}

/* Killed after so long; 1 where it had come to its end. */
static int
join_and_die(long us)
{
	const struct timespec wait = {.tv_nsec = us * 1000};
	pid_t child = fork();
	int status = 0;

	assert_true(child >= 0);
	if (child == 0) {
		join();
		_exit(0);
	}
	nanosleep(&wait, NULL);
	kill(child, SIGKILL);
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFEXITED(status);
}

static void
whatever_was_cut_off_is_made_good(void **state)
{
	struct pl_buf whole, cut;
	long us = 100;

	(void)state;
	tell_many();
	while (!join_and_die(us))
		us += 500;
	assert_int_equal(join(), 0);
	dump(&cut);
	scratch_remove_store();
	tell_many();
	assert_int_equal(join(), PACKAGES);
	dump(&whole);
	assert_string_equal(cut.text, whole.text);
	pl_buf_free(&cut);
	pl_buf_free(&whole);
}

static void
who_is_asked_to_stop_stops_and_goes_on_later(void **state)
{
	const volatile int stop = 1;
	struct pl_store *store;
	int64_t found = 0;

	(void)state;
	TELL("apt", upgrade(DEB, "web", "p=1.10-1", "1.8-1"));
	TELL("osv", advisory(DEB, "p=1.9-1", "A-1", "CVE-1", NULL, NULL));
	store = store_open(PL_STORE_WRITE);
	assert_int_equal(pl_join(store, &stop, &found, &err), 0);
	pl_store_close(store);
	assert_int_equal(found, 0);
	assert_int_equal(join(), 1);
}

#define CASE(test)                                                             \
	cmocka_unit_test_setup_teardown(test, scratch_setup, scratch_teardown)

int
main(void)
{
	static const struct CMUnitTest tests[] = {
	    CASE(a_fix_between_the_old_and_the_new_version_took_effect),
	    CASE(what_was_derived_says_by_what_and_when),
	    CASE(a_product_and_a_package_are_joined_with_none_but_themselves),
	    CASE(a_fix_counts_in_the_releases_that_it_is_for),
	    CASE(one_release_at_a_time_fixes_what_several_do),
	    CASE(the_release_is_that_of_the_time_of_the_upgrade),
	    CASE(what_was_joined_is_not_due_again),
	    CASE(nothing_is_due_but_what_may_have_changed),
	    CASE(whatever_is_told_later_is_joined_then),
	    CASE(no_order_of_telling_changes_what_is_derived),
	    CASE(whatever_was_cut_off_is_made_good),
	    CASE(who_is_asked_to_stop_stops_and_goes_on_later),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
