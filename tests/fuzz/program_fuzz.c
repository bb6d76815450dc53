/* What a program says of itself. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/error.h"
#include "share/program.h"
#include "share/vocabulary.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Whatever is taken has public names alone, and each of them is watched. */
static void
check(const struct pl_program *program)
{
	const struct pl_program_about *about = pl_program_about(program);

	if (about->survey_count > PL_PROGRAM_SURVEYS ||
	    about->watched_count > PL_PROGRAM_WATCHED)
		abort();
	for (size_t i = 0; i < about->watched_count; i++)
		if (!pl_public_name(about->watched[i]))
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct pl_error err = {0};
	struct pl_program *program;

	if (pl_program_read(&program, "fuzz", (const char *)data, size, &err) <
	    0) {
		if (err.text[0] == '\0')
			abort();
		return 0;
	}
	check(program);
	pl_program_free(program);
	return 0;
}
