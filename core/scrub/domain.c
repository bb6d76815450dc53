#include "scrub/domain.h"

#include "base/alloc.h"
#include "scrub/text.h"

/* Domains of countries, in pairs of letters. */
static const char countries[] =
    "acadaeafagaialamaoaqarasatauawaxazbabbbdbebfbgbhbibjbmbnbobrbsbtbwbybz"
    "cacccdcfcgchcickclcmcncocrcucvcwcxcyczdedjdkdmdodzeceeegeresetfifjfkfm"
    "fofrgagbgdgegfggghgiglgmgngpgqgrgsgtgugwgyhkhmhnhrhthuidieiliminioiqir"
    "isitjejmjojpkekgkhkikmknkpkrkwkykzlalblclilklrlsltlulvlymamcmdmemgmhmk"
    "mlmmmnmompmqmrmsmtmumvmwmxmymznancnenfngninlnonpnrnunzompapepfpgphpkpl"
    "pmpnprpsptpwpyqarerorsrurwsasbscsdsesgshsisjskslsmsnsosrssstsusvsxsysz"
    "tctdtftgthtjtktltmtntotrtttvtwtzuaugukusuyuzvavcvevgvivnvuwfwsyeytzazmzw"
    "eu";

static const char *const endings[] = {
    /* public */
    "academy",
    "aero",
    "agency",
    "app",
    "arpa",
    "asia",
    "bank",
    "berlin",
    "bio",
    "biz",
    "blog",
    "build",
    "business",
    "capital",
    "care",
    "cat",
    "center",
    "city",
    "clinic",
    "cloud",
    "club",
    "com",
    "community",
    "company",
    "computer",
    "consulting",
    "coop",
    "dev",
    "digital",
    "edu",
    "education",
    "email",
    "energy",
    "engineering",
    "enterprises",
    "eus",
    "exchange",
    "expert",
    "finance",
    "financial",
    "foundation",
    "fund",
    "global",
    "gov",
    "group",
    "health",
    "healthcare",
    "holdings",
    "hospital",
    "industries",
    "info",
    "institute",
    "insurance",
    "int",
    "international",
    "io",
    "jobs",
    "legal",
    "limited",
    "link",
    "live",
    "london",
    "ltd",
    "management",
    "media",
    "mil",
    "mobi",
    "museum",
    "name",
    "net",
    "network",
    "ninja",
    "one",
    "online",
    "org",
    "partners",
    "paris",
    "post",
    "pro",
    "productions",
    "pub",
    "rocks",
    "run",
    "school",
    "science",
    "security",
    "services",
    "shop",
    "site",
    "software",
    "solutions",
    "space",
    "store",
    "studio",
    "support",
    "swiss",
    "systems",
    "team",
    "tech",
    "technology",
    "tel",
    "today",
    "tools",
    "top",
    "training",
    "travel",
    "university",
    "ventures",
    "vip",
    "website",
    "wien",
    "wiki",
    "work",
    "works",
    "world",
    "xyz",
    "zone",
    /* inside */
    "ad",
    "adds",
    "corp",
    "dmz",
    "domain",
    "example",
    "home",
    "host",
    "internal",
    "internet",
    "intra",
    "intranet",
    "invalid",
    "lan",
    "local",
    "localdomain",
    "localnet",
    "loc",
    "lcl",
    "onion",
    "priv",
    "private",
    "prod",
    "test",
    "wan",
};

/* With nothing but a name before them, these end a file. */
static const char *const file_endings[] = {
    "md", "py", "sh", "so", "ps", "cc", "mk"};

static const char *const known[] = {
    "asp.net", "ado.net", "vb.net", "system.net", "system.io", "microsoft.net"};

enum { NAME_LENGTH = 253, LABEL_LENGTH = 63, ENDING_LENGTH = 16 };

static int
same(const char *text, size_t length, const char *word)
{
	for (size_t i = 0; i < length; i++)
		if (word[i] == '\0' || pl_small(text[i]) != word[i])
			return 0;
	return word[length] == '\0';
}

static int
is_country(const char *word)
{
	char a = pl_small(word[0]), b = pl_small(word[1]);

	for (size_t i = 0; i + 1 < sizeof countries - 1; i += 2)
		if (countries[i] == a && countries[i + 1] == b)
			return 1;
	return 0;
}

int
pl_domain_ending(const char *word, size_t length)
{
	if (length == 2 && is_country(word))
		return 1;
	for (size_t i = 0; i < PL_COUNT(endings); i++)
		if (same(word, length, endings[i]))
			return 1;
	/* Any that is written in ASCII for another script. */
	return length > 4 && same(word, 4, "xn--");
}

static int
is_label(char c)
{
	return pl_is_word(c) || c == '-' || c == '_';
}

static size_t
label_length(const char *text)
{
	size_t length = 0;

	while (length <= LABEL_LENGTH && is_label(text[length]))
		length++;
	return length <= LABEL_LENGTH ? length : 0;
}

static int
is_file(const char *ending, size_t length)
{
	for (size_t i = 0; i < PL_COUNT(file_endings); i++)
		if (same(ending, length, file_endings[i]))
			return 1;
	return 0;
}

/* "it failed.In the end": a word in small letters, then one with a capital. */
static int
is_sentence(const char *text, const char *ending)
{
	return pl_is_lower(text[0]) && pl_is_upper(ending[0]) &&
	       pl_is_lower(ending[1]);
}

static int
is_known(const char *text, size_t length)
{
	for (size_t i = 0; i < PL_COUNT(known); i++)
		if (same(text, length, known[i]))
			return 1;
	return 0;
}

size_t
pl_domain_at(const char *text, size_t *labels)
{
	size_t length = label_length(text), ending = 0, best = 0, count = 1;

	if (length == 0 || !pl_is_word(text[0]))
		return 0;
	while (length < NAME_LENGTH && text[length] == '.') {
		size_t next = label_length(text + length + 1);

		if (next == 0)
			break;
		ending = length + 1;
		length = ending + next;
		count++;
		if (next > ENDING_LENGTH && !same(text + ending, 4, "xn--"))
			continue;
		if (!pl_domain_ending(text + ending, next))
			continue;
		if (count == 2 && (is_file(text + ending, next) ||
				      is_sentence(text, text + ending) ||
				      is_known(text, length)))
			continue;
		best = length;
		if (labels != NULL)
			*labels = count;
	}
	return best;
}
