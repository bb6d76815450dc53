#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "cli/cli.h"
#include "scrub/denylist.h"
#include "scrub/inventory.h"
#include "share/body.h"
#include "share/declared.h"
#include "share/kept.h"
#include "share/keys.h"
#include "share/preview.h"
#include "share/program.h"
#include "share/reconcile.h"
#include "share/seal.h"
#include "share/submission.h"
#include "share/timeframe.h"
#include "store/store.h"
#include "survey/questions.h"

enum {
	KEY = 8,    /* digits of the digest that are to be typed */
	ACTOR = 64, /* bytes of the name of who is at the keyboard */
};

#define OPTIONS_HELP                                                           \
	"  --program FILE       what the program says of itself\n"             \
	"  --period P           2026Q3; with the privacy \"annual\", 2026\n"   \
	"  --folder DIR         the share folder (default: $PATCHLORE_SHARE, " \
	"or\n"                                                                 \
	"                       patchlore.share beside the store "             \
	"patchlore.db)\n"                                                      \
	"  --respondent NAME    whose answers to surveys count, where there "  \
	"are several\n"                                                        \
	"  --answers-reviewed   somebody has looked at the answers that are "  \
	"for review:\n"                                                        \
	"                       they leave, too\n"                             \
	"  --organization NAME  a name of this organization, which no text "   \
	"may have in it;\n"                                                    \
	"                       may be repeated\n"                             \
	"  --amend              pay again where the data of the period are "   \
	"others than\n"                                                        \
	"                       those that were released before\n"

static const char preview_help[] =
    "Usage: patchlore share preview --program FILE --period P [OPTION...]\n\n"
    "Shows all that a submission would hand over, from its very bytes: in "
    "words, then\nvalue by value; what a reader could learn from it, what it "
    "costs, and what stays\nhere and why. What it costs is spent when it is "
    "shown; \"share make\" is then free.\n\n" OPTIONS_HELP;

static const char make_help[] =
    "Usage: patchlore share make --program FILE --period P -o FILE "
    "[OPTION...]\n\n"
    "Shows the same as \"share preview\" and asks; then signs these bytes, "
    "seals them to\nthe program's key, if it has one, and writes them into a "
    "file. Nothing is sent.\n\n" OPTIONS_HELP
    "  --approve DIGEST     do not ask: what came out has this digest, "
    "which a preview\n"
    "                       told\n"
    "  -o, --output FILE    what to write\n";

struct request {
	const char *verb, *help;
	const char *program, *period, *folder, *respondent;
	const char *approve, *output;
	const char *organizations[PL_CLI_ORGANIZATIONS];
	size_t organization_count;
	int looked, amend, writes;
};

/* All that is open while a submission is made. */
struct desk {
	const struct request *request;
	struct pl_cli *cli;
	char folder[PATH_MAX], actor[ACTOR + 1];
	struct pl_store *store;
	struct pl_program *program;
	const struct pl_program_about *about;
	struct pl_declared declared;
	struct pl_timeframe span;
	struct pl_keys *keys;
	struct pl_ledger *ledger;
	struct pl_survey *sets[PL_PROGRAM_SURVEYS + 1]; /* last: of lessons */
	size_t set_count;
	struct pl_denylist *names;
};

/* ---- Opening ------------------------------------------------------------- */

static void
find_actor(char out[ACTOR + 1])
{
	const struct passwd *who = getpwuid(getuid());

	if (who != NULL)
		snprintf(out, ACTOR + 1, "%s", who->pw_name);
	else
		snprintf(out, ACTOR + 1, "uid %lu", (unsigned long)getuid());
}

static int
open_folder(struct desk *desk, struct pl_error *err)
{
	const struct request *request = desk->request;
	int result =
	    pl_cli_share_folder(desk->folder, desk->cli, request->folder, err);

	if (result == PL_OK)
		result = pl_keys_open(&desk->keys, desk->folder, err);
	if (result == PL_OK)
		result = pl_declared_load(&desk->declared, desk->folder, err);
	if (result == PL_OK && !desk->declared.is_given)
		result = pl_fail(err, PL_E_CONFIG,
		    "nothing is declared of this organization yet; see "
		    "patchlore share declare --help");
	return result;
}

static int
open_program(struct desk *desk, struct pl_error *err)
{
	const struct request *request = desk->request;
	int result = pl_program_open(&desk->program, request->program, err);

	if (result < 0)
		return result;
	desk->about = pl_program_about(desk->program);
	result = pl_timeframe_read(&desk->span, request->period, err);
	if (result < 0)
		return result;
	return pl_timeframe_check(
	    &desk->span, desk->declared.privacy, pl_time_now(), err);
}

static int
open_sets(struct desk *desk, struct pl_error *err)
{
	int result = PL_OK;

	for (size_t i = 0; i < desk->about->survey_count && result == PL_OK;
	     i++) {
		result = pl_cli_survey_open(
		    &desk->sets[i], desk->about->surveys[i], err);
		desk->set_count += result == PL_OK;
	}
	if (result == PL_OK)
		result =
		    pl_cli_lesson_questions(&desk->sets[desk->set_count], err);
	return result;
}

static int
open_names(struct desk *desk, struct pl_error *err)
{
	const struct request *request = desk->request;
	int result = PL_OK;

	desk->names = pl_denylist_new();
	for (size_t i = 0; i < request->organization_count && result == PL_OK;
	     i++)
		result = pl_inventory_add(
		    desk->names, request->organizations[i], PL_SPAN_ORG, err);
	if (result == PL_OK)
		result = pl_inventory_read(desk->names, desk->store, err);
	if (result == PL_OK)
		pl_denylist_close(desk->names);
	return result;
}

static void
see_noise(void *context, const char *file, unsigned mode)
{
	(void)mode;
	if (strncmp(file, "noise-", strlen("noise-")) == 0)
		*(int *)context = 1;
}

/* Caps are older than any noise. */
static int
check_caps(const struct desk *desk, struct pl_error *err)
{
	struct pl_budget budget;
	int result = pl_ledger_budget(desk->ledger, &budget, err);

	if (result < 0 || budget.caps.quarter_n != 0)
		return result;
	return pl_fail(err, PL_E_CONFIG,
	    "%.400s: there is a key of noise, and nothing in the ledger; where "
	    "that was lost, bring it back, or share nothing for a year; where "
	    "nothing was ever released, say so with patchlore share ledger "
	    "cap %s",
	    desk->folder, pl_privacies[desk->declared.privacy]);
}

/* A ledger that does not know what was made is not all of it. */
static int
check_made(const struct desk *desk, struct pl_error *err)
{
	struct pl_reconciled made;
	int result = pl_reconcile(&made, desk->ledger, desk->folder, err);

	if (result == PL_E_STORE)
		pl_fail_remedy(err,
		    "bring back the ledger as it was after that one; without "
		    "it nobody knows what was spent");
	return result;
}

/* Another may be at it. So keys are looked for before the ledger is read. */
static int
open_ledger(struct desk *desk, struct pl_error *err)
{
	int is_drawn = 0;
	int result = pl_keys_list(desk->folder, see_noise, &is_drawn, err);

	if (result == PL_OK)
		result = pl_ledger_open(
		    &desk->ledger, desk->folder, PL_LEDGER_WRITE, err);
	if (result == PL_OK && is_drawn)
		result = check_caps(desk, err);
	return result < 0 ? result : check_made(desk, err);
}

static int
open_desk(struct desk *desk, struct pl_error *err)
{
	int result = open_folder(desk, err);

	find_actor(desk->actor);
	if (result == PL_OK)
		result = open_program(desk, err);
	if (result == PL_OK)
		result = open_sets(desk, err);
	if (result == PL_OK)
		result = pl_store_open(
		    &desk->store, desk->cli->store, PL_STORE_READ, err);
	if (result == PL_OK)
		result = open_names(desk, err);
	if (result == PL_OK)
		result = open_ledger(desk, err);
	return result;
}

static void
close_desk(struct desk *desk)
{
	for (size_t i = 0; i <= desk->set_count; i++)
		pl_survey_free(desk->sets[i]);
	pl_denylist_free(desk->names);
	pl_ledger_close(desk->ledger);
	pl_keys_close(desk->keys);
	pl_store_close(desk->store);
	pl_program_free(desk->program);
}

/* ---- Making -------------------------------------------------------------- */

static struct pl_making
making_of(const struct desk *desk)
{
	const int64_t now = pl_time_now();

	return (struct pl_making){.tabling = {.store = desk->store,
				      .declared = &desk->declared,
				      .span = &desk->span,
				      .keys = desk->keys,
				      .ledger = desk->ledger,
				      .program = desk->about->id,
				      .actor = desk->actor,
				      .amend = desk->request->amend,
				      .now_ms = now},
	    .sharing = {.program = desk->about->id,
		.period = desk->span.name,
		.key = pl_keys_answers(desk->keys),
		.looked = desk->request->looked,
		.respondent = desk->request->respondent,
		.names = desk->names,
		.now_ms = now},
	    .surveys = (const struct pl_survey *const *)desk->sets,
	    .survey_count = desk->set_count,
	    .lessons = desk->sets[desk->set_count],
	    .watched = desk->about->watched,
	    .watched_count = desk->about->watched_count,
	    .folder = desk->folder};
}

static void
tell_lines(const char *head, const struct pl_lines *lines)
{
	if (lines->count == 0)
		return;
	printf("\n%s\n\n", head);
	for (size_t i = 0; i < lines->count; i++)
		pl_cli_line(stdout, "- %s", lines->list[i]);
}

/* Exact numbers, for the eyes of this house. */
static void
tell_told(const struct desk *desk, const struct pl_ballot_told *told)
{
	printf("\nCounted here, and not handed over: %" PRId64
	       " machines, %" PRId64 " records of %" PRId64
	       " patches.\nDeclared are %s machines.\n",
	    told->machines, told->records, told->subjects,
	    pl_sizes[desk->declared.size]);
	if (told->unrated > 0)
		printf("%" PRId64 " of these patches are rated by no feed, and "
		       "count as routine; see patchlore-cve(7) and "
		       "patchlore-kev(7).\n",
		    told->unrated);
}

static int
tell_cost(
    const struct desk *desk, const struct pl_made *made, struct pl_error *err)
{
	const int64_t cost = made->tables.reservation.rho_n;
	char texts[5][PL_RHO_TEXT];
	struct pl_budget budget;
	struct pl_spent spent;
	int result;

	if (made->tables.reservation.count == 0)
		return PL_OK;
	tell_told(desk, &made->tables.told);
	result = pl_ledger_budget(desk->ledger, &budget, err);
	if (result == PL_OK)
		result =
		    pl_ledger_spent(desk->ledger, desk->span.name, &spent, err);
	if (result < 0)
		return result;
	if (cost == 0)
		puts("\nThis was paid for before and costs nothing now.");
	else
		printf("\nNoise was drawn for this: %s of rho.\n",
		    pl_rho_tell(cost, texts[0]));
	printf("Spent on %s: %s of rho, of %s; on four quarters in a row: %s, "
	       "of %s. See patchlore share ledger.\n",
	    desk->span.name, pl_rho_tell(spent.quarter_n, texts[1]),
	    pl_rho_tell(budget.caps.quarter_n, texts[2]),
	    pl_rho_tell(spent.year_n, texts[3]),
	    pl_rho_tell(budget.caps.year_n, texts[4]));
	return PL_OK;
}

static int
show(const struct desk *desk, const struct pl_made *made, struct pl_error *err)
{
	const struct pl_preview with = {desk->program,
	    (const struct pl_survey *const *)desk->sets, desk->set_count + 1};
	struct pl_buf text;
	int result;

	pl_buf_init(&text, PL_PREVIEW_LIMIT);
	result = pl_preview_write(
	    &text, made->bytes.text, made->bytes.length, &with, err);
	if (result == PL_OK) {
		fputs(text.text, stdout);
		tell_lines("WHAT STAYS HERE, AND WHY", &made->remarks.stays);
		tell_lines(desk->request->looked
			       ? "ANSWERS THAT LEAVE, FOR SOMEBODY LOOKED AT "
				 "THEM"
			       : "ANSWERS THAT LEAVE ONCE SOMEBODY LOOKED AT "
				 "THEM (--answers-reviewed)",
		    &made->remarks.look);
		result = tell_cost(desk, made, err);
	}
	if (result == PL_OK)
		printf("\ndigest %s\n", made->digest);
	if (result == PL_OK && fflush(stdout) == EOF)
		result = pl_fail(err, PL_E_IO,
		    "the preview cannot be shown: %s", strerror(errno));
	pl_buf_free(&text);
	return result;
}

/* ---- Handing over -------------------------------------------------------- */

/* What only who saw the preview can know. */
static int
ask(const struct desk *desk, const struct pl_made *made, struct pl_error *err)
{
	char wanted[32], prompt[200], *line = NULL;
	size_t room = 0;
	int result;

	snprintf(wanted, sizeof wanted, "share %.*s", KEY,
	    strchr(made->digest, ':') + 1);
	snprintf(prompt, sizeof prompt,
	    "\nType \"%s\" to sign all this and write it, or nothing to leave "
	    "it",
	    wanted);
	if (!pl_cli_ask(desk->cli, prompt, &line, &room) || *line == '\0')
		result = pl_fail(err, PL_E_STOPPED,
		    "nothing was signed and nothing written");
	else if (strcmp(line, wanted) == 0)
		result = PL_OK;
	else
		result = pl_fail(err, PL_E_STOPPED,
		    "\"%.40s\" is not \"%s\": nothing was signed and nothing "
		    "written",
		    line, wanted);
	free(line);
	return result;
}

static int
agree(const struct desk *desk, const struct pl_made *made, struct pl_error *err)
{
	const char *approve = desk->request->approve;

	if (approve == NULL)
		return ask(desk, made, err);
	if (strcmp(approve, made->digest) == 0)
		return PL_OK;
	return pl_fail(err, PL_E_CONFIG,
	    "what came out has the digest %s, and not the one that was "
	    "approved; look at it again",
	    made->digest);
}

static int
pack(struct pl_buf *out, const struct desk *desk, const struct pl_made *made,
    struct pl_error *err)
{
	struct pl_pseudonym us;
	int result = pl_keys_pseudonym(&us, desk->keys, desk->about->id, err);

	if (result < 0)
		return result;
	result = pl_cli_share_pack(
	    out, &made->bytes, PL_SUBMISSION_TYPE, &us, desk->about, err);
	pl_pseudonym_wipe(&us);
	return result;
}

/* Beside what has noise, the ledger has what leaves without any. */
static int
record_rest(const struct desk *desk, const struct pl_made *made,
    const unsigned char hash[PL_LEDGER_DIGEST], struct pl_error *err)
{
	if (!made->has_statements && made->tables.reservation.count > 0)
		return PL_OK;
	return pl_ledger_export(desk->ledger, desk->about->id, hash,
	    pl_time_now(), desk->actor,
	    made->has_statements ? "what people said" : "nothing but a profile",
	    err);
}

/* It is on the ledger and kept before there is a file that could be sent. */
static int
record(const struct desk *desk, const struct pl_making *making,
    const struct pl_made *made, struct pl_error *err)
{
	const struct pl_kept kept = {
	    desk->folder, desk->about->id, desk->span.name};
	unsigned char hash[PL_LEDGER_DIGEST];
	int result;

	pl_digest(hash, made->bytes.text, made->bytes.length);
	result =
	    pl_table_part_commit(&made->tables, &making->tabling, hash, err);
	if (result == PL_OK && made->is_new)
		result = record_rest(desk, made, hash, err);
	if (result == PL_OK && made->is_new)
		result = pl_kept_add(&kept, made->number, &made->bytes, err);
	return result;
}

static int
hand_over(const struct desk *desk, const struct pl_making *making,
    const struct pl_made *made, struct pl_error *err)
{
	struct pl_buf file;
	int result;

	pl_buf_init(&file, PL_SEAL_LIMIT);
	result = pack(&file, desk, made, err);
	if (result == PL_OK)
		result = record(desk, making, made, err);
	if (result == PL_OK)
		result = pl_cli_write(desk->request->output, &file, err);
	if (result == PL_OK)
		pl_cli_line(stdout, "%s: %zu bytes, %s", desk->request->output,
		    file.length,
		    desk->about->has_key
			? "signed, and sealed to the program"
			: "signed; the program has no key, so anybody can "
			  "read it");
	pl_buf_free(&file);
	return result;
}

static int
work(struct desk *desk, struct pl_error *err)
{
	struct pl_making making;
	struct pl_made made;
	int result = open_desk(desk, err);

	if (result < 0)
		return result;
	making = making_of(desk);
	result = pl_body_make(&made, &making, err);
	if (result < 0)
		return result;
	result = show(desk, &made, err);
	if (result == PL_OK && desk->request->writes) {
		result = agree(desk, &made, err);
		if (result == PL_OK)
			result = hand_over(desk, &making, &made, err);
	}
	pl_made_free(&made);
	return result;
}

/* ---- Options ------------------------------------------------------------- */

static int
take_organization(struct request *request)
{
	if (request->organization_count == PL_CLI_ORGANIZATIONS)
		return pl_cli_usage(request->verb,
		    "--organization can be given %d times",
		    PL_CLI_ORGANIZATIONS);
	request->organizations[request->organization_count++] = optarg;
	return PL_EXIT_DONE;
}

static int
take(struct request *request, int option)
{
	switch (option) {
	case 'p':
		request->program = optarg;
		break;
	case 'q':
		request->period = optarg;
		break;
	case 'd':
		request->folder = optarg;
		break;
	case 'r':
		request->respondent = optarg;
		break;
	case 'a':
		request->approve = optarg;
		break;
	case 'o':
		request->output = optarg;
		break;
	case 'l':
		request->looked = 1;
		break;
	case 'm':
		request->amend = 1;
		break;
	case 'n':
		return take_organization(request);
	default:
		return PL_EXIT_USAGE;
	}
	return PL_EXIT_DONE;
}

static int
check(const struct request *request, int words)
{
	if (words != 0)
		return pl_cli_usage(request->verb, "expected no more words");
	if (request->program == NULL)
		return pl_cli_usage(request->verb,
		    "expected --program and the file of a program");
	if (request->period == NULL)
		return pl_cli_usage(
		    request->verb, "expected --period, as 2026Q3");
	if (request->writes && request->output == NULL)
		return pl_cli_usage(
		    request->verb, "expected -o and a file to write");
	return PL_EXIT_DONE;
}

static int
run(struct request *request, struct pl_cli *cli, int argc, char **argv)
{
	/* The first two are of "share make" alone. */
	static const struct option options[] = {
	    {"approve", required_argument, NULL, 'a'},
	    {"output", required_argument, NULL, 'o'},
	    {"program", required_argument, NULL, 'p'},
	    {"period", required_argument, NULL, 'q'},
	    {"folder", required_argument, NULL, 'd'},
	    {"respondent", required_argument, NULL, 'r'},
	    {"answers-reviewed", no_argument, NULL, 'l'},
	    {"organization", required_argument, NULL, 'n'},
	    {"amend", no_argument, NULL, 'm'}, {"help", no_argument, NULL, 'h'},
	    {0}};
	struct desk desk = {.request = request, .cli = cli};
	struct pl_error err;
	int option, status, result;

	while ((option = pl_cli_option(request->verb, argc, argv,
		    request->writes ? ":ho:" : ":h",
		    request->writes ? options : options + 2)) != -1) {
		if (option == 'h') {
			fputs(request->help, stdout);
			return PL_EXIT_DONE;
		}
		status = take(request, option);
		if (status != PL_EXIT_DONE)
			return status;
	}
	status = check(request, argc - optind);
	if (status != PL_EXIT_DONE)
		return status;
	result = work(&desk, &err);
	close_desk(&desk);
	return result < 0 ? pl_cli_error(&err) : PL_EXIT_DONE;
}

int
pl_cli_share_preview(struct pl_cli *cli, int argc, char **argv)
{
	struct request request = {
	    .verb = "share preview", .help = preview_help};

	return run(&request, cli, argc, argv);
}

int
pl_cli_share_make(struct pl_cli *cli, int argc, char **argv)
{
	struct request request = {
	    .verb = "share make", .help = make_help, .writes = 1};

	return run(&request, cli, argc, argv);
}
