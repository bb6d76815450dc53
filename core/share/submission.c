#include "share/submission.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#include "base/error.h"
#include "base/members.h"
#include "share/bodyschema.h"
#include "share/keys.h"
#include "share/noise.h"
#include "share/jsonschema.h"
#include "share/timeframe.h"
#include "share/statements.h"
#include "share/taxonomy.h"

enum { WHOLE = 10000 };

/* What follows from what an organization declares. */
struct declared {
	enum pl_size size;
	enum pl_privacy privacy;
	enum pl_layout layout;
};

/* ---- Which version ------------------------------------------------------ */

/* Told before the schema is asked, which would complain about what is new. */
static int
check_version(const json_t *body, struct pl_error *err)
{
	const json_t *version = json_object_get(body, "pls");
	const char *schema = pl_member_text(body, "schema");
	char ours[PL_DIGEST_TEXT];

	if (json_is_integer(version) && json_integer_value(version) != 1)
		return pl_fail(err, PL_E_DATA,
		    "pls: this version of patchlore knows 1, and not "
		    "%" JSON_INTEGER_FORMAT,
		    json_integer_value(version));
	pl_bodyschema_digest(ours);
	if (schema != NULL && strcmp(schema, ours) != 0)
		return pl_fail(err, PL_E_DATA,
		    "schema: this version of patchlore knows %s, and not "
		    "%.67s; another version may",
		    ours, schema);
	return PL_OK;
}

/* ---- Who ---------------------------------------------------------------- */

static int
check_pid(const json_t *org, struct pl_error *err)
{
	const char *hex = pl_member_text(org, "pk");
	unsigned char key[PL_SIGNER];
	char pid[PL_PSEUDONYM];

	if (sodium_hex2bin(
		key, sizeof key, hex, strlen(hex), NULL, NULL, NULL) != 0)
		return pl_fail(err, PL_E_DATA, "pk: expected a key");
	pl_pseudonym_of(pid, key);
	if (!pl_member_is(org, "pid", pid))
		return pl_fail(
		    err, PL_E_DATA, "pid: that of the key in pk is %s", pid);
	return PL_OK;
}

/* ---- When --------------------------------------------------------------- */

static int
expect_day(const json_t *period, const char *member, const char *day,
    const char *which, struct pl_error *err)
{
	if (pl_member_is(period, member, day))
		return PL_OK;
	return pl_fail(
	    err, PL_E_DATA, "%s: expected %s, %s", member, day, which);
}

static int
check_period(
    const json_t *period, const struct declared *declared, struct pl_error *err)
{
	const int is_year = declared->privacy == PL_PRIVACY_ANNUAL;
	struct pl_timeframe span;
	int result = pl_timeframe_begin(
	    &span, pl_member_text(period, "from"), is_year, err);

	if (result < 0)
		return pl_fail_at(err, "from");
	result = expect_day(period, "to", span.to, "its last day", err);
	if (result == PL_OK)
		result = expect_day(period, "asof", span.as_of,
		    is_year ? "90 days later" : "30 days later", err);
	return result;
}

static int
check_replaces(const json_t *body, struct pl_error *err)
{
	if (pl_member_number(body, "seq") == 1 &&
	    pl_member_text(body, "replaces") != NULL)
		return pl_fail(err, PL_E_DATA,
		    "replaces: the first has nothing to replace");
	return PL_OK;
}

/* ---- What protects ------------------------------------------------------ */

/* The variance of taxonomy.h is the least for which the table costs no more
 * than the rho there, so nothing is to be reckoned again. */
static int
check_noise(const json_t *told, enum pl_ballot_table table,
    enum pl_privacy privacy, struct pl_error *err)
{
	const int64_t rho = pl_table_rho(table, privacy);
	const int64_t variance = pl_table_variance(table, privacy);
	const json_t *sigma2 = json_object_get(told, "sigma2");

	if (!pl_member_is(told, "t", pl_table_names[table]))
		return pl_fail(err, PL_E_DATA, "t: expected \"%s\"",
		    pl_table_names[table]);
	if (pl_member_number(told, "rho_n") != rho)
		return pl_fail(err, PL_E_DATA,
		    "rho_n: the profile \"%s\" costs %" PRId64,
		    pl_privacies[privacy], rho);
	if (json_integer_value(json_array_get(sigma2, 0)) != variance ||
	    json_integer_value(json_array_get(sigma2, 1)) != 1)
		return pl_fail(err, PL_E_DATA,
		    "sigma2: that of the profile \"%s\" is [%" PRId64 ",1]",
		    pl_privacies[privacy], variance);
	return PL_OK;
}

static int
check_noises(
    const json_t *list, const struct declared *declared, struct pl_error *err)
{
	const size_t count = declared->layout == PL_LAYOUT_NONE ? 0 : PL_TABLES;

	if (json_array_size(list) != count)
		return pl_fail(err, PL_E_DATA,
		    "tables: expected %zu, for the layout \"%s\"", count,
		    pl_layouts[declared->layout]);
	for (size_t i = 0; i < count; i++) {
		if (check_noise(json_array_get(list, i),
			(enum pl_ballot_table)i, declared->privacy, err) < 0)
			return pl_fail_at(err, "tables[%zu]", i);
	}
	return PL_OK;
}

static int
check_privacy(const json_t *privacy, const struct declared *declared,
    struct pl_error *err)
{
	const char *unit = declared->privacy == PL_PRIVACY_ANNUAL
	                       ? "asset-year"
	                       : "asset-quarter";
	const int none = declared->layout == PL_LAYOUT_NONE;

	if (!pl_member_is(privacy, "unit", unit))
		return pl_fail(err, PL_E_DATA,
		    "unit: that of the profile \"%s\" is \"%s\"",
		    pl_privacies[declared->privacy], unit);
	if ((pl_member_number(privacy, "ledger_seq") == 0) != none)
		return pl_fail(err, PL_E_DATA, "ledger_seq: expected %s",
		    none ? "0, for there are no tables"
			 : "that of the tables' entry, from 1 on");
	return check_noises(json_object_get(privacy, "tables"), declared, err);
}

static int
check_layout(
    const json_t *body, const struct declared *declared, struct pl_error *err)
{
	const char *layout = pl_layouts[declared->layout];

	if (pl_member_is(body, "layout", layout))
		return PL_OK;
	return pl_fail(err, PL_E_DATA,
	    "layout: with the size %s and the profile \"%s\" it is \"%s\"",
	    pl_sizes[declared->size], pl_privacies[declared->privacy], layout);
}

/* ---- Tables ------------------------------------------------------------- */

/* Basis points are rounded each for itself, so they are half of one away from
 * what adds up, at most, for each bin. */
static int64_t
slack_of(enum pl_ballot_table table)
{
	return (int64_t)pl_table_bins(table) / 2;
}

static int
check_points(
    const json_t *points, enum pl_ballot_table table, struct pl_error *err)
{
	const int64_t slack = slack_of(table);
	const size_t bins = pl_table_bins(table);
	int64_t sum = 0;

	if (json_array_size(points) != bins)
		return pl_fail(
		    err, PL_E_DATA, "bp: expected a list of %zu", bins);
	for (size_t i = 0; i < bins; i++)
		sum += json_integer_value(json_array_get(points, i));
	if (sum < WHOLE - slack || sum > WHOLE + slack)
		return pl_fail(err, PL_E_DATA,
		    "bp: they add up to %" PRId64 " and not to %d, give or "
		    "take %" PRId64 " for rounding",
		    sum, WHOLE, slack);
	return PL_OK;
}

static int
check_row(const json_t *row, enum pl_ballot_table table, struct pl_error *err)
{
	const json_t *points = json_object_get(row, "bp");

	if (pl_member_is(row, "st", "low"))
		return points == NULL
		           ? PL_OK
		           : pl_fail(err, PL_E_DATA,
				 "bp: a row that is \"low\" has none");
	return check_points(points, table, err);
}

static int
check_tables(
    const json_t *tables, const struct declared *declared, struct pl_error *err)
{
	const size_t classes = pl_layout_classes(declared->layout);
	const size_t count = PL_TABLES * classes * PL_URGENCIES;

	if (json_array_size(tables) != count)
		return pl_fail(err, PL_E_DATA,
		    "tables: expected %zu rows, for the layout \"%s\"", count,
		    pl_layouts[declared->layout]);
	for (size_t i = 0; i < count; i++) {
		const json_t *row = json_array_get(tables, i);
		size_t in_table = i % (classes * PL_URGENCIES);
		size_t table = i / (classes * PL_URGENCIES);
		const char *class = declared->layout == PL_LAYOUT_POOLED
		                        ? "all"
		                        : pl_classes[in_table / PL_URGENCIES];
		const char *urgency = pl_urgencies[in_table % PL_URGENCIES];

		if (!pl_member_is(row, "t", pl_table_names[table]) ||
		    !pl_member_is(row, "class", class) ||
		    !pl_member_is(row, "urg", urgency))
			return pl_fail(err, PL_E_DATA,
			    "tables[%zu]: expected the row of \"%s\", \"%s\", "
			    "\"%s\"",
			    i, pl_table_names[table], class, urgency);
		if (check_row(row, (enum pl_ballot_table)table, err) < 0)
			return pl_fail_at(err, "tables[%zu]", i);
	}
	return PL_OK;
}

/* ---- All of it ---------------------------------------------------------- */

static struct declared
declared_of(const json_t *body)
{
	const json_t *profile = json_object_get(body, "profile");
	const json_t *privacy = json_object_get(body, "privacy");
	struct declared declared = {
	    .size = (enum pl_size)pl_members_index(
		pl_sizes, pl_member_text(profile, "size")),
	    .privacy = (enum pl_privacy)pl_members_index(
		pl_privacies, pl_member_text(privacy, "profile")),
	};

	declared.layout = pl_layout_of(declared.size, declared.privacy);
	return declared;
}

static int
check_numbers(const json_t *body, struct pl_error *err)
{
	const struct declared declared = declared_of(body);
	int result;

	if (check_period(json_object_get(body, "period"), &declared, err) < 0)
		return pl_fail_at(err, "period");
	result = check_layout(body, &declared, err);
	if (result < 0)
		return result;
	if (check_privacy(json_object_get(body, "privacy"), &declared, err) < 0)
		return pl_fail_at(err, "privacy");
	return check_tables(json_object_get(body, "tables"), &declared, err);
}

int
pl_submission_check(const json_t *body, struct pl_error *err)
{
	int result = check_version(body, err);

	if (result == PL_OK)
		result = pl_jsonschema_check(pl_bodyschema(), body, err);
	if (result < 0)
		return result;
	if (check_pid(json_object_get(body, "org"), err) < 0)
		return pl_fail_at(err, "org");
	result = check_replaces(body, err);
	if (result == PL_OK)
		result = check_numbers(body, err);
	if (result == PL_OK)
		result = pl_statements_check(body, err);
	return result;
}
