/* Names of packages and vulnerabilities, and vectors of CVSS: texts with a NUL
 * between them. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "kit/cvss.h"
#include "kit/names.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TEXTS = 5 };

static void
name(char *const texts[TEXTS])
{
	const struct kit_package package = {
	    texts[0], texts[1], texts[2], texts[3]};
	struct kit_names names;
	int result = kit_names_make(&names, &package, texts[4]);

	if ((result == 0) != (names.product[0] != '\0') ||
	    (result < 0 && names.patch[0] != '\0'))
		abort(); /* there are names, or there are none */
}

static void
read_text(const char *text)
{
	const char *cve = kit_cve_in(text);
	char score[KIT_CVSS_SCORE];

	if (kit_cve_length(text) > strlen(text) ||
	    (kit_cve_is(text) && cve != text) ||
	    (cve != NULL && !kit_cve_is(cve)))
		abort();
	if (kit_cvss_base(text, score) == 0 &&
	    (atof(score) < 0 || atof(score) > 10))
		abort();
	if (kit_severity_known(text) != NULL &&
	    kit_severity(text) == kit_severity(""))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + TEXTS), *texts[TEXTS], *at = copy;

	if (copy == NULL)
		return 0;
	memset(copy, 0, size + TEXTS);
	if (size > 0)
		memcpy(copy, data, size);
	for (int i = 0; i < TEXTS; i++) {
		texts[i] = at;
		read_text(at);
		at += strlen(at) + 1;
	}
	name(texts);
	free(copy);
	return 0;
}
