#include "scrub/inventory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "model/event.h"
#include "scrub/denylist.h"
#include "scrub/scrub.h"
#include "store/batch.h"
#include "store/store.h"
#include "tests/unit/scratch.h"

#define AT INT64_C(1772323200000) /* 2026-03-01 */

static const struct pl_event events[] = {
    {.kind = PL_ASSET_SEEN,
	.at_ms = AT,
	.asset = "gandalf.nyc.acme.example",
	.attr_count = 6,
	.attrs = {{"owner", "Jane Kowalski", PL_PRIVATE},
	    {"site", "Rotterdam", PL_PUBLIC}, {"group", "zephyr", PL_PUBLIC},
	    {"os", "Debian 12", PL_PRIVATE}, {"rack", "k7-ost", PL_PRIVATE},
	    {"cost_centre", "a cost centre that is told in a whole sentence",
		PL_PRIVATE}}},
    {.kind = PL_ASSET_SEEN, .at_ms = AT, .asset = "10.1.2.3"},
    {.kind = PL_DEPLOY_INSTALLED,
	.at_ms = AT + 1,
	.asset = "gandalf.nyc.acme.example",
	.patch = "KB1",
	.attr_count = 3,
	.attrs = {{"requested_by", "bkowal (1000)", PL_PRIVATE},
	    {"user", "svc_patch", PL_PRIVATE},
	    {"from", "quendor 1.0", PL_PUBLIC}}},
    {.kind = PL_PATCH_RELEASED,
	.at_ms = AT,
	.patch = "KB1",
	.attr_count = 1,
	.attrs = {{"approval", "moria-board", PL_PRIVATE}}},
};

static void
fill_store(void)
{
	struct pl_batch_result counts;
	struct pl_store *store;
	struct pl_batch *batch;
	struct pl_buf cursor;
	struct pl_error err;
	int64_t source;

	assert_int_equal(
	    pl_store_open(&store, scratch_store, PL_STORE_WRITE, &err), 0);
	pl_buf_init(&cursor, 100);
	assert_int_equal(
	    pl_store_source(store, "moria-wsus", "p", &source, &cursor, &err),
	    0);
	pl_buf_free(&cursor);
	assert_int_equal(pl_batch_begin(&batch, store, source, &err), 0);
	for (size_t i = 0; i < PL_COUNT(events); i++) {
		assert_int_equal(pl_event_check(&events[i], &err), 0);
		assert_int_equal(pl_batch_add(batch, &events[i], &err), 0);
	}
	assert_int_equal(pl_batch_commit(batch, "", &counts, &err), 0);
	pl_batch_free(batch);
	pl_store_close(store);
}

static void
names_of_a_store_do_not_leave(void **state)
{
	static const struct {
		const char *text, *after;
	} cases[] = {
	    {"GANDALF failed", "[HOST-1] failed"},
	    {"in nyc.acme.example and acme.example",
		"in [DOMAIN-1] and [DOMAIN-2]"},
	    {"host 10.1.2.3", "host [IP-1]"},
	    {"Jane and Kowalski", "[USER-1] and [USER-2]"},
	    {"bkowal asked", "[USER-1] asked"},
	    {"svc_patch, a patch", "[USER-1], a patch"},
	    {"in Rotterdam, of zephyr", "in [SITE-1], of [GROUP-1]"},
	    {"rack k7 ost", "rack [VALUE-1]"},
	    {"by moria-board", "by [VALUE-1]"},
	    {"told by moria-wsus", "told by [VALUE-1]"},
	    /* What is public, describes, or is prose names nobody. */
	    {"quendor 1.0 on Debian 12", "quendor 1.0 on Debian 12"},
	    {"a cost centre", "a cost centre"},
	};
	struct pl_denylist *list = pl_denylist_new();
	struct pl_store *store;
	struct pl_error err;

	(void)state;
	fill_store();
	assert_int_equal(
	    pl_store_open(&store, scratch_store, PL_STORE_READ, &err), 0);
	assert_int_equal(pl_inventory_read(list, store, &err), 0);
	pl_store_close(store);
	pl_denylist_close(list);
	for (size_t i = 0; i < PL_COUNT(cases); i++) {
		struct pl_scrubbed scrubbed;

		assert_int_equal(pl_scrub(&scrubbed, cases[i].text,
				     strlen(cases[i].text), list, &err),
		    0);
		assert_string_equal(scrubbed.after, cases[i].after);
		for (size_t j = 0; j < scrubbed.doubt_count; j++)
			assert_int_not_equal(
			    scrubbed.doubts[j].why, PL_DOUBT_NAME);
		pl_scrubbed_free(&scrubbed);
	}
	pl_denylist_free(list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		names_of_a_store_do_not_leave, scratch_setup, scratch_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
