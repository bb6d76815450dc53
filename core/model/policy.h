/*
 * policy.h - rules that say by when something has to be patched
 *
 * A policy pack is a JSON file, explained in patchlore-policy(7): dated and
 * versioned data, so that another rule is another file and not another program.
 * It has tiers, which are the answers it can give, and rows, of which the first
 * whose conditions hold picks a tier.
 *
 * An input that is not known is not a "no". The answer stands where every way
 * to fill in what is not known leads to the same tier, and is incomplete where
 * two ways lead to two; then it names the inputs that make the difference, and
 * only those.
 *
 * A pack that was read is never changed: threads may share one.
 */
#ifndef PL_POLICY_H
#define PL_POLICY_H

#include <stddef.h>
#include <stdint.h>

struct pl_buf;
struct pl_error;
struct pl_policy;

enum {
	PL_POLICY_BYTES = 256 * 1024, /* of the file */
	PL_POLICY_TIERS = 32,
	PL_POLICY_ROWS = 128,
	PL_POLICY_NOTES = 16,
	PL_POLICY_WORDS = 30,  /* that the rows compare one input with */
	PL_POLICY_NAME = 64,   /* bytes of an id, a version, a tier, a word */
	PL_POLICY_TEXT = 1000, /* bytes of a title, a source, a note */
	PL_POLICY_CASES = 512, /* that the rows tell apart */
};

/* What a policy asks of an item: facts first, which its rows compare, then
 * the instants that clocks start at or end at. */
enum pl_policy_input {
	PL_POLICY_SEVERITY,
	PL_POLICY_CVSS,
	PL_POLICY_KEV,
	PL_POLICY_EXPOSED,
	PL_POLICY_AUTOMATABLE,
	PL_POLICY_IMPACT,
	PL_POLICY_EXPLOITATION,
	PL_POLICY_CVE_YEAR, /* its text may be the whole CVE id */
	PL_POLICY_IMPORTANCE,
	PL_POLICY_CLASS,
	PL_POLICY_GROUP,
	PL_POLICY_TIER,
	PL_POLICY_FACTS, /* how many facts there are */

	PL_POLICY_RELEASE = PL_POLICY_FACTS,
	PL_POLICY_DETECTION,
	PL_POLICY_PUBLISHED,
	PL_POLICY_KEV_ADDED,
	PL_POLICY_KEV_DUE,
	PL_POLICY_INPUTS
};

/* The name of an input in packs and messages, which is that of the attribute
 * that events give it in, where there is one: "kev_added". */
const char *pl_policy_input_name(enum pl_policy_input input);

/* What is known of an item. A patch that fixes several vulnerabilities is asked
 * for once with each, and due when the first of them is. Zeroed, nothing is
 * known. */
struct pl_policy_inputs {
	/* As the attribute says it: "yes", "7.5", "Important". NULL: not known.
	 * A text that the input does not have, such as an exposed of "maybe",
	 * is as good as none. */
	const char *facts[PL_POLICY_FACTS];
	/* By input, from PL_POLICY_FACTS on; the rest is not used. 0: not
	 * known. Where nothing is said of kev, a kev_added is a yes. What is
	 * not in KEV has no such date, and what was listed only after the
	 * item's end was not in KEV as far as it is concerned. */
	int64_t times_ms[PL_POLICY_INPUTS];
};

enum pl_policy_answer {
	PL_POLICY_DUE,
	PL_POLICY_NO_DEADLINE,  /* "when the system is upgraded", "best effort"
	                         */
	PL_POLICY_OUT_OF_SCOPE, /* the policy says nothing of such items */
	PL_POLICY_NOT_IN_FORCE, /* not yet, or no longer */
	PL_POLICY_INCOMPLETE,
};

struct pl_policy_decision {
	enum pl_policy_answer answer;
	/* The tier's name, borrowed from the policy; NULL where it is not in
	 * force, or incomplete already because the tier is not settled. */
	const char *tier;
	int triage; /* look for traces of an attack before patching */
	/* When the clock started; 0 where that is not known, which a deadline
	 * with a date of its own (kev_due) can do without. */
	int64_t start_ms;
	int64_t due_ms;   /* the last instant that is in time; 0: none */
	int64_t limit_ms; /* from start to due; 0 where one of them is not */
	unsigned missing; /* incomplete: bit n, input n makes the difference */
};

/*
 * Decide by when an item has to be patched. until_ms is the item's end: its
 * fix, or the cut-off while it is open.
 *
 * A policy binds what was open while it was in force: it is not in force for an
 * item that ended before valid_from or whose clock started at valid_to or
 * later. A clock never starts before valid_from, for nobody can be late by a
 * rule that is still to come.
 *
 * Hours are counted from the start to the millisecond. Days and months are
 * those of the calendar in UTC, and the deadline is the end of the day: three
 * days from any time on the 10th are over when the 13th is. A month later is
 * the same day of the next month, or its last day where it has no such day:
 * from January 31, February 28 or 29. A date (kev_due) is in time until it
 * ends.
 */
void pl_policy_decide(struct pl_policy_decision *out,
    const struct pl_policy *policy, const struct pl_policy_inputs *inputs,
    int64_t until_ms);

/* ---- Packs -------------------------------------------------------------- */

/* Read a pack's text; name is what messages call it. PL_E_CONFIG with the place
 * in it ("rows[2]: when: kev: ...") and what was expected there. A pack is
 * refused where it leaves a case unanswered, or has a row that no case comes
 * to. */
int pl_policy_read(struct pl_policy **out, const char *name, const char *text,
    size_t length, struct pl_error *err);

/* Read a pack's file; see pl_locate_policy for where those are that come with
 * patchlore. */
int pl_policy_open(
    struct pl_policy **out, const char *path, struct pl_error *err);
void pl_policy_free(struct pl_policy *policy); /* NULL is fine */

/* What a pack says of itself; borrowed from it. */
struct pl_policy_about {
	const char *id, *version, *title;
	const char *source; /* where the rule was published; NULL: nowhere */
	const char *const *notes;
	size_t note_count;
	int64_t from_ms; /* in force from here; INT64_MIN: always was */
	int64_t to_ms;   /* and until before here; INT64_MAX: still is */
	unsigned starts; /* bit n: the clock starts at input n, or the first */
	unsigned asks;   /* bit n: its rows or its clocks ask for input n */
	size_t tier_count, row_count;
	/* 32 hexadecimal digits of all that bears on answers: id, version,
	 * dates, start, tiers, rows. Layout, order of members, title, source
	 * and notes change nothing. */
	char digest[33];
};

const struct pl_policy_about *pl_policy_about(const struct pl_policy *policy);

/* NULL behind the last one. */
const char *pl_policy_tier(const struct pl_policy *policy, size_t tier);

/* Write a tier's deadline in words, "3 days, triage first", and a row's
 * conditions, "kev yes, cvss from 7". Both indices are below the counts. */
void pl_policy_tell_tier(
    const struct pl_policy *policy, size_t tier, struct pl_buf *out);
void pl_policy_tell_row(
    const struct pl_policy *policy, size_t row, struct pl_buf *out);

/* Which tier a row picks. */
size_t pl_policy_row_tier(const struct pl_policy *policy, size_t row);

#endif
