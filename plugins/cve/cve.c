/*
 * cve.c - CVE records, version 5, with what others than the authority added
 *
 * The CVE list is a file for each record: a quarter of a million in folders, or
 * in one archive. Files that did not change since the last run are not read.
 */
#include <string.h>

#include <patchlore/plugin.h>

#include "kit/records.h"
#include "plugins/cve/record.h"

static const char *const kinds[] = {
    "vuln.published", "vuln.rescored", "vuln.signal", NULL};

static const plore_option options[] = {
    {"path",
	"a CVE record in JSON, an archive of records, or a folder with files "
	"CVE-*.json in it and below",
	NULL, PLORE_PATH, PLORE_REQUIRED | PLORE_REPEATED},
    {0}};

static int
is_wanted(const char *name)
{
	return strncmp(name, "CVE-", 4) == 0 && kit_files_ends(name, ".json");
}

static int32_t
take(void *self, const struct kit_record *record)
{
	const struct kit_records *records = self;
	struct kit_vuln vuln;
	char reason[KIT_RECORDS_REASON];

	if (cve_record_read(record->json, &vuln, reason) < 0)
		return kit_records_reject(records, record, "%s", reason);
	return kit_vuln_report(records->host, &vuln);
}

static int32_t
cve_open(const plore_host *host, void **self)
{
	*self = (void *)host;
	return PLORE_OK;
}

static int32_t
cve_collect(void *self, const plore_request *request)
{
	struct kit_records records = {.host = self,
	    .wanted = is_wanted,
	    .take = take,
	    .self = &records,
	    .meaning = "1"};

	return kit_records_collect(&records, request);
}

static void
cve_close(void *self)
{
	(void)self;
}

static const plore_plugin cve = {
    .size = sizeof cve,
    .evidence = PLORE_BY_LOG,
    .id = "org.cve.record",
    .name = "CVE records",
    .version = "0.1.0",
    .summary =
	"reads CVE records, with vendors' scores and CISA's decision points",
    .license = "Apache-2.0",
    .kinds = kinds,
    .options = options,
    .open = cve_open,
    .collect = cve_collect,
    .close = cve_close,
};

PLORE_PLUGINS(&cve);
