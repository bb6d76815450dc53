#include <jansson.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/buf.h"
#include "base/table.h"
#include "survey/summary.h"

enum { ROUNDED = 100 };

/* ---- For people --------------------------------------------------------- */

static void
add_percent(struct pl_buf *out, struct pl_value value)
{
	if (value.why != NULL)
		pl_buf_adds(out, "-");
	else
		pl_buf_addf(out, "%.0f %%", ROUNDED * value.value);
}

static void
add_cells(struct pl_table *table, const struct pl_summary_block *block,
    const struct pl_question *question, size_t option)
{
	struct pl_estimate share = pl_summary_share(block, option);
	struct pl_buf text;

	pl_table_add(table, "%s", question->options[option].text);
	pl_table_add(table, "%zu", block->counts[option]);
	pl_buf_init(&text, 200);
	add_percent(&text, share.value);
	pl_table_add(table, "%s", text.text);
	pl_buf_clear(&text);
	add_percent(&text, share.low);
	pl_buf_adds(&text, " to ");
	add_percent(&text, share.high);
	pl_table_add(table, "%s", text.text);
	pl_buf_clear(&text);
	if (pl_question_is_ordered(question))
		add_percent(
		    &text, pl_summary_at_least(block, question, option).value);
	pl_table_add(table, "%s", text.text);
	pl_buf_free(&text);
}

static int
has_shares(const struct pl_summary *summary, size_t place)
{
	for (size_t i = 0; i < summary->period_count; i++)
		if (pl_summary_block(summary, i, place)
			->states[PL_REPLY_GIVEN] > 0)
			return pl_survey_question(summary->survey, place)
			           ->option_count > 0;
	return 0;
}

static void
add_options(const struct pl_summary *summary, size_t place, struct pl_buf *out)
{
	static const char *const head[] = {
	    "period", "answer", "n", "share", "95 % limits", "at least"};
	const struct pl_question *question =
	    pl_survey_question(summary->survey, place);
	struct pl_table table = {.columns = 6, .left = 0x3};

	if (!has_shares(summary, place))
		return;
	for (unsigned i = 0; i < table.columns; i++)
		pl_table_add(&table, "%s", head[i]);
	for (size_t i = 0; i < summary->period_count; i++) {
		const struct pl_summary_block *block =
		    pl_summary_block(summary, i, place);

		if (block->states[PL_REPLY_GIVEN] == 0)
			continue;
		for (size_t j = 0; j < question->option_count; j++) {
			pl_table_add(&table, "%s",
			    j == 0 ? summary->periods[i].name : "");
			add_cells(&table, block, question, j);
		}
	}
	pl_table_print(&table, out);
}

static void
add_median(struct pl_buf *out, const struct pl_summary_block *block,
    const struct pl_question *question)
{
	struct pl_summary_median median = pl_summary_median(block, question);
	const struct pl_option *options = question->options;

	if (median.why != NULL)
		return;
	pl_buf_addf(out, "  median: %s", options[median.lower].text);
	if (median.upper != median.lower)
		pl_buf_addf(out, " / %s", options[median.upper].text);
	if (median.limits_why != NULL)
		pl_buf_addf(out, " (no limits: %s)\n", median.limits_why);
	else
		pl_buf_addf(out, " (%s to %s)\n", options[median.low].text,
		    options[median.high].text);
}

static void
add_mean(struct pl_buf *out, const struct pl_summary_block *block,
    const struct pl_question *question)
{
	struct pl_estimate mean = pl_summary_mean(block, question);

	if (mean.value.why != NULL)
		return;
	pl_buf_addf(out, "  mean: %.3g", mean.value.value);
	if (mean.low.why != NULL)
		pl_buf_addf(out, " (no limits: %s)\n", mean.low.why);
	else
		pl_buf_addf(
		    out, " (%.3g to %.3g)\n", mean.low.value, mean.high.value);
}

static void
add_change(const struct pl_summary *summary, size_t period, size_t place,
    struct pl_buf *out)
{
	struct pl_summary_change change =
	    pl_summary_change(summary, period, place);

	if (change.why != NULL)
		return;
	pl_buf_addf(out, "  higher than an answer of %s: ",
	    summary->periods[change.before].name);
	add_percent(out, change.effect.value);
	pl_buf_adds(out, " likely, an equal one counted half");
	if (change.effect.low.why != NULL) {
		pl_buf_addf(out, " (no limits: %s)\n", change.effect.low.why);
	} else {
		pl_buf_adds(out, " (");
		add_percent(out, change.effect.low);
		pl_buf_adds(out, " to ");
		add_percent(out, change.effect.high);
		pl_buf_adds(out, ")\n");
	}
	if (change.again > 0 && change.effect.low.why == NULL)
		pl_buf_addf(out,
		    "  %zu answered both times, which makes limits rather too "
		    "wide\n",
		    change.again);
}

/* What is told of a period beside its shares. A break is a line of its own,
 * which nobody overlooks. */
static void
add_period(const struct pl_summary *summary, size_t period, size_t place,
    struct pl_buf *out)
{
	const struct pl_question *question =
	    pl_survey_question(summary->survey, place);
	const struct pl_summary_block *block =
	    pl_summary_block(summary, period, place);
	const char *name = summary->periods[period].name;

	if (block->other_words > 0)
		pl_buf_addf(out,
		    "---- break: in %s %zu answered another revision, which "
		    "does not compare with %d ----\n",
		    name, block->other_words, question->rev);
	pl_buf_addf(out,
	    "%s: %zu answered, %zu declined, %zu unknown, %zu not applicable, "
	    "%zu not asked\n",
	    name, block->states[PL_REPLY_GIVEN],
	    block->states[PL_REPLY_DECLINED], block->states[PL_REPLY_UNKNOWN],
	    block->states[PL_REPLY_NOT_APPLICABLE],
	    block->states[PL_REPLY_NOT_ASKED]);
	if (block->other_option > 0)
		pl_buf_addf(out,
		    "  %zu chose an option that is no longer offered\n",
		    block->other_option);
	add_median(out, block, question);
	add_mean(out, block, question);
	add_change(summary, period, place, out);
}

static void
add_panel(struct pl_buf *out, const struct pl_summary_panel *panel)
{
	struct pl_value p = pl_summary_panel_p(panel);

	if (panel->up + panel->down + panel->same == 0)
		return;
	pl_buf_addf(out,
	    "the same respondents, last and before: %zu higher, %zu lower, %zu "
	    "the same; ",
	    panel->up, panel->down, panel->same);
	if (p.why != NULL)
		pl_buf_addf(out, "%s\n", p.why);
	else
		pl_buf_addf(out, "p = %.3g\n", p.value);
}

static void
add_question(const struct pl_summary *summary, size_t place, struct pl_buf *out)
{
	const struct pl_question *question =
	    pl_survey_question(summary->survey, place);

	pl_buf_addf(out, "\n%s (revision %d)\n", question->id, question->rev);
	if (question->matrix != NULL)
		pl_buf_addf(out, "%s ", question->matrix);
	pl_buf_addf(out, "%s\n", question->text);
	add_options(summary, place, out);
	for (size_t i = 0; i < summary->period_count; i++)
		add_period(summary, i, place, out);
	add_panel(out, &summary->panels[place]);
}

void
pl_summary_table(const struct pl_summary *summary, struct pl_buf *out)
{
	const struct pl_survey_about *about = pl_survey_about(summary->survey);

	pl_buf_addf(
	    out, "%s %s  %s\n", about->id, about->version, about->title);
	for (size_t i = 0; i < summary->period_count; i++)
		pl_buf_addf(out, "%s: %zu response%s, %zu complete\n",
		    summary->periods[i].name, summary->periods[i].responses,
		    summary->periods[i].responses == 1 ? "" : "s",
		    summary->periods[i].complete);
	if (summary->period_count == 0) {
		pl_buf_adds(out, "Nobody has answered yet.\n");
		return;
	}
	for (size_t i = 0; i < about->question_count; i++)
		add_question(summary, i, out);
}

/* ---- As JSON ------------------------------------------------------------ */

static void
set_value(json_t *object, const char *name, struct pl_value value)
{
	json_object_set_new(object, name,
	    value.why == NULL ? json_real(value.value) : json_null());
}

static void
set_estimate(
    json_t *object, const char *const names[3], struct pl_estimate estimate)
{
	set_value(object, names[0], estimate.value);
	set_value(object, names[1], estimate.low);
	set_value(object, names[2], estimate.high);
}

static json_t *
options_json(
    const struct pl_summary_block *block, const struct pl_question *question)
{
	static const char *const shares[] = {"share", "low", "high"};
	static const char *const at_least[] = {
	    "at_least", "at_least_low", "at_least_high"};
	json_t *list = json_array();

	for (size_t i = 0; i < question->option_count; i++) {
		json_t *option =
		    json_pack("{s:s, s:I}", "code", question->options[i].code,
			"count", (json_int_t)block->counts[i]);

		set_estimate(option, shares, pl_summary_share(block, i));
		if (pl_question_is_ordered(question))
			set_estimate(option, at_least,
			    pl_summary_at_least(block, question, i));
		json_array_append_new(list, option);
	}
	return list;
}

static json_t *
median_json(
    const struct pl_summary_block *block, const struct pl_question *question)
{
	struct pl_summary_median median = pl_summary_median(block, question);
	const struct pl_option *options = question->options;

	if (median.why != NULL)
		return json_pack("{s:s}", "why", median.why);
	if (median.limits_why != NULL)
		return json_pack("{s:s, s:s, s:n, s:n, s:s}", "lower",
		    options[median.lower].code, "upper",
		    options[median.upper].code, "low", "high", "why",
		    median.limits_why);
	return json_pack("{s:s, s:s, s:s, s:s}", "lower",
	    options[median.lower].code, "upper", options[median.upper].code,
	    "low", options[median.low].code, "high", options[median.high].code);
}

static json_t *
mean_json(
    const struct pl_summary_block *block, const struct pl_question *question)
{
	static const char *const names[] = {"mean", "low", "high"};
	struct pl_estimate mean = pl_summary_mean(block, question);
	json_t *object = json_object();

	set_estimate(object, names, mean);
	if (mean.low.why != NULL)
		json_object_set_new(object, "why", json_string(mean.low.why));
	return object;
}

static json_t *
change_json(const struct pl_summary *summary, struct pl_summary_change change)
{
	static const char *const names[] = {"higher", "low", "high"};
	json_t *object;

	if (change.why != NULL)
		return json_pack("{s:s}", "why", change.why);
	object = json_pack("{s:s, s:I}", "before",
	    summary->periods[change.before].name, "again",
	    (json_int_t)change.again);
	set_estimate(object, names, change.effect);
	if (change.effect.low.why != NULL)
		json_object_set_new(
		    object, "why", json_string(change.effect.low.why));
	return object;
}

static json_t *
period_json(const struct pl_summary *summary, size_t period, size_t place)
{
	static const struct {
		const char *name;
		enum pl_reply_state state;
	} counts[] = {{"given", PL_REPLY_GIVEN},
	    {"declined", PL_REPLY_DECLINED}, {"unknown", PL_REPLY_UNKNOWN},
	    {"not_applicable", PL_REPLY_NOT_APPLICABLE},
	    {"not_asked", PL_REPLY_NOT_ASKED}};
	const struct pl_question *question =
	    pl_survey_question(summary->survey, place);
	const struct pl_summary_block *block =
	    pl_summary_block(summary, period, place);
	json_t *object =
	    json_pack("{s:s}", "period", summary->periods[period].name);

	for (size_t i = 0; i < PL_COUNT(counts); i++)
		json_object_set_new(object, counts[i].name,
		    json_integer((json_int_t)block->states[counts[i].state]));
	json_object_set_new(object, "other_revision",
	    json_integer((json_int_t)block->other_words));
	json_object_set_new(object, "other_option",
	    json_integer((json_int_t)block->other_option));
	if (question->option_count == 0)
		return object;
	json_object_set_new(object, "options", options_json(block, question));
	if (!pl_question_is_ordered(question))
		return object;
	json_object_set_new(object, "median", median_json(block, question));
	if (question->options[0].has_value)
		json_object_set_new(object, "mean", mean_json(block, question));
	json_object_set_new(object, "change",
	    change_json(summary, pl_summary_change(summary, period, place)));
	return object;
}

static json_t *
panel_json(const struct pl_summary_panel *panel)
{
	struct pl_value p = pl_summary_panel_p(panel);
	json_t *object = json_pack("{s:I, s:I, s:I}", "higher",
	    (json_int_t)panel->up, "lower", (json_int_t)panel->down, "same",
	    (json_int_t)panel->same);

	set_value(object, "p", p);
	if (p.why != NULL)
		json_object_set_new(object, "why", json_string(p.why));
	return object;
}

static json_t *
question_json(const struct pl_summary *summary, size_t place)
{
	const struct pl_question *question =
	    pl_survey_question(summary->survey, place);
	json_t *periods = json_array(), *object;

	for (size_t i = 0; i < summary->period_count; i++)
		json_array_append_new(periods, period_json(summary, i, place));
	object = json_pack("{s:s, s:s?, s:i, s:s, s:s?, s:s, s:o}", "id",
	    question->id, "concept", question->concept, "rev", question->rev,
	    "type", pl_question_type_name(question->type), "matrix",
	    question->matrix, "text", question->text, "periods", periods);
	if (pl_question_is_ordered(question))
		json_object_set_new(
		    object, "panel", panel_json(&summary->panels[place]));
	return object;
}

static json_t *
periods_json(const struct pl_summary *summary)
{
	json_t *list = json_array();

	for (size_t i = 0; i < summary->period_count; i++)
		json_array_append_new(list,
		    json_pack("{s:s, s:I, s:I}", "period",
			summary->periods[i].name, "responses",
			(json_int_t)summary->periods[i].responses, "complete",
			(json_int_t)summary->periods[i].complete));
	return list;
}

void
pl_summary_json(const struct pl_summary *summary, struct pl_buf *out)
{
	const struct pl_survey_about *about = pl_survey_about(summary->survey);
	json_t *questions = json_array(), *root;
	char *text;

	for (size_t i = 0; i < about->question_count; i++)
		json_array_append_new(questions, question_json(summary, i));
	root = json_pack("{s:s, s:s, s:s, s:o, s:o}", "patchlore", PL_VERSION,
	    "survey", about->id, "version", about->version, "periods",
	    periods_json(summary), "questions", questions);
	text = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
	pl_buf_addf(out, "%s\n", text);
	free(text);
	json_decref(root);
}
