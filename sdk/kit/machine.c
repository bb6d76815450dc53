/* SPDX-License-Identifier: MIT */
#include "kit/machine.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "kit/tell.h"

const char *
kit_machine_place(const plore_host *host, const char *option, const char *own)
{
	const char *given = host->option(host, option, 0);
	const char *logs = host->option(host, "path", 0);

	return given != NULL || strcmp(logs, "/var/log") != 0 ? given : own;
}

int32_t
kit_machine_asset(const plore_host *host, char out[KIT_MACHINE_NAME])
{
	const char *asset = host->option(host, "asset", 0);
	int result;

	out[KIT_MACHINE_NAME - 1] = '\0';
	if (asset != NULL)
		result = snprintf(out, KIT_MACHINE_NAME, "%s", asset) >=
		         KIT_MACHINE_NAME;
	else
		result = gethostname(out, KIT_MACHINE_NAME - 1);
	return result == 0 ? PLORE_OK
	                   : kit_fail(host, PLORE_E_CONFIG,
				 "asset: this machine has no usable name; "
				 "give one with asset=");
}

int32_t
kit_machine_zones(const plore_host *host, struct kit_zones *out)
{
	const char *zone;
	char error[300];

	tzset();
	for (uint32_t i = 0; (zone = host->option(host, "timezone", i)) != NULL;
	     i++)
		if (kit_zones_add(out, zone, error, sizeof error) < 0)
			return kit_fail(host, PLORE_E_CONFIG, "%s", error);
	return PLORE_OK;
}

void
kit_machine_release(const plore_host *host, struct kit_osrelease *out)
{
	const char *path =
	    kit_machine_place(host, "release", "/etc/os-release");
	char error[512];

	*out = (struct kit_osrelease){0};
	if (path != NULL &&
	    kit_osrelease_read(out, path, error, sizeof error) < 0)
		host->log(host, PLORE_LOG_WARN, error);
}

int32_t
kit_machine_seen(const plore_host *host, const char *asset, int64_t at_ms,
    const struct kit_osrelease *os)
{
	plore_attr attrs[2];
	plore_event event = {.size = sizeof event,
	    .time_ms = at_ms,
	    .kind = "asset.seen",
	    .asset = asset,
	    .attrs = attrs};

	if (os != NULL && os->name[0] != '\0')
		attrs[event.attr_count++] =
		    (plore_attr){"os", os->name, PLORE_PUBLIC, 0};
	if (os != NULL && os->distro[0] != '\0')
		attrs[event.attr_count++] =
		    (plore_attr){"distro", os->distro, PLORE_PUBLIC, 0};
	return kit_emit(host, &event);
}
