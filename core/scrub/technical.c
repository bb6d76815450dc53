#include "scrub/technical.h"

#include <string.h>

#include "base/alloc.h"
#include "scrub/domain.h"
#include "scrub/text.h"

/* ---- Numbers that are given out in public ------------------------------- */

/* '#': digits, '%': letters, digits and hyphens, '^': letters and digits; all
 * else stands for itself, in capitals or not. */
static const char *const patterns[] = {
    "0x^",
    "ADV#",
    "ALAS#-#-#",
    "ALAS-#-#",
    "ALSA-#:#",
    "APSB#-#",
    "CAPEC-#",
    "CESA-#:#",
    "CVE-#-#",
    "CWE-#",
    "DLA-#-#",
    "DLA-#",
    "DSA-#-#",
    "DSA-#",
    "ELBA-#-#",
    "ELSA-#-#",
    "EUVD-#-#",
    "FEDORA-#-^",
    "FEDORA-EPEL-#-^",
    "FG-IR-#-#",
    "GHSA-^-^-^",
    "GLSA-#-#",
    "JVNDB-#-#",
    "KB#",
    "MFSA#-#",
    "MS#-#",
    "openSUSE-SU-#:#-#",
    "RHBA-#:#",
    "RHEA-#:#",
    "RHSA-#:#",
    "RHBA-#-#",
    "RHSA-#-#",
    "RLSA-#:#",
    "SUSE-RU-#:#-#",
    "SUSE-SU-#:#-#",
    "TALOS-#-#",
    "USN-#-#",
    "USN-#",
    "VMSA-#-#",
    "XSA-#",
    "ZDI-#-#",
    "ZDI-CAN-#",
    "cisco-sa-%",
};

enum { PUBLIC_LENGTH = 64, CODE_LENGTH = 18 };

static size_t
span_of(const char *text, int (*is)(char c))
{
	size_t length = 0;

	while (length < PUBLIC_LENGTH && is(text[length]))
		length++;
	return length;
}

static int
is_name(char c)
{
	return pl_is_alnum(c) || c == '-';
}

static size_t
pattern_match(const char *pattern, const char *text)
{
	const char *at = text;

	for (; *pattern != '\0'; pattern++) {
		size_t length = *pattern == '#'   ? span_of(at, pl_is_digit)
		                : *pattern == '^' ? span_of(at, pl_is_alnum)
		                : *pattern == '%' ? span_of(at, is_name)
		                : pl_small(*at) == pl_small(*pattern) ? 1
		                                                      : 0;

		if (length == 0)
			return 0;
		at += length;
	}
	if (pl_is_word(*at) || *at == '_' || at - text > PUBLIC_LENGTH)
		return 0;
	return (size_t)(at - text);
}

static int
is_code(const char *text, size_t length)
{
	for (size_t i = 2; i < length; i++)
		if (!pl_is_hex(text[i]))
			return 0;
	return length <= CODE_LENGTH;
}

static size_t
public_number(const char *text)
{
	for (size_t i = 0; i < PL_COUNT(patterns); i++) {
		size_t length = pattern_match(patterns[i], text);

		if (length > 0 && (i > 0 || is_code(text, length)))
			return length;
	}
	return 0;
}

/* ---- Versions ----------------------------------------------------------- */

static const char *const version_words[] = {
    "agent",
    "build",
    "client",
    "driver",
    "firmware",
    "rel",
    "release",
    "rev",
    "revision",
    "ver",
    "version",
    "versions",
    "v",
};

/* Whether the word that ends before this place tells that a version follows:
 * "version 10.7.31.9", "ver. 10.7.31.9", "version: 10.7.31.9". */
static int
version_told(const char *text, size_t at)
{
	size_t end = at, length;

	while (end > 0 && at - end < 3 &&
	       (text[end - 1] == ' ' || text[end - 1] == '.' ||
		   text[end - 1] == ':' || text[end - 1] == '='))
		end--;
	length = 0;
	while (
	    length < end && length < 10 && pl_is_letter(text[end - length - 1]))
		length++;
	if (end > length && pl_is_word(text[end - length - 1]))
		return 0;
	for (size_t i = 0; i < PL_COUNT(version_words); i++) {
		const char *word = version_words[i];
		size_t j = 0;

		if (strlen(word) != length)
			continue;
		while (
		    j < length && pl_small(text[end - length + j]) == word[j])
			j++;
		if (j == length)
			return 1;
	}
	return 0;
}

/* 1.212.555.0142 is a telephone's number. */
static int
is_called(const size_t lengths[4], const char *text)
{
	return lengths[0] == 1 && text[0] == '1' && lengths[1] == 3 &&
	       lengths[2] == 3 && lengths[3] == 4;
}

/* Addresses that all machines have, and masks. */
static int
is_common(const char *text)
{
	return strncmp(text, "127.", 4) == 0 || strncmp(text, "255.", 4) == 0 ||
	       strncmp(text, "0.0.0.0", 7) == 0;
}

static size_t
version_of_four(const char *text, size_t at)
{
	size_t lengths[4], end = at;
	int large = 0;

	for (int part = 0; part < 4; part++) {
		unsigned value = 0;

		if (part > 0 && text[end++] != '.')
			return 0;
		lengths[part] = span_of(text + end, pl_is_digit);
		if (lengths[part] == 0 || lengths[part] > 6)
			return 0;
		for (size_t i = 0; i < lengths[part]; i++)
			value = value * 10 + (unsigned)(text[end + i] - '0');
		large |= value > 255;
		end += lengths[part];
	}
	if (pl_is_word(text[end]) ||
	    (text[end] == '.' && pl_is_digit(text[end + 1])))
		return 0;
	if (!large && !is_common(text + at) && !version_told(text, at) &&
	    !(at > 0 && pl_small(text[at - 1]) == 'v'))
		return 0;
	return is_called(lengths, text + at) ? 0 : end - at;
}

static size_t
version_at(const char *text, size_t at)
{
	size_t length;

	if (pl_small(text[at]) == 'v' && pl_is_digit(text[at + 1])) {
		length = version_of_four(text, at + 1);
		return length > 0 ? length + 1 : 0;
	}
	return pl_is_digit(text[at]) ? version_of_four(text, at) : 0;
}

/* ---- Packages ----------------------------------------------------------- */

/* No name of a machine holds one of these, and the full name of a package
 * nearly always one: where it was built for, or by whom. */
static const char *const marks[] = {
    ".aarch64",
    ".all",
    ".amzn",
    ".el10",
    ".el6",
    ".el7",
    ".el8",
    ".el9",
    ".fc3",
    ".fc4",
    ".i386",
    ".i686",
    ".noarch",
    ".ppc64le",
    ".rpm",
    ".s390x",
    ".src",
    ".suse",
    ".x86_64",
    "+b",
    "+deb",
    "+dfsg",
    "+esm",
    "-amd64",
    "-arm64",
    "-generic",
    "_all",
    "_amd64",
    "_arm64",
    "deb10",
    "deb11",
    "deb12",
    "deb13",
    "ubuntu",
    "~bpo",
    "~deb",
    "~rc",
};

enum { PACKAGE_LENGTH = 160 };

static int
is_package(char c)
{
	return pl_is_alnum(c) || (c != '\0' && strchr("._+~:-", c) != NULL);
}

/* Whether a piece of text has a mark, behind which something else begins. */
static int
has_mark(const char *text, size_t length)
{
	for (size_t at = 1; at < length; at++)
		for (size_t i = 0; i < PL_COUNT(marks); i++) {
			size_t mark = strlen(marks[i]);

			if (length - at >= mark &&
			    memcmp(text + at, marks[i], mark) == 0)
				return 1;
		}
	return 0;
}

static size_t
package_at(const char *text)
{
	size_t length = 0, digits = 0;

	while (length < PACKAGE_LENGTH && is_package(text[length])) {
		digits += (size_t)pl_is_digit(text[length]);
		length++;
	}
	if (is_package(text[length]) || text[length] == '@' ||
	    text[length] == '\\')
		return 0;
	while (length > 0 && strchr(".:-_~+", text[length - 1]) != NULL)
		length--;
	if (digits == 0 || memchr(text, '-', length) == NULL ||
	    pl_domain_at(text, NULL) >= length)
		return 0;
	return has_mark(text, length) ? length : 0;
}

size_t
pl_technical_number(const char *text, size_t at)
{
	size_t length = public_number(text + at);

	return length > 0 ? length : version_at(text, at);
}

size_t
pl_technical(const char *text, size_t at)
{
	size_t length = pl_technical_number(text, at);

	/* Inside of what is none as a whole there is none. */
	if (length == 0 && (at == 0 || !is_package(text[at - 1])))
		length = package_at(text + at);
	return length;
}
