/* SPDX-License-Identifier: MIT */
#include "kit/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { NAME_LIMIT = 100 };

int
kit_zone_use(const char *name)
{
	char path[NAME_LIMIT + sizeof "/usr/share/zoneinfo/"];

	if (strcmp(name, "UTC") != 0) {
		if (*name == '\0' || *name == '/' ||
		    strstr(name, "..") != NULL || strlen(name) > NAME_LIMIT)
			return -1;
		snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
		if (access(path, R_OK) < 0)
			return -1;
	}
	setenv("TZ", name, 1);
	tzset();
	return 0;
}
