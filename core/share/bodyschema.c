#include "share/bodyschema.h"

#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/error.h"
#include "share/jsonschema.h"

/* The assembler looks from where make runs; the Makefile knows that this file
 * depends on that one. */
__asm__(".section .rodata\n"
	".hidden pl_bodyschema_begin\n"
	".global pl_bodyschema_begin\n"
	"pl_bodyschema_begin:\n"
	".incbin \"sdk/schema/pls-1.json\"\n"
	"1:\n"
	".balign 4\n"
	".hidden pl_bodyschema_length\n"
	".global pl_bodyschema_length\n"
	"pl_bodyschema_length:\n"
	".long 1b - pl_bodyschema_begin\n"
	".text\n");

extern const char pl_bodyschema_begin[];
extern const uint32_t pl_bodyschema_length;

static pthread_once_t once = PTHREAD_ONCE_INIT;
static struct pl_jsonschema *opened;

const char *
pl_bodyschema_text(size_t *length)
{
	*length = pl_bodyschema_length;
	return pl_bodyschema_begin;
}

void
pl_bodyschema_digest(char out[PL_DIGEST_TEXT])
{
	size_t length;
	const char *text = pl_bodyschema_text(&length);

	pl_digest_text(out, text, length);
}

/* It cannot fail but where the file is wrong, of which a test would know. */
static void
open_once(void)
{
	struct pl_error err;
	size_t length;
	const char *text = pl_bodyschema_text(&length);

	if (pl_jsonschema_open(&opened, "pls-1.json", text, length, &err) < 0)
		abort();
}

const struct pl_jsonschema *
pl_bodyschema(void)
{
	pthread_once(&once, open_once);
	return opened;
}
