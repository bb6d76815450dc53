#include "share/randomize.h"

#include <math.h>

#include "share/stream.h"
#include "survey/answers.h"
#include "survey/questions.h"

enum { THOUSAND = 1000 };

int
pl_randomize_epsilon(const struct pl_question *question)
{
	return (int)lround(question->rr_eps * THOUSAND);
}

/* 1 with probability 1 / (1 + e^epsilon), exactly: of two equal chances, that
 * of turning counts only once in e^epsilon times, and else both are drawn
 * again. */
static int
is_turned(struct pl_stream *stream, int epsilon)
{
	while (pl_stream_chance(stream, 1, 2))
		if (pl_stream_chance_exp(stream, (pl_u128)epsilon, THOUSAND))
			return 1;
	return 0;
}

const char *
pl_randomize(const struct pl_randomize *how, const struct pl_question *question,
    const struct pl_answer *answer)
{
	size_t option = pl_question_option(question, answer->value);
	unsigned char key[PL_KEYED_SIZE];
	struct pl_stream *stream;
	struct pl_keyed digest;

	pl_keyed_begin(&digest, how->key, "patchlore/rr/1");
	pl_keyed_text(&digest, how->program);
	pl_keyed_text(&digest, how->set);
	pl_keyed_text(&digest, question->id);
	pl_keyed_number(&digest, answer->rev);
	pl_keyed_text(&digest, answer->value);
	pl_keyed_end(&digest, key);
	stream = pl_stream_open(key);
	if (is_turned(stream, pl_randomize_epsilon(question)))
		option = 1 - option;
	pl_stream_close(stream);
	sodium_memzero(key, sizeof key);
	return question->options[option].code;
}
