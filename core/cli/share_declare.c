#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
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
	const char *enrolment; /* PROGRAM=TOKEN */
};

static int
take_enrolment(
    struct pl_declared *declared, const char *text, struct pl_error *err)
{
	char *program = pl_strdup(text), *equals = strchr(program, '=');
	int result;

	if (equals != NULL) {
		*equals = '\0';
		result =
		    pl_declare_enrolment(declared, program, equals + 1, err);
	} else {
		result = pl_fail(err, PL_E_CONFIG,
		    "--enrol %.100s: expected PROGRAM=TOKEN", text);
	}
	free(program);
	return result;
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

int
pl_cli_share_declare(struct pl_cli *cli, int argc, char **argv)
{
	struct request request = {0};
	const struct pl_cli_text texts[] = {{"folder", 'd', &request.folder},
	    {"sector", 's', &request.sector}, {"region", 'r', &request.region},
	    {"size", 'n', &request.size}, {"privacy", 'p', &request.privacy},
	    {"enrol", 'e', &request.enrolment}, {0}};
	char folder[PATH_MAX];
	struct pl_error err;
	int status;

	if (!pl_cli_texts(texts, verb, help, argc, argv, &status))
		return status;
	if (optind != argc)
		return pl_cli_usage(verb, "expected no more words");
	if (pl_cli_share_folder(folder, cli, request.folder, &err) < 0 ||
	    declare(&request, folder, &err) < 0)
		return pl_cli_error(&err);
	return PL_EXIT_DONE;
}
