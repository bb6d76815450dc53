#include "plugins/csaf/products.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 64 * 1024, TEXT = 512, DEPTH = 4 };

struct products_block {
	struct products_block *next;
	size_t used;
	char text[];
};

/* ---- Memory ------------------------------------------------------------- */

static const char *
keep(struct products *products, const char *text)
{
	size_t length = strlen(text) + 1;
	struct products_block *block = products->blocks;

	if (block == NULL || BLOCK - block->used < length) {
		if (length > BLOCK || products->bytes + BLOCK > PRODUCTS_BYTES)
			return NULL;
		block = malloc(sizeof *block + BLOCK);
		if (block == NULL)
			return NULL;
		*block = (struct products_block){products->blocks, 0};
		products->blocks = block;
		products->bytes += BLOCK;
	}
	memcpy(block->text + block->used, text, length);
	block->used += length;
	return block->text + block->used - length;
}

void
products_clear(struct products *products)
{
	while (products->blocks != NULL) {
		struct products_block *next = products->blocks->next;

		free(products->blocks);
		products->blocks = next;
	}
	products->bytes = products->count = 0;
	if (products->slots != NULL)
		memset(products->slots, 0,
		    products->slot_count * sizeof *products->slots);
}

void
products_free(struct products *products)
{
	products_clear(products);
	free(products->list);
	free(products->slots);
	*products = (struct products){0};
}

/* ---- By id -------------------------------------------------------------- */

static size_t
slot_of(const struct products *products, const char *id)
{
	uint32_t hash = 2166136261u; /* FNV-1a */
	size_t mask = products->slot_count - 1, slot;

	for (const char *at = id; *at != '\0'; at++)
		hash = (hash ^ (unsigned char)*at) * 16777619u;
	slot = hash & mask;
	while (products->slots[slot] != 0 &&
	       strcmp(products->list[products->slots[slot] - 1].id, id) != 0)
		slot = (slot + 1) & mask;
	return slot;
}

static int
grow(struct products *products)
{
	size_t room = products->room == 0 ? 256 : products->room * 2;
	struct product *list;
	uint32_t *slots;

	if (products->count < products->room)
		return 0;
	list = reallocarray(products->list, room, sizeof *list);
	if (list == NULL)
		return -1;
	products->list = list;
	slots = calloc(room * 2, sizeof *slots);
	if (slots == NULL)
		return -1;
	free(products->slots);
	products->slots = slots;
	products->slot_count = room * 2;
	products->room = room;
	for (size_t i = 0; i < products->count; i++)
		slots[slot_of(products, list[i].id)] = (uint32_t)i + 1;
	return 0;
}

uint32_t
products_number(struct products *products, const char *id)
{
	struct product product = {0};
	uint32_t number;
	size_t slot;

	if (grow(products) < 0)
		return PRODUCTS_NONE;
	slot = slot_of(products, id);
	if (products->slots[slot] != 0)
		return products->slots[slot] - 1;
	product.id = products->count == PRODUCTS ? NULL : keep(products, id);
	if (product.id == NULL)
		return PRODUCTS_NONE;
	number = (uint32_t)products->count++;
	product.component = product.platform = number;
	products->list[number] = product;
	products->slots[slot] = number + 1;
	return number;
}

int
products_set_name(struct products *products, uint32_t number, const char *name)
{
	const char *kept = keep(products, name);

	if (kept == NULL)
		return -1;
	products->list[number].name = kept;
	return 0;
}

/* ---- Package URLs ------------------------------------------------------- */

static int
hex(char c)
{
	return isdigit((unsigned char)c)    ? c - '0'
	       : isxdigit((unsigned char)c) ? (c | 32) - 'a' + 10
	                                    : -1;
}

/* The part of a URL up to one of the stops, with %2B and the like undone. What
 * is behind it, or NULL where it does not fit. */
static const char *
take_part(const char *at, const char *stops, char out[TEXT])
{
	size_t used = 0;

	for (; *at != '\0' && strchr(stops, *at) == NULL; at++) {
		int high = *at == '%' ? hex(at[1]) : -1;
		int low = high < 0 ? -1 : hex(at[2]);

		if (used + 1 == TEXT)
			return NULL;
		if (low >= 0 && high + low > 0) {
			out[used++] = (char)(high * 16 + low);
			at += 2;
		} else {
			out[used++] = *at;
		}
	}
	out[used] = '\0';
	return at;
}

/* The value of a qualifier, "?arch=src&epoch=1"; "" where there is none. */
static void
qualifier(const char *purl, const char *name, char out[TEXT])
{
	size_t length = strlen(name);
	const char *at = strchr(purl, '?');

	out[0] = '\0';
	for (; at != NULL; at = strchr(at, '&')) {
		at++;
		if (strncmp(at, name, length) == 0 && at[length] == '=') {
			if (take_part(at + length + 1, "&#", out) == NULL)
				out[0] = '\0';
			return;
		}
	}
}

/* Only packages of distributions: they are what is installed by version. */
static const char *
type_of(const char *purl)
{
	static const char *const types[] = {"rpm", "deb", "apk"};

	if (strncmp(purl, "pkg:", 4) != 0)
		return NULL;
	for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
		size_t length = strlen(types[i]);

		if (strncmp(purl + 4, types[i], length) == 0 &&
		    purl[4 + length] == '/')
			return types[i];
	}
	return NULL;
}

static int
set_version(struct products *products, struct product *product,
    const char *purl, const char *version)
{
	char epoch[TEXT], whole[2 * TEXT];

	qualifier(purl, "epoch", epoch);
	snprintf(whole, sizeof whole, "%s%s%s", epoch,
	    epoch[0] == '\0' ? "" : ":", version);
	product->version = keep(products, whole);
	return product->version == NULL ? -1 : 0;
}

int
products_set_purl(struct products *products, uint32_t number, const char *purl)
{
	struct product *product = &products->list[number];
	const char *type = type_of(purl), *at;
	char vendor[TEXT], package[TEXT], version[TEXT] = "", arch[TEXT];

	at = type == NULL ? NULL
	                  : take_part(purl + 5 + strlen(type), "/@?#", vendor);
	if (at == NULL || *at != '/')
		return 0;
	at = take_part(at + 1, "@?#", package);
	if (at == NULL || package[0] == '\0')
		return 0;
	if (*at == '@' && take_part(at + 1, "?#", version) == NULL)
		return 0;
	qualifier(purl, "arch", arch);
	product->is_source =
	    strcmp(arch, "src") == 0 || strcmp(arch, "source") == 0;
	product->type = type;
	product->vendor = keep(products, vendor);
	product->package = keep(products, package);
	if (product->vendor == NULL || product->package == NULL)
		return -1;
	return version[0] == '\0'
	           ? 0
	           : set_version(products, product, purl, version);
}

/* ---- Systems ------------------------------------------------------------ */

static const struct {
	const char *begin;  /* behind "cpe:/o:" or "cpe:/a:" */
	const char *distro; /* the ID of os-release */
} systems[] = {
    {"redhat:enterprise_linux:", "rhel"},
    {"redhat:rhel_eus:", "rhel"},
    {"redhat:rhel_aus:", "rhel"},
    {"redhat:rhel_e4s:", "rhel"},
    {"redhat:rhel_tus:", "rhel"},
    {"redhat:rhel_els:", "rhel"},
    {"suse:sles:", "sles"},
    {"suse:sles-ltss:", "sles"},
    {"opensuse:leap:", "opensuse-leap"},
    {"almalinux:almalinux:", "almalinux"},
    {"rocky:rocky:", "rocky"},
    {"oracle:linux:", "ol"},
};

/* "9" of "9::baseos"; "15:sp4" is 15.4. */
static int
release_of(const char *distro, const char *version, char out[TEXT])
{
	size_t length = strspn(version, "0123456789.");
	const char *pack = version + length;

	if (length == 0 || length > 32)
		return -1;
	if (strncmp(pack, ":sp", 3) == 0 && isdigit((unsigned char)pack[3]))
		snprintf(out, TEXT, "%s-%.*s.%c", distro, (int)length, version,
		    pack[3]);
	else
		snprintf(out, TEXT, "%s-%.*s", distro, (int)length, version);
	return 0;
}

int
products_set_cpe(struct products *products, uint32_t number, const char *cpe)
{
	char release[TEXT];

	if (strncmp(cpe, "cpe:/o:", 7) == 0 || strncmp(cpe, "cpe:/a:", 7) == 0)
		cpe += 7;
	else if (strncmp(cpe, "cpe:2.3:o:", 10) == 0 ||
		 strncmp(cpe, "cpe:2.3:a:", 10) == 0)
		cpe += 10;
	else
		return 0;
	for (size_t i = 0; i < sizeof systems / sizeof *systems; i++) {
		size_t length = strlen(systems[i].begin);

		if (strncmp(cpe, systems[i].begin, length) != 0 ||
		    release_of(systems[i].distro, cpe + length, release) < 0)
			continue;
		products->list[number].distro = keep(products, release);
		return products->list[number].distro == NULL ? -1 : 0;
	}
	return 0;
}

/* ---- Together ----------------------------------------------------------- */

struct product
products_resolve(const struct products *products, uint32_t number)
{
	struct product out = products->list[number];
	const struct product *of = &products->list[number];

	for (int i = 0; i < DEPTH && out.package == NULL; i++) {
		of = &products->list[of->component];
		out.type = of->type;
		out.vendor = of->vendor;
		out.package = of->package;
		out.version = of->version;
		out.is_source = of->is_source;
	}
	if (out.package == NULL)
		out.name = of->name;
	of = &products->list[number];
	for (int i = 0; i < DEPTH && out.distro == NULL; i++) {
		of = &products->list[of->platform];
		out.distro = of->distro;
	}
	return out;
}
