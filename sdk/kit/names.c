/* SPDX-License-Identifier: MIT */
#include "kit/names.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- Names -------------------------------------------------------------- */

/* Systems go by the ID of their os-release file, as package managers tell it.
 */
static const struct {
	const char *word, *id;
} systems[] = {
    {"alma", "almalinux"},
    {"amazon", "amzn"},
    {"amazonlinux", "amzn"},
    {"opensuse.leap", "opensuse-leap"},
    {"opensuse.tumbleweed", "opensuse-tumbleweed"},
    {"oracle", "ol"},
    {"oraclelinux", "ol"},
    {"redhat", "rhel"},
    {"rockylinux", "rocky"},
    {"suse linux enterprise server", "sles"},
};

const char *
kit_system_id(const char *word)
{
	for (size_t i = 0; i < sizeof systems / sizeof *systems; i++)
		if (strcasecmp(word, systems[i].word) == 0)
			return systems[i].id;
	return word;
}

/* Packages that the system's own package manager installs. */
static int
is_system(const char *type)
{
	static const char *const types[] = {"alpm", "apk", "deb", "rpm"};

	for (size_t i = 0; i < sizeof types / sizeof *types; i++)
		if (strcmp(type, types[i]) == 0)
			return 1;
	return 0;
}

struct text {
	char *to;
	size_t used, size;
	int full;
};

static void
put(struct text *text, const char *from, size_t length)
{
	if (length >= text->size - text->used) {
		text->full = 1;
		return;
	}
	memcpy(text->to + text->used, from, length);
	text->used += length;
	text->to[text->used] = '\0';
}

static void
put_text(struct text *text, const char *from)
{
	put(text, from, strlen(from));
}

/* As a package URL writes it: letters, digits and what is plain as they are,
 * the rest as %XX. */
static void
put_encoded(struct text *text, const char *from, const char *plain)
{
	char code[4];

	for (; *from != '\0'; from++) {
		unsigned char c = (unsigned char)*from;

		if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
		    (c >= '0' && c <= '9') || strchr(plain, c) != NULL) {
			put(text, from, 1);
		} else {
			snprintf(code, sizeof code, "%%%02X", c);
			put(text, code, 3);
		}
	}
}

/* A package URL up to its version: behind that come an @ or ?. In front of it
 * an @ is written as %40. */
static size_t
purl_length(const char *purl)
{
	return strcspn(purl, "@?#");
}

/* The part of a package URL before its first or last slash. */
static void
split_purl(const char *purl, char *type, char *space, size_t size)
{
	const char *begin = purl + strlen("pkg:");
	const char *end = purl + purl_length(purl);
	const char *slash = begin + strcspn(begin, "/@?#");
	const char *last = end;

	while (last > slash && last[-1] != '/')
		last--;
	snprintf(type, size, "%.*s", (int)(slash - begin), begin);
	space[0] = '\0';
	if (last > slash + 1)
		snprintf(space, size, "%.*s", (int)(last - 1 - slash - 1),
		    slash + 1);
}

enum { PART = 128 };

/* A name in front of which the space is not known may have it within. */
static void
put_name(struct text *product, const char *type, const char *name)
{
	static const char *const spaced[] = {
	    "composer", "golang", "maven", "npm", "swift"};
	const char *colon =
	    strcmp(type, "maven") == 0 ? strchr(name, ':') : NULL;
	const char *plain = "-._~";

	for (size_t i = 0; i < sizeof spaced / sizeof *spaced; i++)
		if (strcmp(type, spaced[i]) == 0)
			plain = "-._~/";
	if (colon == NULL) {
		put_encoded(product, name, plain);
		return;
	}
	put(product, name, (size_t)(colon - name));
	put_text(product, "/");
	put_encoded(product, colon + 1, plain);
}

/* The type of the package, and its product. The name of a system's package
 * stands as it is, because package managers write it so. */
static void
name_product(
    struct text *product, char type[PART], const struct kit_package *package)
{
	char space[PART];
	int is_url = strncmp(package->purl, "pkg:", 4) == 0 &&
	             strchr(package->purl, '/') != NULL;

	snprintf(
	    type, PART, "%s", package->type[0] ? package->type : "generic");
	space[0] = '\0';
	if (is_url)
		split_purl(package->purl, type, space, PART);
	if (space[0] == '\0')
		snprintf(space, sizeof space, "%s", package->space);
	if (is_url && !is_system(type)) {
		put(product, package->purl, purl_length(package->purl));
		return;
	}
	put_text(product, "pkg:");
	put_text(product, type);
	put_text(product, "/");
	if (space[0] != '\0') {
		put_text(
		    product, is_system(type) ? kit_system_id(space) : space);
		put_text(product, "/");
	}
	if (is_system(type))
		put_text(product, package->name);
	else
		put_name(product, type, package->name);
}

/* One version, and not a range or a list of them. */
static int
is_version(const char *text)
{
	return text[0] != '\0' && strchr("<>=^!~*", text[0]) == NULL &&
	       strpbrk(text, ", |") == NULL;
}

int
kit_names_make(struct kit_names *out, const struct kit_package *package,
    const char *version)
{
	struct text product = {out->product, 0, sizeof out->product, 0};
	struct text patch = {out->patch, 0, sizeof out->patch, 0};
	char type[PART];

	out->patch[0] = out->product[0] = '\0';
	if (package->name[0] == '\0')
		return -1;
	name_product(&product, type, package);
	if (is_version(version) && is_system(type)) {
		put_text(&patch, package->name);
		put_text(&patch, "=");
		put_text(&patch,
		    strncmp(version, "0:", 2) == 0 ? version + 2 : version);
	} else if (is_version(version)) {
		put_text(&patch, out->product);
		put_text(&patch, "@");
		put_encoded(&patch, version, "-._~:");
	}
	if (!product.full && !patch.full)
		return 0;
	out->patch[0] = out->product[0] = '\0';
	return -1;
}

/* ---- Vulnerabilities ---------------------------------------------------- */

enum { LEAST = 4, MOST = 19 }; /* digits of the number, by the CVE schema */

size_t
kit_cve_length(const char *text)
{
	static const char digits[] = "0123456789";
	size_t number;

	if (strncmp(text, "CVE-", 4) != 0 || strspn(text + 4, digits) != 4 ||
	    text[8] != '-')
		return 0;
	number = strspn(text + 9, digits);
	return number >= LEAST && number <= MOST ? 9 + number : 0;
}

int
kit_cve_is(const char *text)
{
	size_t length = kit_cve_length(text);

	return length > 0 && text[length] == '\0';
}

const char *
kit_cve_in(const char *text)
{
	const char *cve = strstr(text, "CVE-");

	return cve != NULL && kit_cve_is(cve) ? cve : NULL;
}
