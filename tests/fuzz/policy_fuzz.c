/* A policy pack, and what it says of items of which more and more is known. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "model/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { UNTIL_2026 = 1780000000 };

static const char *const values[] = {"yes", "no", "critical", "low", "total",
    "active", "7.0", "3", "2021", "CVE-2019-1", "high", "", "odd \x01"};

/* What stands while something is not known stands when it is; what does not
 * lacks something. */
static void
ask(const struct pl_policy *policy, size_t shift)
{
	struct pl_policy_inputs inputs = {0};
	const char *tier = NULL;

	for (unsigned known = 0; known <= PL_POLICY_FACTS; known++) {
		struct pl_policy_decision decision;

		pl_policy_decide(
		    &decision, policy, &inputs, UNTIL_2026 * INT64_C(1000));
		if (decision.answer == PL_POLICY_INCOMPLETE &&
		    decision.missing == 0)
			abort();
		if (decision.answer == PL_POLICY_DUE && decision.due_ms == 0)
			abort();
		if (tier != NULL && decision.tier != tier &&
		    decision.answer != PL_POLICY_NOT_IN_FORCE)
			abort();
		tier = decision.tier;
		if (known == PL_POLICY_FACTS)
			break;
		inputs.facts[known] =
		    values[(known + shift) % (sizeof values / sizeof *values)];
		inputs.times_ms[PL_POLICY_RELEASE + known % 5] =
		    INT64_C(1) << (31 + known % 10);
	}
}

static void
tell(const struct pl_policy *policy)
{
	const struct pl_policy_about *about = pl_policy_about(policy);
	struct pl_buf said;

	pl_buf_init(&said, 1 << 20);
	for (size_t i = 0; i < about->row_count; i++) {
		pl_policy_tell_row(policy, i, &said);
		pl_policy_tell_tier(
		    policy, pl_policy_row_tier(policy, i), &said);
	}
	if (pl_buf_failed(&said) < 0)
		abort();
	pl_buf_free(&said);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_error err = {0};
	struct pl_policy *policy;

	if (pl_policy_read(&policy, "fuzz", (const char *)data, size, &err) <
	    0) {
		if (err.text[0] == '\0')
			abort();
		return 0;
	}
	tell(policy);
	for (size_t shift = 0; shift < sizeof values / sizeof *values; shift++)
		ask(policy, shift);
	pl_policy_free(policy);
	return 0;
}
