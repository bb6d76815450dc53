#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "kpi/episode.h"
#include "store/store.h"

static const char help[] =
    "Usage: patchlore [--store FILE] explain ASSET PATCH\n\n"
    "Shows all that is known of a patch on an asset, and the at-risk periods "
    "that the\nfigures are made of, by either clock.\n";

enum { SOURCE_NAME = 4096, HISTORY = 100000 };

struct story {
	struct pl_store *store;
	int64_t asset, subject, as_of_ms;
	struct pl_row *rows;
	size_t count, room;
	struct pl_item item;
};

/* ---- Reading ------------------------------------------------------------ */

static int
take_asset(void *context, const struct pl_asset *asset)
{
	struct story *story = context;

	if (asset->id != story->asset)
		return 0;
	story->item.enrolled_ms = asset->first_ms;
	story->item.seen_ms = asset->last_ms;
	return 1;
}

/* The events of the item, or with asset 0 of the patch, or with subject 0 of
 * the asset, that belong to its story. */
static void
take_row(struct story *story, const struct pl_row *row)
{
	if (row->kind == PL_ASSET_RETIRED)
		story->item.retired_ms = row->at_ms;
	if (row->kind == PL_ASSET_SEEN)
		story->item.retired_ms = 0;
	if (row->kind == PL_PATCH_RELEASED && story->item.released_ms == 0)
		story->item.released_ms = row->at_ms;
	if (row->kind == PL_PRODUCT_REMOVED)
		story->item.removed_ms = row->at_ms;
	if (row->asset == 0 || row->subject == 0 || story->count == HISTORY)
		return;
	story->rows = pl_grow(
	    story->rows, story->count, &story->room, sizeof *story->rows);
	story->rows[story->count] = *row;
	story->rows[story->count++].code = NULL;
}

static int
print_attr(void *context, const char *name, const char *value)
{
	(void)context;
	printf(" %s=%s", name, value);
	return 0;
}

static int
print_row(struct story *story, const struct pl_row *row, struct pl_error *err)
{
	char at[PL_TIME_TEXT];
	struct pl_buf source;
	int result;

	pl_buf_init(&source, SOURCE_NAME);
	pl_store_source_name(story->store, row->source, &source);
	printf("%-20s  %-22s", pl_time_format(row->at_ms, at),
	    pl_kind_name(row->kind));
	if (row->code != NULL)
		printf(" code=%s", row->code);
	if (row->took_ms > 0)
		printf(" took=%.1fs", (double)row->took_ms / 1000);
	result = pl_store_event_attrs(story->store, row, print_attr, NULL, err);
	printf("  (%s)\n", source.text);
	pl_buf_free(&source);
	return result;
}

static int
read_part(
    struct story *story, int64_t asset, int64_t subject, struct pl_error *err)
{
	struct pl_reader *reader;
	struct pl_row row;
	int result = pl_reader_open_item(
	    &reader, story->store, story->as_of_ms, asset, subject, err);

	if (result < 0)
		return result;
	while ((result = pl_reader_next(reader, &row, err)) > 0) {
		if (row.subject != subject || row.asset != asset)
			continue; /* subject 0 brings the asset's items too */
		take_row(story, &row);
		result = print_row(story, &row, err);
		if (result < 0)
			break;
	}
	pl_reader_close(reader);
	return result;
}

/* ---- Telling ------------------------------------------------------------ */

static void
print_episode(const struct pl_episode *episode)
{
	static const char *const words[] = {[PL_OUTCOME_FIXED] = "fixed",
	    [PL_OUTCOME_OPEN] = "open, followed to the cut-off",
	    [PL_OUTCOME_STALE] = "open when the asset was last seen",
	    [PL_OUTCOME_LEFT] = "left without a fix"};
	char start[PL_TIME_TEXT], stop[PL_TIME_TEXT], entry[PL_TIME_TEXT];

	if (episode->outcome == PL_OUTCOME_EXCLUDED) {
		printf("  not counted: %s\n", episode->why);
		return;
	}
	printf("  %s to %s: %s after %" PRId64 " minutes",
	    pl_time_format(episode->start_ms, start),
	    pl_time_format(episode->stop_ms, stop), words[episode->outcome],
	    (episode->stop_ms - episode->start_ms) / PL_MINUTE_MS);
	if (episode->entry_ms > episode->start_ms)
		printf(", under observation since %s",
		    pl_time_format(episode->entry_ms, entry));
	putchar('\n');
}

static void
print_episodes(const struct story *story, enum pl_clock clock)
{
	struct pl_episode episodes[PL_EPISODES];
	size_t count =
	    pl_episodes(&story->item, clock, story->as_of_ms, episodes);

	printf("\nBy the %s clock:\n",
	    clock == PL_CLOCK_RELEASE ? "release" : "detection");
	if (count == 0)
		puts("  no item: the software came in this version");
	for (size_t i = 0; i < count; i++)
		print_episode(&episodes[i]);
}

static int
explain(struct story *story, struct pl_error *err)
{
	int result = pl_store_assets(
	    story->store, story->as_of_ms, take_asset, story, err);

	if (result >= 0)
		result = read_part(story, story->asset, 0, err);
	if (result >= 0)
		result = read_part(story, 0, story->subject, err);
	if (result >= 0)
		result = read_part(story, story->asset, story->subject, err);
	if (result < 0)
		return result;
	if (story->count == 0) {
		puts("\nNothing is known of this patch on this asset.");
		return PL_OK;
	}
	story->item.rows = story->rows;
	story->item.count = story->count;
	print_episodes(story, PL_CLOCK_DETECTION);
	print_episodes(story, PL_CLOCK_RELEASE);
	return PL_OK;
}

int
pl_cli_explain(struct pl_cli *cli, int argc, char **argv)
{
	struct story story = {.as_of_ms = pl_time_now()};
	struct pl_error err;
	int result;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(help, stdout);
		return PL_EXIT_DONE;
	}
	if (argc != 3)
		return pl_cli_usage("explain", "expected an asset and a patch");
	if (pl_store_open(&story.store, cli->store, PL_STORE_READ, &err) < 0)
		return pl_cli_error(&err);
	story.asset = pl_store_asset_id(story.store, argv[1]);
	story.subject = pl_store_subject_id(story.store, argv[2]);
	if (story.asset == 0 || story.subject == 0)
		result = pl_fail(&err, PL_E_CONFIG,
		    "the store knows no %s \"%.200s\"",
		    story.asset == 0 ? "asset" : "patch",
		    story.asset == 0 ? argv[1] : argv[2]);
	else
		result = explain(&story, &err);
	pl_store_close(story.store);
	free(story.rows);
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}
