#include "plugins/osv/distro.h"

#include <stdio.h>
#include <string.h>

/* vendor is who package URLs say makes it, id who os-release says it is. */
static const struct {
	const char *ecosystem, *type, *vendor, *id;
} known[] = {
    {"AlmaLinux", "rpm", "almalinux", "almalinux"},
    {"Alpine", "apk", "alpine", "alpine"},
    {"Azure Linux", "rpm", "azurelinux", "azurelinux"},
    {"Chainguard", "apk", "chainguard", "chainguard"},
    {"Debian", "deb", "debian", "debian"},
    {"Mageia", "rpm", "mageia", "mageia"},
    {"openEuler", "rpm", "openeuler", "openEuler"},
    {"openSUSE", "rpm", "opensuse", "opensuse-leap"},
    {"Red Hat", "rpm", "redhat", "rhel"},
    {"Rocky Linux", "rpm", "rocky", "rocky"},
    {"SUSE", "rpm", "suse", "sles"},
    {"Ubuntu", "deb", "ubuntu", "ubuntu"},
    {"Wolfi", "apk", "wolfi", "wolfi"},
};

/* From potato on. */
static const struct {
	const char *codename, *version;
} debians[] = {{"potato", "2.2"}, {"woody", "3.0"}, {"sarge", "3.1"},
    {"etch", "4.0"}, {"lenny", "5.0"}, {"squeeze", "6.0"}, {"wheezy", "7"},
    {"jessie", "8"}, {"stretch", "9"}, {"buster", "10"}, {"bullseye", "11"},
    {"bookworm", "12"}, {"trixie", "13"}, {"forky", "14"}, {"duke", "15"}};

/* The first part of a text between colons and spaces that begins as a version
 * does; NULL where none does. */
static const char *
version_in(const char *text)
{
	for (; *text != '\0'; text += strcspn(text, ": ")) {
		text += strspn(text, ": ");
		if (*text >= '0' && *text <= '9')
			return text;
		if (*text == 'v' && text[1] >= '0' && text[1] <= '9')
			return text + 1;
	}
	return NULL;
}

/* "15 SP4" is 15.4 on the machine. */
static void
set_name(struct distro *out, const char *id, const char *version)
{
	size_t length = strcspn(version, ": ");
	const char *pack = version + length;

	if (strncmp(pack, " SP", 3) == 0 && pack[3] >= '1' && pack[3] <= '9')
		snprintf(out->name, DISTRO_NAME, "%s-%.*s.%c", id, (int)length,
		    version, pack[3]);
	else
		snprintf(out->name, DISTRO_NAME, "%s-%.*s", id, (int)length,
		    version);
}

/* Red Hat's products other than its distribution have versions too. */
static int
is_product(const char *rest)
{
	return strncmp(rest, ":enterprise_linux", 17) != 0 &&
	       strncmp(rest, ":rhel_", 6) != 0;
}

int
distro_of_ecosystem(struct distro *out, const char *ecosystem)
{
	size_t length = strcspn(ecosystem, ":");

	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		const char *version;

		if (strlen(known[i].ecosystem) != length ||
		    strncmp(known[i].ecosystem, ecosystem, length) != 0)
			continue;
		*out = (struct distro){known[i].type, known[i].vendor, ""};
		version = version_in(ecosystem + length);
		if (version != NULL && !(strcmp(out->vendor, "redhat") == 0 &&
					   is_product(ecosystem + length)))
			set_name(out, known[i].id, version);
		return 1;
	}
	return 0;
}

int
distro_of_debian(struct distro *out, const char *codename)
{
	for (size_t i = 0; i < sizeof debians / sizeof *debians; i++) {
		if (strcmp(debians[i].codename, codename) != 0)
			continue;
		*out = (struct distro){"deb", "debian", ""};
		snprintf(
		    out->name, DISTRO_NAME, "debian-%s", debians[i].version);
		return 1;
	}
	return 0;
}
