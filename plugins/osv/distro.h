/*
 * distro.h - what feeds call a release of a distribution, and what machines do
 *
 * A machine says who it is in os-release(5): ID=debian, VERSION_ID=12. The name
 * of a release is the two, "debian-12", which is also what package URLs use.
 */
#ifndef OSV_DISTRO_H
#define OSV_DISTRO_H

enum { DISTRO_NAME = 64 };

struct distro {
	const char *type;       /* of package URLs: "deb", "rpm", "apk" */
	const char *vendor;     /* of package URLs: "debian", "redhat" */
	char name[DISTRO_NAME]; /* "debian-12"; "" where the feed says no more
	                          than which distribution */
};

/* From OSV's ecosystem, "Rocky Linux:9" or "Ubuntu:22.04:LTS". 1; 0 where it is
 * no distribution's. */
int distro_of_ecosystem(struct distro *out, const char *ecosystem);

/* From a codename of Debian's, "bookworm". 0 where there is none such. */
int distro_of_debian(struct distro *out, const char *codename);

#endif
