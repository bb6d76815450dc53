/*
 * kev.c - the catalogue of known exploited vulnerabilities, in JSON or CSV
 *
 * The whole catalogue is published anew with each addition. It is read whenever
 * its file changed; what is told again is the same event and changes nothing.
 */
#include <string.h>

#include <patchlore/plugin.h>

#include "kit/files.h"
#include "kit/records.h"
#include "plugins/kev/entry.h"
#include "plugins/kev/rows.h"

static const char *const kinds[] = {"vuln.kev_added", NULL};

static const plore_option options[] = {
    {"path",
	"the catalogue in JSON or CSV, packed or not, or a folder of such "
	"files",
	NULL, PLORE_PATH, PLORE_REQUIRED | PLORE_REPEATED},
    {0}};

static int
is_wanted(const char *name)
{
	return kit_files_ends(name, ".json") || kit_files_ends(name, ".csv");
}

static int32_t
take(void *self, const struct kit_record *record)
{
	const struct kit_records *records = self;
	const json_t *json = record->json;
	const struct kev_entry entry = {.id = kit_records_text(json, "cveID"),
	    .added = kit_records_text(json, "dateAdded"),
	    .due = kit_records_text(json, "dueDate"),
	    .ransomware = kit_records_text(json, "knownRansomwareCampaignUse"),
	    .vendor = kit_records_text(json, "vendorProject")};
	struct kev_event made;

	if (kev_event_make(&made, &entry) < 0)
		return kit_records_reject(records, record, "%s", made.reason);
	return records->host->emit(records->host, &made.event);
}

static int32_t
kev_open(const plore_host *host, void **self)
{
	*self = (void *)host;
	return PLORE_OK;
}

/* In JSON it begins with a bracket, and in CSV with the name of a column. */
static int32_t
read_catalogue(void *self, struct kit_files *files, const struct kit_file *file)
{
	const struct kit_records *records = self;
	int first = kit_files_peek(files);

	return first == '{' || first == '['
	           ? kit_records_document(records, files, file)
	           : kev_rows_read(records->host, files, file);
}

static int32_t
kev_collect(void *self, const plore_request *request)
{
	struct kit_records records = {.host = self,
	    .list = "vulnerabilities",
	    .take = take,
	    .self = &records};
	const struct kit_files_plan plan = {.host = self,
	    .wanted = is_wanted,
	    .meaning = "1",
	    .take = read_catalogue,
	    .self = &records};

	return kit_files_collect(&plan, request);
}

static void
kev_close(void *self)
{
	(void)self;
}

static const plore_plugin kev = {
    .size = sizeof kev,
    .evidence = PLORE_BY_LOG,
    .id = "gov.cisa.kev",
    .name = "Known exploited vulnerabilities",
    .version = "0.1.0",
    .summary = "reads CISA's catalogue of known exploited vulnerabilities",
    .license = "Apache-2.0",
    .kinds = kinds,
    .options = options,
    .open = kev_open,
    .collect = kev_collect,
    .close = kev_close,
};

PLORE_PLUGINS(&kev);
