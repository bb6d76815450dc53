/*
 * nvd.c - records of the National Vulnerability Database
 *
 * The pages that its interface 2.0 answers with, and the files of a year in the
 * same form. A page is read again once its file changed; what is told again is
 * the same event and changes nothing.
 */
#include <string.h>

#include <patchlore/plugin.h>

#include "kit/records.h"
#include "plugins/nvd/record.h"

static const char *const kinds[] = {
    "vuln.published", "vuln.rescored", "vuln.signal", NULL};

static const plore_option options[] = {
    {"path",
	"a page or feed of NVD 2.0 in JSON, packed or not, an archive of such, "
	"or a folder of them",
	NULL, PLORE_PATH, PLORE_REQUIRED | PLORE_REPEATED},
    {0}};

static int
is_wanted(const char *name)
{
	return kit_files_ends(name, ".json");
}

static int32_t
take(void *self, const struct kit_record *record)
{
	const struct kit_records *records = self;
	struct kit_vuln vuln;
	char reason[KIT_RECORDS_REASON];

	if (nvd_record_read(
		json_object_get(record->json, "cve"), &vuln, reason) < 0)
		return kit_records_reject(records, record, "%s", reason);
	return kit_vuln_report(records->host, &vuln);
}

static int32_t
nvd_open(const plore_host *host, void **self)
{
	*self = (void *)host;
	return PLORE_OK;
}

static int32_t
nvd_collect(void *self, const plore_request *request)
{
	struct kit_records records = {.host = self,
	    .list = "vulnerabilities",
	    .wanted = is_wanted,
	    .take = take,
	    .self = &records,
	    .meaning = "1"};

	return kit_records_collect(&records, request);
}

static void
nvd_close(void *self)
{
	(void)self;
}

static const plore_plugin nvd = {
    .size = sizeof nvd,
    .evidence = PLORE_BY_LOG,
    .id = "gov.nist.nvd",
    .name = "National Vulnerability Database",
    .version = "0.1.0",
    .summary = "reads NVD's records of vulnerabilities, with its scores",
    .license = "Apache-2.0",
    .kinds = kinds,
    .options = options,
    .open = nvd_open,
    .collect = nvd_collect,
    .close = nvd_close,
};

PLORE_PLUGINS(&nvd);
