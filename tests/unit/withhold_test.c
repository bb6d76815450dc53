/*
 * What is left of findings that are to be handed on: nothing that names
 * somebody, and no small count for whoever can reckon.
 */
#include "report/withhold.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "base/time.h"
#include "health/rollout.h"
#include "kpi/figure.h"
#include "report/findings.h"
#include "report/layout.h"
#include "report/shared.h"
#include "share/disclosure.h"
#include "model/event.h"
#include "store/batch.h"
#include "store/store.h"
#include "tests/unit/attacker.h"

enum { ROWS = 5, COLUMNS = 4, TABLES = 400 };

static struct pl_error err;
static const struct pl_layout layout = {.patches = 5};

static const char *const severities[ROWS] = {
    "critical", "high", "medium", "low", "none"};
static const char *const columns[COLUMNS] = {"n", "fixed", "censored", "left"};

/* splitmix64 (Steele, Lea and Flood 2014). */
static int64_t
below(uint64_t *state, int64_t limit)
{
	uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);

	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return (int64_t)((x ^ x >> 31) >> 33) % limit;
}

/* ---- A store ------------------------------------------------------------- */

static char folder[64], path[96];
static struct pl_store *store;

static int
setup(void **state)
{
	(void)state;
	snprintf(folder, sizeof folder, "/tmp/pl-withhold-XXXXXX");
	if (mkdtemp(folder) == NULL)
		return -1;
	snprintf(path, sizeof path, "%s/store.db", folder);
	return pl_store_open(&store, path, PL_STORE_WRITE, &err);
}

static int
teardown(void **state)
{
	static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
	char name[128];

	(void)state;
	pl_store_close(store);
	for (size_t i = 0; i < PL_COUNT(ends); i++) {
		snprintf(name, sizeof name, "%s%s", path, ends[i]);
		unlink(name);
	}
	return rmdir(folder);
}

/* A source tells the importance of an asset. */
static void
tell_importance(const char *asset, enum pl_share share)
{
	const struct pl_event event = {.kind = PL_ASSET_SEEN,
	    .at_ms = INT64_C(1772000000000),
	    .asset = asset,
	    .attr_count = 1,
	    .attrs = {{"importance", "high", share}}};
	struct pl_batch_result result = {0};
	struct pl_batch *batch;
	struct pl_buf cursor;
	int64_t id;

	pl_buf_init(&cursor, 16);
	assert_int_equal(
	    pl_store_source(store, "s", "p", &id, &cursor, &err), 0);
	assert_int_equal(pl_batch_begin(&batch, store, id, &err), 0);
	assert_int_equal(pl_batch_add(batch, &event, &err), 0);
	assert_int_equal(pl_batch_commit(batch, NULL, &result, &err), 0);
	pl_batch_free(batch);
	pl_buf_free(&cursor);
}

/* ---- Findings made by hand ----------------------------------------------- */

static void
begin(struct pl_findings *findings)
{
	*findings = (struct pl_findings){.layout = &layout,
	    .whole = {
		.assets = 400, .items = 12345, .events = 54321, .unnamed = 7}};
	assert_int_equal(
	    pl_time_parse("2026-06-17", &findings->whole.query.as_of_ms), 0);
	findings->parts.query = findings->whole.query;
	findings->parts.query.by_count = 1;
	findings->parts.query.by[0] = "severity";
}

static struct pl_figure *
add(struct pl_figures *figures, enum pl_kpi_id id, const char *value)
{
	struct pl_figure *figure;

	figures->figures = pl_realloc_array(
	    figures->figures, figures->count + 1, sizeof *figures->figures);
	figure = &figures->figures[figures->count++];
	*figure = (struct pl_figure){.kpi = pl_kpi(id), .quality = 'A'};
	if (value != NULL)
		figure->by[figure->by_count++] = pl_strdup(value);
	return figure;
}

static struct pl_withheld *
asked(void)
{
	struct pl_query query = {0};
	struct pl_withheld *out;

	assert_int_equal(
	    pl_withhold_asked(&out, store, &query, 0, NULL, NULL, &err), 0);
	return out;
}

static void
withhold(struct pl_findings *findings)
{
	if (pl_withhold(findings, asked(), &err) < 0)
		fail_msg("%s", err.text);
}

static int
says(const struct pl_findings *findings, const char *part)
{
	for (size_t i = 0; i < findings->withheld->count; i++)
		if (strstr(findings->withheld->lines[i], part) != NULL)
			return 1;
	return 0;
}

/* ---- An attack on a table and its whole ---------------------------------- */

/* Row ROWS is the whole. */
struct table {
	int64_t counts[ROWS + 1][COLUMNS];
	int told[ROWS + 1][COLUMNS];
};

static void
make_table(struct table *table, uint64_t *random)
{
	static const int64_t limits[] = {1, 15, 60, 500};

	*table = (struct table){0};
	for (size_t i = 0; i < ROWS; i++) {
		int64_t *row = table->counts[i];

		for (size_t j = 1; j < COLUMNS; j++)
			row[0] += row[j] =
			    below(random, limits[below(random, 4)]);
		for (size_t j = 0; j < COLUMNS; j++)
			table->counts[ROWS][j] += row[j];
	}
}

static void
put_row(struct pl_figure *figure, const int64_t row[COLUMNS])
{
	figure->n = row[0];
	for (size_t i = 1; i < COLUMNS; i++)
		pl_figure_count(figure, columns[i], columns[i], row[i]);
}

/* All of it rounded down, so that what is told is what was. */
static void
take_row(struct table *table, size_t row, const struct pl_figure *figure)
{
	table->told[row][0] = 1;
	assert_int_equal(figure->n, table->counts[row][0] / 10 * 10);
	for (size_t i = 1; i < COLUMNS; i++) {
		struct pl_value value =
		    pl_figure_measure(figure, columns[i])->value;

		table->told[row][i] = value.why == NULL;
		if (value.why == NULL)
			assert_int_equal((int64_t)value.value,
			    table->counts[row][i] / 10 * 10);
		else
			assert_float_equal(value.value, 0, 0);
	}
}

static void
publish(struct table *table)
{
	struct pl_findings findings;

	begin(&findings);
	put_row(add(&findings.whole, PL_KPI_TIME_TO_PATCH, NULL),
	    table->counts[ROWS]);
	for (size_t i = 0; i < ROWS; i++)
		put_row(
		    add(&findings.parts, PL_KPI_TIME_TO_PATCH, severities[i]),
		    table->counts[i]);
	withhold(&findings);
	if (findings.whole.count > 0)
		take_row(table, ROWS, &findings.whole.figures[0]);
	for (size_t i = 0; i < findings.parts.count; i++)
		for (size_t j = 0; j < ROWS; j++)
			if (strcmp(findings.parts.figures[i].by[0],
				severities[j]) == 0)
				take_row(table, j, &findings.parts.figures[i]);
	pl_findings_free(&findings);
}

static void
term(struct attacker *attacker, size_t equation, const struct table *table,
    size_t row, size_t column, double factor)
{
	if (table->told[row][column])
		attacker->sum[equation] -=
		    factor * (double)table->counts[row][column];
	else
		attacker_term(
		    attacker, equation, row * COLUMNS + column, factor);
}

/* He is told more than the report tells: each number to the item. */
static void
attack(struct attacker *attacker, const struct table *table)
{
	*attacker = (struct attacker){.cells = (ROWS + 1) * COLUMNS};
	for (size_t i = 0; i < COLUMNS; i++) {
		size_t equation = attacker_equation(attacker, 0);

		for (size_t j = 0; j < ROWS; j++)
			term(attacker, equation, table, j, i, 1);
		term(attacker, equation, table, ROWS, i, -1);
	}
	for (size_t i = 0; i <= ROWS; i++) {
		size_t equation = attacker_equation(attacker, 0);

		for (size_t j = 1; j < COLUMNS; j++)
			term(attacker, equation, table, i, j, 1);
		term(attacker, equation, table, i, 0, -1);
	}
}

static void
no_small_count_of_a_table_is_known_to_less_than_ten(void **state)
{
	static struct attacker attacker;
	uint64_t random = 3;
	size_t rows = 0, few = 0;
	double low, high;

	(void)state;
	for (size_t i = 0; i < TABLES; i++) {
		struct table table;

		make_table(&table, &random);
		publish(&table);
		attack(&attacker, &table);
		for (size_t j = 0; j <= ROWS; j++)
			for (size_t k = 0; k < COLUMNS; k++) {
				rows += j < ROWS && table.told[j][k];
				if (!pl_is_few(table.counts[j][k]))
					continue;
				few++;
				assert_false(table.told[j][k]);
				attacker_range(
				    &attacker, j * COLUMNS + k, &low, &high);
				if (high - low < PL_FEWEST - 1e-6)
					fail_msg("table %zu, %zu %s: %g to %g",
					    i, j, columns[k], low, high);
			}
	}
	assert_true(few > TABLES);
	assert_true(rows > TABLES); /* and something is told */
}

/* ---- An attack on the matrix, of which the parts tell the lines ------------
 */

enum { SIDE = 3 };

/* n and due of each cell, and in row SIDE n of each line. The parts tell these
 * sums, or something else by severity. */
struct matrix {
	int has_sums;
	int64_t n[SIDE + 1][SIDE], due[SIDE][SIDE];
	int told[SIDE + 1][SIDE], due_told[SIDE][SIDE];
	int64_t all, all_due;
	int all_told, all_due_told;
};

static void
make_cells(struct matrix *matrix, uint64_t *random)
{
	static const int64_t limits[] = {1, 15, 60, 500};

	*matrix = (struct matrix){0};
	for (size_t i = 0; i < SIDE; i++)
		for (size_t j = 0; j < SIDE; j++) {
			int64_t n = below(random, limits[below(random, 4)]);
			int64_t due = below(random, n + 1);

			matrix->n[i][j] = n;
			matrix->due[i][j] = due;
			matrix->n[SIDE][i] += n;
			matrix->all += n;
			matrix->all_due += due;
		}
}

static void
put_cell(struct pl_figures *figures, const char *severity, const char *other,
    int64_t n, int64_t due)
{
	struct pl_figure *figure = add(figures, PL_KPI_NIST_MATRIX, severity);

	if (other != NULL)
		figure->by[figure->by_count++] = pl_strdup(other);
	figure->n = n;
	pl_figure_count(figure, "due", "due", due);
}

static void
put_matrix(struct pl_findings *findings, const struct matrix *matrix)
{
	findings->matrix.query.by_count = 2;
	findings->matrix.query.by[0] = "severity";
	findings->matrix.query.by[1] = "importance";
	put_cell(&findings->whole, NULL, NULL, matrix->all, matrix->all_due);
	for (size_t i = 0; i < SIDE; i++)
		add(&findings->parts, PL_KPI_TIME_TO_PATCH, severities[i])->n =
		    matrix->has_sums ? matrix->n[SIDE][i] : 100;
	for (size_t i = 0; i < SIDE; i++)
		for (size_t j = 0; j < SIDE; j++)
			if (matrix->n[i][j] > 0)
				put_cell(&findings->matrix, severities[i],
				    severities[j], matrix->n[i][j],
				    matrix->due[i][j]);
}

static size_t
place_of(const char *severity)
{
	size_t i = 0;

	while (strcmp(severities[i], severity) != 0)
		i++;
	return i;
}

static void
publish_matrix(struct matrix *matrix)
{
	struct pl_findings findings;

	begin(&findings);
	put_matrix(&findings, matrix);
	withhold(&findings);
	matrix->all_told = findings.whole.count > 0;
	if (matrix->all_told)
		matrix->all_due_told =
		    findings.whole.figures[0].measures[0].value.why == NULL;
	for (size_t i = 0; i < findings.parts.count; i++)
		matrix->told[SIDE][place_of(findings.parts.figures[i].by[0])] =
		    1;
	for (size_t i = 0; i < findings.matrix.count; i++) {
		const struct pl_figure *cell = &findings.matrix.figures[i];
		size_t row = place_of(cell->by[0]),
		       column = place_of(cell->by[1]);

		matrix->told[row][column] = 1;
		matrix->due_told[row][column] =
		    cell->measures[0].value.why == NULL;
	}
	pl_findings_free(&findings);
}

/* What a sum is known to be; else an equation that says nothing. */
static size_t
known_sum(struct attacker *attacker, int told, int64_t sum)
{
	size_t equation = attacker_equation(attacker, (double)sum);

	if (!told) {
		attacker_term(attacker, equation, attacker->cells++, 1);
		attacker_term(attacker, equation, attacker->cells++, -1);
	}
	return equation;
}

static void
know(struct attacker *attacker, int told, size_t cell, int64_t count)
{
	if (told)
		attacker_term(attacker,
		    attacker_equation(attacker, (double)count), cell, 1);
}

/* Cells are n, due, and n less due, of each. Cells without an item are known
 * to be so. */
static void
attack_matrix(struct attacker *attacker, const struct matrix *matrix)
{
	size_t all, all_due, equation, cell = 0;

	*attacker = (struct attacker){.cells = 3 * SIDE * SIDE};
	all = known_sum(attacker, matrix->all_told, matrix->all);
	all_due = known_sum(attacker, matrix->all_due_told, matrix->all_due);
	for (size_t i = 0; i < SIDE; i++) {
		int told = matrix->has_sums && matrix->told[SIDE][i];
		size_t line = known_sum(attacker, told, matrix->n[SIDE][i]);

		for (size_t j = 0; j < SIDE; j++, cell += 3) {
			attacker_term(attacker, all, cell, 1);
			attacker_term(attacker, line, cell, 1);
			attacker_term(attacker, all_due, cell + 1, 1);
			equation = attacker_equation(attacker, 0);
			attacker_term(attacker, equation, cell, 1);
			attacker_term(attacker, equation, cell + 1, -1);
			attacker_term(attacker, equation, cell + 2, -1);
			know(attacker,
			    matrix->told[i][j] || matrix->n[i][j] == 0, cell,
			    matrix->n[i][j]);
			know(attacker, matrix->due_told[i][j], cell + 1,
			    matrix->due[i][j]);
		}
	}
}

static void
expect_unknown(
    const struct attacker *attacker, size_t cell, int64_t count, size_t table)
{
	double low, high;

	if (!pl_is_few(count))
		return;
	attacker_range(attacker, cell, &low, &high);
	if (high - low < PL_FEWEST - 1e-6)
		fail_msg(
		    "matrix %zu, cell %zu: %g to %g", table, cell, low, high);
}

static void
no_small_cell_of_the_matrix_is_known_to_less_than_ten(void **state)
{
	static struct attacker attacker;
	uint64_t random = 4;
	size_t told = 0;

	(void)state;
	for (size_t i = 0; i < TABLES; i++) {
		struct matrix matrix;
		size_t cell = 0;

		make_cells(&matrix, &random);
		matrix.has_sums = i % 2 == 0;
		publish_matrix(&matrix);
		attack_matrix(&attacker, &matrix);
		for (size_t j = 0; j < SIDE; j++)
			for (size_t k = 0; k < SIDE; k++, cell += 3) {
				int64_t n = matrix.n[j][k];
				int64_t due = matrix.due[j][k];

				told += matrix.told[j][k];
				expect_unknown(&attacker, cell, n, i);
				expect_unknown(&attacker, cell + 1, due, i);
				expect_unknown(&attacker, cell + 2, n - due, i);
			}
	}
	assert_true(told > TABLES);
}

/* ---- Names --------------------------------------------------------------- */

static void
rows_whose_name_is_no_public_word_are_not_told(void **state)
{
	struct pl_findings findings;

	(void)state;
	begin(&findings);
	add(&findings.whole, PL_KPI_BACKLOG, NULL)->n = 600;
	add(&findings.parts, PL_KPI_BACKLOG, "critical")->n = 300;
	add(&findings.parts, PL_KPI_BACKLOG, "acme-urgent")->n = 200;
	add(&findings.parts, PL_KPI_BACKLOG, "low")->n = 100;
	withhold(&findings);
	assert_int_equal(findings.parts.count, 2);
	assert_string_equal(findings.parts.figures[0].by[0], "critical");
	assert_string_equal(findings.parts.figures[1].by[0], "low");
	assert_true(says(&findings, "Rows of tables by severity"));
	pl_findings_free(&findings);
}

static void
add_code(struct pl_findings *findings, const char *code, int64_t count)
{
	struct pl_figure *figure =
	    add(&findings->whole, PL_KPI_FAILURE_CODES, code);

	figure->n = 500;
	pl_figure_count(figure, "count", "count", count);
}

/* 9 attempts of one code alone would be 500 less the others. */
static void
codes_are_told_by_number_and_by_ten(void **state)
{
	struct pl_findings findings;

	(void)state;
	begin(&findings);
	add_code(&findings, "0x80070005", 300);
	add_code(&findings, "1603", 91);
	add_code(&findings, "disk of web-14 is full", 50);
	add_code(&findings, "1605", 9);
	add_code(&findings, "other", 50);
	withhold(&findings);
	assert_int_equal(findings.whole.count, 3);
	assert_string_equal(findings.whole.figures[0].by[0], "0x80070005");
	assert_string_equal(findings.whole.figures[1].by[0], "1603");
	assert_string_equal(findings.whole.figures[2].by[0], "other");
	pl_findings_free(&findings);
}

static void
add_patch(struct pl_findings *findings, const char *name, int64_t tried)
{
	struct pl_health_list *list = &findings->health;
	struct pl_health_patch *patch;

	list->patches = pl_realloc_array(
	    list->patches, list->count + 1, sizeof *list->patches);
	patch = &list->patches[list->count++];
	*patch = (struct pl_health_patch){.name = pl_strdup(name),
	    .tried = tried,
	    .installed = tried,
	    .failed = 12,
	    .rolled_back = 3,
	    .troubled = 15,
	    .up = 2,
	    .groups = pl_alloc(sizeof *patch->groups),
	    .group_count = 1};
	patch->health.rate.value = pl_known(0.05);
	assert_int_equal(
	    pl_time_parse("2026-03-14", &patch->known_issue_ms), 0);
	findings->has_health = 1;
}

static void
patches_are_told_by_public_name_where_ten_tried_them(void **state)
{
	const struct pl_health_patch *patch;
	struct pl_findings findings;
	int64_t march;

	(void)state;
	begin(&findings);
	add_patch(&findings, "KB5034441", 329);
	add_patch(&findings, "acme-hotfix-7", 400);
	add_patch(&findings, "KB5034442", 9);
	withhold(&findings);
	assert_int_equal(findings.health.count, 1);
	patch = findings.health.patches;
	assert_string_equal(patch->name, "KB5034441");
	assert_int_equal(patch->tried, 320);
	assert_int_equal(patch->rolled_back, PL_WITHHELD_COUNT);
	assert_int_equal(patch->up, PL_WITHHELD_COUNT);
	assert_null(patch->groups);
	pl_time_parse("2026-03-01", &march);
	assert_int_equal(patch->known_issue_ms, march);
	assert_string_equal(findings.withheld->patches, "fewer than 10");
	pl_findings_free(&findings);
}

static void
rings_are_told_by_their_turn(void **state)
{
	static const struct pl_ring rings[] = {
	    {"acme-pilot", 57, 12, {0.4, NULL}, 1},
	    {"berlin", 123, 20, {6.2, NULL}, 0}, {"vip", 4, 20, {6.5, NULL}, 0},
	    {"unknown", 80, 20, {9, NULL}, 0}};
	struct pl_findings findings;

	(void)state;
	begin(&findings);
	findings.has_rings = 1;
	findings.order.count = PL_COUNT(rings);
	findings.order.rings =
	    pl_alloc_array(PL_COUNT(rings), sizeof *findings.order.rings);
	memcpy(findings.order.rings, rings, sizeof rings);
	findings.order.early = pl_alloc(sizeof *findings.order.early);
	withhold(&findings);
	assert_int_equal(findings.order.count, 2); /* 4 and 57 are hidden */
	assert_string_equal(findings.order.rings[0].name, "ring 1");
	assert_int_equal(findings.order.rings[0].machines, PL_WITHHELD_COUNT);
	assert_float_equal(findings.order.rings[0].delay_days.value, 7, 0);
	assert_string_equal(findings.order.rings[1].name, "ring 2");
	assert_null(findings.order.early);
	pl_findings_free(&findings);
}

static void
sizes_dates_and_the_policy_are_coarse(void **state)
{
	struct pl_findings findings;
	int64_t june;

	(void)state;
	begin(&findings);
	findings.whole.query.policy = (const struct pl_policy *)&layout;
	withhold(&findings);
	pl_time_parse("2026-06-01", &june);
	assert_int_equal(findings.whole.query.as_of_ms, june);
	assert_null(findings.whole.query.policy);
	assert_int_equal(findings.whole.items, 12000);
	assert_int_equal(findings.whole.events, 54000);
	assert_int_equal(findings.whole.assets, 0);
	assert_int_equal(findings.whole.unnamed, 0);
	assert_string_equal(findings.withheld->assets, "100 to 499");
	pl_findings_free(&findings);
}

/* ---- Trends -------------------------------------------------------------- */

/* 12 months of failure-rate, of which one has few attempts and one few that
 * failed. */
static void
months_of_few_are_not_told(void **state)
{
	struct pl_findings findings;
	struct pl_trends *trends;
	struct pl_trend_line *line;

	(void)state;
	begin(&findings);
	findings.trends = pl_alloc(sizeof *findings.trends);
	findings.trend_count = 1;
	findings.trends->id = PL_KPI_FAILURE_RATE;
	trends = &findings.trends->trends;
	trends->follow = pl_follow_of(PL_KPI_FAILURE_RATE);
	trends->count = 1;
	trends->lines = line = pl_alloc(sizeof *line);
	line->verdict = "no evidence of change";
	line->p = pl_known(0.01234);
	line->months = pl_alloc_array(12, sizeof *line->months);
	for (line->count = 0; line->count < 12; line->count++) {
		struct pl_trend_month *month = &line->months[line->count];

		month->n = line->count == 3 ? 9 : 200;
		month->count = line->count == 5 ? 4 : line->count == 3 ? 0 : 50;
		month->value =
		    pl_known((double)month->count / (double)month->n);
	}
	trends->mark_count = 1;
	trends->marks = pl_alloc(sizeof *trends->marks);
	trends->marks->text = pl_strdup("wsus of acme");
	withhold(&findings);
	assert_int_equal(line->count, 10 - 1); /* 4 of 209: one more */
	for (size_t i = 0; i < line->count; i++) {
		assert_int_equal(line->months[i].n, 200);
		assert_float_equal(line->months[i].value.value, 0.25, 0.051);
	}
	assert_float_equal(line->p.value, 0.012, 1e-12);
	assert_string_equal(trends->marks->text, "");
	pl_findings_free(&findings);
}

/* ---- What may be asked --------------------------------------------------- */

static int
ask(const char *by, const char *where, const char *value, int own,
    const char *patch)
{
	struct pl_query query = {0};
	struct pl_withheld *withheld = NULL;
	int result;

	if (by != NULL)
		query.by[query.by_count++] = by;
	if (where != NULL)
		query.where[query.where_count++] =
		    (struct pl_where){where, value};
	result =
	    pl_withhold_asked(&withheld, store, &query, own, NULL, patch, &err);
	if (result == PL_OK && own)
		assert_int_equal(query.by_count, 0);
	pl_withheld_free(withheld);
	return result;
}

static void
only_what_has_public_values_can_be_asked_for(void **state)
{
	(void)state;
	assert_int_equal(ask("severity", NULL, NULL, 0, NULL), PL_OK);
	assert_int_equal(ask("group", NULL, NULL, 0, NULL), PL_E_CONFIG);
	assert_non_null(strstr(err.text, "--by group"));
	assert_non_null(strstr(err.text, "severity"));
	assert_int_equal(ask("ring", NULL, NULL, 1, NULL), PL_OK);
	assert_int_equal(ask(NULL, "kev", "yes", 0, NULL), PL_OK);
	assert_int_equal(ask(NULL, "kev", "acme", 0, NULL), PL_E_CONFIG);
	assert_int_equal(ask(NULL, "asset", "web-14", 0, NULL), PL_E_CONFIG);
	assert_int_equal(ask(NULL, NULL, NULL, 0, "KB5034441"), PL_OK);
	assert_int_equal(ask(NULL, NULL, NULL, 0, "acme-1"), PL_E_CONFIG);
}

/* Another source telling the same as public does not make it so. */
static void
what_a_source_told_as_private_can_not_be_asked_for(void **state)
{
	struct pl_findings findings;

	(void)state;
	assert_int_equal(ask("importance", NULL, NULL, 0, NULL), PL_OK);
	tell_importance("a", PL_PUBLIC);
	assert_int_equal(ask("importance", NULL, NULL, 0, NULL), PL_OK);
	tell_importance("b", PL_PRIVATE);
	assert_int_equal(ask("importance", NULL, NULL, 0, NULL), PL_E_CONFIG);
	assert_non_null(strstr(err.text, "private"));
	assert_int_equal(ask(NULL, "importance", "high", 0, NULL), PL_E_CONFIG);
	assert_int_equal(ask("severity", NULL, NULL, 0, NULL), PL_OK);
	begin(&findings);
	findings.matrix.query.by_count = 2;
	put_cell(&findings.matrix, "high", "high", 100, 50);
	withhold(&findings);
	assert_int_equal(findings.matrix.count, 0);
	pl_findings_free(&findings);
}

static void
of_few_assets_nothing_is_told(void **state)
{
	struct pl_withheld *withheld = asked();
	struct pl_findings findings;

	(void)state;
	begin(&findings);
	findings.whole.assets = 9;
	assert_int_equal(pl_withhold(&findings, withheld, &err), PL_E_DATA);
	assert_non_null(strstr(err.text, "10 assets or more"));
	findings.whole.assets = 10;
	findings.whole.items = 9;
	assert_int_equal(pl_withhold(&findings, withheld, &err), PL_E_DATA);
	pl_withheld_free(withheld);
	pl_findings_free(&findings);
}

/* ---- Each measure was thought about -------------------------------------- */

/* Not shared: they count assets, rest on counts that are not told, or add
 * nothing. */
static const char *const not_shared[] = {"time-to-patch excluded",
    "verification refuted", "exposure assets", "exposure item_days",
    "kev-exposed days", "exceptions overdue_covered", "patch-currency count",
    "deployment-frequency groups", "deployment-frequency group_months",
    "unpatchable count", "unpatchable told", "unpatchable eol",
    "unpatchable unpatchable", "unpatchable no_fix", "unpatchable reassessed",
    "unpatchable overdue", "unpatchable unplanned"};

static int
is_not_shared(const struct pl_figure *figure, const struct pl_measure *measure)
{
	char name[100];

	snprintf(name, sizeof name, "%s %s", figure->kpi->name, measure->name);
	for (size_t i = 0; i < PL_COUNT(not_shared); i++)
		if (strcmp(not_shared[i], name) == 0)
			return 1;
	return 0;
}

static void
each_measure_is_shared_or_known_not_to_be(void **state)
{
	struct pl_query query = {.kpis = PL_KPI_EACH, .as_of_ms = 1};
	struct pl_figures figures;
	size_t count = 0;

	(void)state;
	assert_int_equal(pl_kpi_compute(&figures, store, &query, &err), 0);
	for (size_t i = 0; i < figures.count; i++) {
		struct pl_figure *figure = &figures.figures[i];
		char hidden[PL_SHARED_CELLS] = {0};

		assert_true(pl_shared_is(figure));
		pl_shared_make(figure, hidden);
		for (size_t j = 0; j < figure->measure_count; j++) {
			const struct pl_measure *measure = &figure->measures[j];
			int known =
			    measure->value.why == NULL ||
			    strcmp(measure->value.why, PL_SHARED_NOT) != 0;

			if (known == is_not_shared(figure, measure))
				fail_msg(
				    "%s %s", figure->kpi->name, measure->name);
			count += !known;
		}
	}
	assert_int_equal(count, PL_COUNT(not_shared));
	pl_figures_free(&figures);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		no_small_count_of_a_table_is_known_to_less_than_ten),
	    cmocka_unit_test(
		no_small_cell_of_the_matrix_is_known_to_less_than_ten),
	    cmocka_unit_test(rows_whose_name_is_no_public_word_are_not_told),
	    cmocka_unit_test(codes_are_told_by_number_and_by_ten),
	    cmocka_unit_test(
		patches_are_told_by_public_name_where_ten_tried_them),
	    cmocka_unit_test(rings_are_told_by_their_turn),
	    cmocka_unit_test(sizes_dates_and_the_policy_are_coarse),
	    cmocka_unit_test(months_of_few_are_not_told),
	    cmocka_unit_test(only_what_has_public_values_can_be_asked_for),
	    cmocka_unit_test(
		what_a_source_told_as_private_can_not_be_asked_for),
	    cmocka_unit_test(of_few_assets_nothing_is_told),
	    cmocka_unit_test(each_measure_is_shared_or_known_not_to_be),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
