#include "plugins/dnf/nevra.h"

#include <stdio.h>
#include <string.h>

int
nevra_make(struct nevra *out, const char *name, const char *epoch,
    const char *version, const char *release, const char *arch)
{
	int none = epoch[strspn(epoch, "0")] == '\0';

	if (*name == '\0' || *version == '\0' || *release == '\0')
		return -1;
	if (snprintf(out->name, NEVRA_TEXT, "%s", name) >= NEVRA_TEXT ||
	    snprintf(out->version, NEVRA_TEXT, "%s%s%s-%s", none ? "" : epoch,
		none ? "" : ":", version, release) >= NEVRA_TEXT ||
	    snprintf(out->key, NEVRA_TEXT, "%s.%s", name, arch) >= NEVRA_TEXT)
		return -1;
	return 0;
}

/* Cut the text at the last such character: what stands behind it, or NULL. */
static char *
cut(char *text, char c)
{
	char *at = strrchr(text, c);

	if (at == NULL)
		return NULL;
	*at = '\0';
	return at + 1;
}

/* Cut off the digits and the colon that a text may begin with. */
static char *
cut_epoch(char **text)
{
	char *digits = *text;
	size_t length = strspn(digits, "0123456789");

	if (length == 0 || digits[length] != ':')
		return NULL;
	digits[length] = '\0';
	*text += length + 1;
	return digits;
}

int
nevra_read(struct nevra *out, const char *text, size_t length)
{
	char copy[3 * NEVRA_TEXT], *name = copy;
	char *arch, *release, *version, *epoch, *inner;

	if (length >= sizeof copy || memchr(text, ' ', length) != NULL ||
	    memchr(text, '\0', length) != NULL)
		return -1;
	memcpy(copy, text, length);
	copy[length] = '\0';
	epoch = cut_epoch(&name);
	arch = cut(name, '.');
	release = cut(name, '-');
	version = cut(name, '-');
	/* A dash in the architecture: there was none, but a release. */
	if (arch == NULL || release == NULL || version == NULL ||
	    *arch == '\0' || strpbrk(arch, "-:") != NULL)
		return -1;
	inner = cut_epoch(&version);
	if (inner != NULL)
		epoch = inner;
	if (strchr(version, ':') != NULL || strchr(release, ':') != NULL)
		return -1;
	return nevra_make(
	    out, name, epoch == NULL ? "" : epoch, version, release, arch);
}

int
nevra_is_kernel(const char *name)
{
	return strcmp(name, "kernel") == 0 ||
	       strncmp(name, "kernel-", strlen("kernel-")) == 0 ||
	       strncmp(name, "kmod-", strlen("kmod-")) == 0;
}

const char *
nevra_bare(const char *version)
{
	size_t digits = strspn(version, "0123456789");

	return digits > 0 && version[digits] == ':' ? version + digits + 1
	                                            : version;
}
