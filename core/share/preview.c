#include "share/preview.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/members.h"
#include "share/budget.h"
#include "share/canonical.h"
#include "share/digest.h"
#include "share/preview_part.h"
#include "share/program.h"
#include "share/submission.h"
#include "stats/zcdp.h"

enum { NANO = 1000000000 };

/* ---- Who, when, what kind ----------------------------------------------- */

static void
tell_program(const struct pl_preview_part *part)
{
	const char *program = pl_member_text(part->body, "program");

	pl_buf_adds(part->out, "TO WHOM\n\n");
	if (part->with->program == NULL)
		pl_say(part->out, "  ", "To the program %s.", program);
	else
		pl_say(part->out, "  ", "To the program %s: %s.", program,
		    pl_program_about(part->with->program)->title);
	pl_say(part->out, "  ",
	    "It gets what is told here and nothing else of what patchlore "
	    "knows. What it publishes is up to its own rules.");
}

static void
tell_pseudonym(const struct pl_preview_part *part)
{
	const json_t *org = json_object_get(part->body, "org");
	const char *token = pl_member_text(org, "enrol");

	pl_buf_adds(part->out, "\nUNDER WHICH NAME\n\n");
	pl_say(part->out, "  ",
	    "As %s, a pseudonym that is made for this program alone. It does "
	    "not tell who you are, nor what you are called in any other "
	    "program. What you hand over under it from one period to the next "
	    "can be put together: that is what it is for.",
	    pl_member_text(org, "pid"));
	if (token != NULL)
		pl_say(part->out, "  ",
		    "With it goes the token %s, which the program's registrar "
		    "gave out. Whoever gave it to your organization may know "
		    "whose it is.",
		    token);
	pl_say(
	    part->out, "  ", "Made by %s.", pl_member_text(part->body, "tool"));
}

static void
tell_period(const struct pl_preview_part *part)
{
	const json_t *period = json_object_get(part->body, "period");
	const char *replaces = pl_member_text(part->body, "replaces");

	pl_buf_adds(part->out, "\nOF WHEN\n\n");
	pl_say(part->out, "  ",
	    "Of %s to %s, as things stood on %s. It is document %" PRId64
	    " about that time.",
	    pl_member_text(period, "from"), pl_member_text(period, "to"),
	    pl_member_text(period, "asof"),
	    pl_member_number(part->body, "seq"));
	if (replaces != NULL)
		pl_say(part->out, "  ",
		    "It replaces what was handed over before, with the digest "
		    "%s. Who kept that can compare the two.",
		    replaces);
}

static void
tell_profile(const struct pl_preview_part *part)
{
	const json_t *profile = json_object_get(part->body, "profile");

	pl_buf_adds(part->out, "\nWHAT YOU DECLARE OF YOURSELF\n\n");
	pl_buf_addf(part->out,
	    "  sector  %s\n  size    %s machines\n"
	    "  region  %s\n",
	    pl_member_text(profile, "sector"), pl_member_text(profile, "size"),
	    pl_member_text(profile, "region"));
}

/* ---- What it costs ------------------------------------------------------ */

static void
tell_sum(struct pl_buf *out, int64_t nano)
{
	const double rho = (double)nano / NANO;

	pl_say(out, "  ",
	    "That is epsilon %.2f at delta 1e-6. Somebody who knows everything "
	    "of all other machines, and has to tell whether one machine was "
	    "among them, guesses right in %.1f of 100 cases; without the "
	    "tables, in 50.",
	    pl_zcdp_epsilon(rho, 1e-6), 100 * pl_zcdp_guess(rho));
}

/* "  ttp.1       0.06" */
static void
tell_costs(const struct pl_preview_part *part, const json_t *tables)
{
	char text[PL_RHO_TEXT];
	int64_t sum = 0;
	size_t index;
	json_t *table;

	json_array_foreach(tables, index, table)
	{
		const int64_t rho_n = pl_member_number(table, "rho_n");

		pl_buf_addf(part->out, "  %-10s  %s\n",
		    pl_member_text(table, "t"), pl_rho_tell(rho_n, text));
		sum += rho_n;
	}
	pl_buf_addf(
	    part->out, "  %-10s  %s\n\n", "together", pl_rho_tell(sum, text));
	tell_sum(part->out, sum);
}

static void
tell_cost(const struct pl_preview_part *part)
{
	const json_t *privacy = json_object_get(part->body, "privacy");
	const json_t *tables = json_object_get(privacy, "tables");
	const int64_t entry = pl_member_number(privacy, "ledger_seq");

	pl_buf_adds(part->out, "\nWHAT IT COSTS\n\n");
	pl_say(part->out, "  ",
	    "What tables may tell of one machine is counted in rho, of "
	    "zero-concentrated differential privacy. The profile is \"%s\", "
	    "and the unit %s: all that one machine did in that time. %s",
	    pl_member_text(privacy, "profile"), pl_member_text(privacy, "unit"),
	    json_array_size(tables) == 0 ? "There are no tables."
					 : "Each table costs, in rho:");
	pl_buf_adds(part->out, "\n");
	if (json_array_size(tables) > 0)
		tell_costs(part, tables);
	if (entry == 0)
		pl_say(part->out, "  ",
		    "So nothing is spent: what is handed over has no noise, "
		    "for it is not about single machines.");
	else
		pl_say(part->out, "  ",
		    "It is entry %" PRId64 " of your ledger. All else that is "
		    "handed over has no noise and costs nothing, for it is not "
		    "about single machines.",
		    entry);
}

/* ---- What a reader could learn ------------------------------------------ */

static int
has_any(const struct pl_preview_part *part, const char *member)
{
	return json_array_size(json_object_get(part->body, member)) > 0;
}

static void
tell_tables_risk(const struct pl_preview_part *part)
{
	pl_say(part->out, "  - ",
	    "How fast and how well you patch: that is what the tables tell, "
	    "and the program sees it under your pseudonym. The noise hides "
	    "single machines, and not the organization.");
	pl_say(part->out, "  - ",
	    "How many machines you have, roughly. The noise in bins that are "
	    "nearly empty lets a reader guess a small number, within a factor "
	    "of about two.");
	pl_say(part->out, "  - ",
	    "Who you are in another program. Shares of many machines are like "
	    "a fingerprint: two programs that compare what they were given "
	    "can find out which pseudonyms are of one organization.");
}

static void
tell_statements_risk(const struct pl_preview_part *part)
{
	if (has_any(part, "patches"))
		pl_say(part->out, "  - ",
		    "That you have the products which the patches above are "
		    "for, and how they fared. There is no noise in that.");
	if (has_any(part, "surveys"))
		pl_say(part->out, "  - ",
		    "What people answered. There is no noise in answers but "
		    "where it says so above.");
	if (has_any(part, "lessons"))
		pl_say(part->out, "  - ",
		    "What the lessons tell, word by word. Who knows what "
		    "happened, or how somebody writes, may recognize it.");
}

static void
tell_risks(const struct pl_preview_part *part)
{
	pl_buf_adds(part->out, "\nWHAT A READER LEARNS ALL THE SAME\n\n");
	pl_say(part->out, "  - ",
	    "That somebody with this sector, size and region takes part, and "
	    "when; and from whom the file came, by how it was handed over. "
	    "There may be few like you.");
	if (has_any(part, "tables"))
		tell_tables_risk(part);
	tell_statements_risk(part);
	pl_say(part->out, "  - ",
	    "What can be put together from all that was handed over under "
	    "this pseudonym before. The guess above is for this submission "
	    "alone; your ledger has the sum.");
}

void
pl_preview_tell(
    struct pl_buf *out, const json_t *body, const struct pl_preview *with)
{
	const json_t *profile = json_object_get(body, "profile");
	const json_t *privacy = json_object_get(body, "privacy");
	const struct pl_preview_part part = {
	    .out = out,
	    .body = body,
	    .with = with,
	    .size = (enum pl_size)pl_members_index(
		pl_sizes, pl_member_text(profile, "size")),
	    .privacy = (enum pl_privacy)pl_members_index(
		pl_privacies, pl_member_text(privacy, "profile")),
	};

	tell_program(&part);
	tell_pseudonym(&part);
	tell_period(&part);
	tell_profile(&part);
	tell_cost(&part);
	pl_preview_tables(&part);
	pl_preview_patches(&part);
	pl_preview_surveys(&part);
	pl_preview_lessons(&part);
	tell_risks(&part);
}

/* ---- Every value -------------------------------------------------------- */

enum { PATH = 400 };

static void list_value(
    struct pl_buf *out, struct pl_buf *path, const json_t *value);

static void
list_leaf(struct pl_buf *out, const struct pl_buf *path, const json_t *value)
{
	char *text = json_dumps(
	    value, JSON_ENCODE_ANY | JSON_ENSURE_ASCII | JSON_COMPACT);

	pl_buf_addf(out, "%s = %s\n", path->text, text == NULL ? "" : text);
	free(text);
}

static void
path_cut(struct pl_buf *path, size_t length)
{
	path->length = length;
	path->text[length] = '\0';
}

static void
list_members(struct pl_buf *out, struct pl_buf *path, const json_t *object)
{
	const size_t length = path->length;
	const char *name;
	json_t *member;

	json_object_foreach((json_t *)object, name, member)
	{
		pl_buf_addf(path, "%s%s", length > 0 ? "." : "", name);
		list_value(out, path, member);
		path_cut(path, length);
	}
}

static void
list_items(struct pl_buf *out, struct pl_buf *path, const json_t *array)
{
	const size_t length = path->length;
	size_t index;
	json_t *item;

	json_array_foreach(array, index, item)
	{
		pl_buf_addf(path, "[%zu]", index);
		list_value(out, path, item);
		path_cut(path, length);
	}
}

/* What is empty is a value, too. */
static void
list_value(struct pl_buf *out, struct pl_buf *path, const json_t *value)
{
	if (json_object_size(value) > 0)
		list_members(out, path, value);
	else if (json_array_size(value) > 0)
		list_items(out, path, value);
	else
		list_leaf(out, path, value);
}

void
pl_preview_list(struct pl_buf *out, const json_t *body)
{
	struct pl_buf path;

	pl_buf_init(&path, PATH);
	list_value(out, &path, body);
	pl_buf_free(&path);
}

/* ---- All of it ---------------------------------------------------------- */

static void
tell_head(struct pl_buf *out, const char *bytes, size_t length)
{
	char digest[PL_DIGEST_TEXT];

	pl_digest_text(digest, bytes, length);
	pl_buf_adds(out, "WHAT WOULD BE HANDED OVER\n\n");
	pl_say(out, "  ",
	    "These are all of its %zu bytes, in words first, and then value "
	    "by value. Their digest (BLAKE2b-256) is",
	    length);
	pl_buf_addf(out, "  %s.\n\n", digest);
}

static int
check_program(
    const json_t *body, const struct pl_preview *with, struct pl_error *err)
{
	const char *program = pl_member_text(body, "program");
	const char *ours = with->program == NULL
	                       ? program
	                       : pl_program_about(with->program)->id;

	if (strcmp(program, ours) == 0)
		return PL_OK;
	return pl_fail(err, PL_E_CONFIG,
	    "the submission is for the program %s, and not for %s", program,
	    ours);
}

static int
write_body(struct pl_buf *out, const json_t *body, const char *bytes,
    size_t length, const struct pl_preview *with, struct pl_error *err)
{
	const size_t before = out->length;

	tell_head(out, bytes, length);
	pl_preview_tell(out, body, with);
	pl_buf_adds(out, "\n" PL_PREVIEW_VALUES "\n\n");
	pl_preview_list(out, body);
	if (pl_buf_failed(out) == PL_OK)
		return PL_OK;
	out->length = before;
	out->text[before] = '\0';
	return pl_fail(err, PL_E_LIMIT, "the preview is too long");
}

int
pl_preview_write(struct pl_buf *out, const char *bytes, size_t length,
    const struct pl_preview *with, struct pl_error *err)
{
	json_t *body;
	int result = pl_canonical_read(&body, "submission", bytes, length, err);

	if (result < 0)
		return result;
	result = pl_submission_check(body, err);
	if (result == PL_OK)
		result = check_program(body, with, err);
	if (result == PL_OK)
		result = write_body(out, body, bytes, length, with, err);
	json_decref(body);
	return result;
}
