/*
 * coverage.c - limits of noisy shares hold the truth as often as they say
 */
#include <inttypes.h>

#include "base/alloc.h"
#include "tests/referee/verdict.h"
#include "tests/unit/coverage.h"

int
main(void)
{
	static const int64_t votes[] = {200, 500, 1000, 2000, 5000, 10000};
	static const int cells[] = {1, 3, 5, 7, 9};
	unsigned char key[PL_KEY_SIZE] = {88};
	struct pl_stream *stream = pl_stream_open(key);

	for (size_t i = 0; i < PL_COUNT(votes); i++)
		for (size_t j = 0; j < PL_COUNT(cells); j++) {
			struct coverage coverage =
			    coverage_of(stream, votes[i], cells[j], 20000);

			verdict(coverage.held > 0.94 && coverage.held < 0.96 &&
				    coverage.missing == 0,
			    "%" PRId64 " votes, share of the first %d of 10 "
			    "bins: limits hold %.2f %%, missing %.2f %%",
			    votes[i], cells[j], 100 * coverage.held,
			    100 * coverage.missing);
		}
	for (size_t i = 0; i < PL_COUNT(votes); i++) {
		double held = coverage_of_band(stream, votes[i], 20000);

		verdict(held >= 0.95,
		    "%" PRId64 " votes, all of the curve: the band holds "
		    "%.2f %%",
		    votes[i], 100 * held);
	}
	pl_stream_close(stream);
	return verdict_end();
}
