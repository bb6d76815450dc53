#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "cli/cli.h"
#include "share/declared.h"

static const char verb[] = "share declare";

static const char help[] =
    "Usage: patchlore share declare [OPTION...]\n\n"
    "Says what this organization is, to all programs; without an option, what "
    "was said.\nWhich numbers a submission has, and how much noise is in them, "
    "follows from it.\n\n"
    "  --folder DIR      the share folder (default: $PATCHLORE_SHARE, or\n"
    "                    patchlore.share beside the store patchlore.db)\n"
    "  --sector S        undisclosed, energy, health, ...\n"
    "  --region R        undisclosed, africa, americas, asia, europe, "
    "oceania\n"
    "  --size N          how many machines: 1-99, 100-499, 500-1999, "
    "2000-9999,\n"
    "                    10000-49999, 50000-more\n"
    "  --privacy P       strict, standard, or annual: one release a year\n"
    "  --enrol PROGRAM=TOKEN\n"
    "                    the token that the registrar of a program gave "
    "out\n";

/* What was asked for; NULL: nothing. */
struct request {
	const char *folder, *sector, *region, *size, *privacy;
	char *enrolment; /* PROGRAM=TOKEN, to be cut in two */
};

static int
take_enrolment(struct pl_declared *declared, char *text, struct pl_error *err)
{
	char *equals = strchr(text, '=');

	if (equals == NULL)
		return pl_fail(err, PL_E_CONFIG,
		    "--enrol %.100s: expected PROGRAM=TOKEN", text);
	*equals = '\0';
	return pl_declare_enrolment(declared, text, equals + 1, err);
}

static int
take(struct pl_declared *declared, const struct request *request,
    struct pl_error *err)
{
	const struct {
		const char *word;
		int (*declare)(struct pl_declared *declared, const char *word,
		    struct pl_error *err);
	} words[] = {{request->sector, pl_declare_sector},
	    {request->region, pl_declare_region},
	    {request->size, pl_declare_size},
	    {request->privacy, pl_declare_privacy}};

	for (size_t i = 0; i < PL_COUNT(words); i++)
		if (words[i].word != NULL &&
		    words[i].declare(declared, words[i].word, err) < 0)
			return PL_E_CONFIG;
	if (request->enrolment == NULL)
		return PL_OK;
	return take_enrolment(declared, request->enrolment, err);
}

static int
is_for_more(const struct request *request)
{
	return request->sector != NULL || request->region != NULL ||
	       request->size != NULL || request->privacy != NULL ||
	       request->enrolment != NULL;
}

/* The size decides which tables there are, and nobody can guess it. */
static int
save(struct pl_declared *declared, const struct request *request,
    const char *folder, struct pl_error *err)
{
	if (!declared->is_given && request->size == NULL)
		return pl_fail(err, PL_E_CONFIG,
		    "how many machines there are is not declared yet; say "
		    "--size, too");
	if (access(folder, F_OK) < 0 && errno == ENOENT)
		return pl_fail(err, PL_E_CONFIG,
		    "%.400s: there is no such folder; \"patchlore share keys\" "
		    "makes it and the keys in it",
		    folder);
	declared->is_given = 1;
	return pl_declared_save(declared, folder, err);
}

static void
tell(const struct pl_declared *declared)
{
	static const char *const layouts[PL_LAYOUTS] = {
	    [PL_LAYOUT_NONE] = "none: too few machines",
	    [PL_LAYOUT_POOLED] = "of all machines together",
	    [PL_LAYOUT_BY_CLASS] = "of each class of machines",
	};
	const enum pl_layout layout =
	    pl_layout_of(declared->size, declared->privacy);

	if (!declared->is_given) {
		puts("nothing is declared yet");
		return;
	}
	printf("sector   %s\nregion   %s\nsize     %s machines\nprivacy  %s\n"
	       "tables   %s\n",
	    declared->sector, declared->region, pl_sizes[declared->size],
	    pl_privacies[declared->privacy], layouts[layout]);
	if (layout != PL_LAYOUT_NONE)
		printf("rows     are told of about %" PRId64
		       " machines or more\n",
		    pl_table_least(PL_TABLE_TIME, declared->privacy) / PL_VOTE);
	for (size_t i = 0; i < declared->enrolment_count; i++)
		printf("token    for %s\n", declared->enrolments[i].program);
}

static int
declare(const struct request *request, const char *folder, struct pl_error *err)
{
	struct pl_declared declared;
	int result = pl_declared_load(&declared, folder, err);

	if (result == PL_OK && is_for_more(request)) {
		result = take(&declared, request, err);
		if (result == PL_OK)
			result = save(&declared, request, folder, err);
	}
	if (result == PL_OK)
		tell(&declared);
	return result;
}

/* Where the value of an option goes. */
static void
take_option(struct request *request, int option)
{
	if (option == 'd')
		request->folder = optarg;
	else if (option == 's')
		request->sector = optarg;
	else if (option == 'r')
		request->region = optarg;
	else if (option == 'n')
		request->size = optarg;
	else if (option == 'p')
		request->privacy = optarg;
	else
		request->enrolment = optarg;
}

int
pl_cli_share_declare(struct pl_cli *cli, int argc, char **argv)
{
	static const struct option options[] = {
	    {"folder", required_argument, NULL, 'd'},
	    {"sector", required_argument, NULL, 's'},
	    {"region", required_argument, NULL, 'r'},
	    {"size", required_argument, NULL, 'n'},
	    {"privacy", required_argument, NULL, 'p'},
	    {"enrol", required_argument, NULL, 'e'},
	    {"help", no_argument, NULL, 'h'}, {0}};
	struct request request = {0};
	char folder[PATH_MAX];
	struct pl_error err;
	int option;

	while (
	    (option = pl_cli_option(verb, argc, argv, ":h", options)) != -1) {
		if (option == '?')
			return PL_EXIT_USAGE;
		if (option == 'h') {
			fputs(help, stdout);
			return PL_EXIT_DONE;
		}
		take_option(&request, option);
	}
	if (optind != argc)
		return pl_cli_usage(verb, "expected no more words");
	if (pl_cli_share_folder(folder, cli, request.folder, &err) < 0 ||
	    declare(&request, folder, &err) < 0)
		return pl_cli_error(&err);
	return PL_EXIT_DONE;
}
