#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "store/store.h"

static const char help[] =
    "Usage: patchlore [--store FILE] store info|rejects\n\n"
    "  info     how much the store holds, and from when to when\n"
    "  rejects  what was set aside, where it stood and why\n";

static int
print_info(struct pl_store *store, struct pl_error *err)
{
	char first[PL_TIME_TEXT], last[PL_TIME_TEXT];
	struct pl_store_counts counts;
	int result = pl_store_count(store, &counts, err);

	if (result < 0)
		return result;
	printf("events   %" PRId64 "\nassets   %" PRId64 "\npatches  %" PRId64
	       "\nsources  %" PRId64 "\nrejects  %" PRId64 "\n",
	    counts.events, counts.assets, counts.subjects, counts.sources,
	    counts.rejects);
	if (counts.events > 0)
		printf("from     %s\nto       %s\n",
		    pl_time_format(counts.first_ms, first),
		    pl_time_format(counts.last_ms, last));
	return PL_OK;
}

static int
print_reject(void *context, const struct pl_store_reject *reject)
{
	(void)context;
	printf("%s\t%s\t%s\t%s\n", reject->source, reject->where,
	    reject->reason, reject->input);
	return 0;
}

int
pl_cli_store(struct pl_cli *cli, int argc, char **argv)
{
	struct pl_store *store;
	struct pl_error err;
	int result;

	if (argc == 2 && strcmp(argv[1], "--help") == 0) {
		fputs(help, stdout);
		return PL_EXIT_DONE;
	}
	if (argc != 2 ||
	    (strcmp(argv[1], "info") != 0 && strcmp(argv[1], "rejects") != 0))
		return pl_cli_usage("store", "expected info or rejects");
	if (pl_store_open(&store, cli->store, PL_STORE_READ, &err) < 0)
		return pl_cli_error(&err);
	if (strcmp(argv[1], "info") == 0)
		result = print_info(store, &err);
	else
		result = pl_store_rejects(store, print_reject, NULL, &err);
	pl_store_close(store);
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}
