#include "plugins/csaf/cvrf.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kit/advisory.h"
#include "kit/cvss.h"
#include "kit/instant.h"
#include "kit/tell.h"
#include "plugins/csaf/remedy.h"

enum {
	DEPTH = 16,  /* of elements that are told apart */
	NAME = 48,   /* bytes of an element's name */
	TEXT = 4096, /* bytes of an element's text; what is longer is cut */
	WORD = 64,   /* bytes of a name, a date */
	UPDATES = 1 << 14, /* in a document */
	PUBLISHED = 1 << 14,
};

struct update {
	char name[WORD];
	int64_t at_ms;
	int severity; /* the worst; see kit_severity. 0: none */
	char reboot[WORD];
	struct kit_set vulns, replaced; /* the updates it replaces */
	int has_issue;                  /* that is known */
};

/* A vulnerability that was read; told at the end, when dates are known. */
struct published {
	char cve[WORD], cvss[WORD];
	int64_t at_ms;
	int severity, is_exploited;
};

/* The remediation at hand. */
struct remedy {
	char type[WORD], name[WORD], restart[WORD];
	char replaced[TEXT];
};

struct cvrf {
	const plore_host *host;
	XML_Parser parser;
	char path[DEPTH][NAME];
	int depth;
	char type[WORD]; /* the attribute Type of the Threat or Remediation */
	char text[TEXT]; /* of the element at hand */
	size_t used;
	int64_t first_ms, current_ms; /* of the document */
	struct published now;         /* the vulnerability at hand */
	struct remedy remedy;
	size_t *fixing; /* updates that fix it */
	size_t fixing_count, fixing_room;
	struct update *updates;
	size_t update_count, update_room;
	struct published *published;
	size_t published_count, published_room;
	int is_cvrf, is_microsofts;
	int out_of_memory;
};

/* ---- Where in the document ---------------------------------------------- */

/* Is the element that ends called so, within one called so? */
static int
is_at(const struct cvrf *cvrf, const char *within, const char *name)
{
	int at = cvrf->depth - 1;

	return at >= 1 && at < DEPTH && strcmp(cvrf->path[at], name) == 0 &&
	       strcmp(cvrf->path[at - 1], within) == 0;
}

/* Names come as "uri|name". */
static const char *
local(const char *name)
{
	const char *bar = strrchr(name, '|');

	return bar == NULL ? name : bar + 1;
}

static void
copy(char out[WORD], const char *text)
{
	snprintf(out, WORD, "%.*s", WORD - 1, text);
}

/* Text without the space around it. */
static const char *
trimmed(struct cvrf *cvrf)
{
	char *text = cvrf->text;

	while (cvrf->used > 0 && strchr(" \t\r\n", text[cvrf->used - 1]))
		cvrf->used--;
	text[cvrf->used] = '\0';
	return text + strspn(text, " \t\r\n");
}

/* "2024-03-12T07:00:00": Microsoft means UTC and does not say so. */
static int64_t
time_of(const char *text)
{
	char zoned[WORD];
	int64_t at_ms = 0;

	snprintf(zoned, sizeof zoned, "%.40sZ", text);
	if (kit_instant_read(zoned, &at_ms) < 0 &&
	    kit_instant_read(text, &at_ms) < 0)
		return 0;
	return at_ms;
}

/* ---- Updates ------------------------------------------------------------ */

/* Room for one more in a list of at most so many; NULL and a note. */
static void *
room_for(struct cvrf *cvrf, void *list, size_t count, size_t *room, size_t most,
    size_t size)
{
	size_t wanted = *room == 0 ? 32 : *room * 2;
	void *more = list;

	if (count >= *room) {
		more = count >= most ? NULL : reallocarray(list, wanted, size);
		if (more != NULL)
			*room = wanted;
	}
	if (more == NULL)
		cvrf->out_of_memory = 1;
	return more;
}

/* The update of a name, made where it is new; NULL without memory. */
static struct update *
update_of(struct cvrf *cvrf, const char *name)
{
	struct update *updates;

	for (size_t i = cvrf->update_count; i-- > 0;)
		if (strcmp(cvrf->updates[i].name, name) == 0)
			return &cvrf->updates[i];
	updates = room_for(cvrf, cvrf->updates, cvrf->update_count,
	    &cvrf->update_room, UPDATES, sizeof *updates);
	if (updates == NULL)
		return NULL;
	cvrf->updates = updates;
	updates += cvrf->update_count++;
	*updates = (struct update){.name = ""};
	copy(updates->name, name);
	return updates;
}

/* "5034763", or several with anything between them. */
static void
take_replaced(struct cvrf *cvrf, struct update *update)
{
	const char *at = cvrf->remedy.replaced;
	char digits[WORD], name[WORD];

	while (*(at += strcspn(at, "0123456789")) != '\0') {
		size_t length = strspn(at, "0123456789");

		snprintf(digits, sizeof digits, "%.*s",
		    length < 16 ? (int)length : 16, at);
		at += length;
		if (remedy_of_details(digits, name, sizeof name) &&
		    strcmp(name, update->name) != 0 &&
		    kit_set_add(&update->replaced, name, strlen(name)) < 0)
			cvrf->out_of_memory = 1;
	}
}

static void
note_fixing(struct cvrf *cvrf, const struct update *update)
{
	size_t index = (size_t)(update - cvrf->updates);
	size_t *fixing;

	for (size_t i = 0; i < cvrf->fixing_count; i++)
		if (cvrf->fixing[i] == index)
			return;
	fixing = room_for(cvrf, cvrf->fixing, cvrf->fixing_count,
	    &cvrf->fixing_room, UPDATES, sizeof *fixing);
	if (fixing == NULL)
		return;
	cvrf->fixing = fixing;
	fixing[cvrf->fixing_count++] = index;
}

static void
end_remedy(struct cvrf *cvrf)
{
	const struct remedy *remedy = &cvrf->remedy;
	const char *reboot = remedy_reboot(remedy->restart);
	struct update *update;

	if (remedy->name[0] == '\0' ||
	    (strcmp(remedy->type, "Vendor Fix") != 0 &&
		strcmp(remedy->type, "Known Issue") != 0))
		return;
	update = update_of(cvrf, remedy->name);
	if (update == NULL)
		return;
	if (strcmp(remedy->type, "Known Issue") == 0) {
		update->has_issue = 1;
		return;
	}
	/* "yes" of one product outweighs "no" of another. */
	if (reboot != NULL && strcmp(reboot, update->reboot) > 0)
		copy(update->reboot, reboot);
	take_replaced(cvrf, update);
	note_fixing(cvrf, update);
}

/* ---- Vulnerabilities ---------------------------------------------------- */

static void
take_vulns(struct cvrf *cvrf, struct update *update)
{
	const struct published *now = &cvrf->now;

	if (kit_set_add_cve(&update->vulns, now->cve) < 0)
		cvrf->out_of_memory = 1;
	if (now->severity > update->severity)
		update->severity = now->severity;
	if (now->at_ms != 0 &&
	    (update->at_ms == 0 || now->at_ms < update->at_ms))
		update->at_ms = now->at_ms;
}

static void
end_vulnerability(struct cvrf *cvrf)
{
	struct published *published;

	for (size_t i = 0; i < cvrf->fixing_count; i++)
		take_vulns(cvrf, &cvrf->updates[cvrf->fixing[i]]);
	published = room_for(cvrf, cvrf->published, cvrf->published_count,
	    &cvrf->published_room, PUBLISHED, sizeof *published);
	if (published != NULL) {
		cvrf->published = published;
		published[cvrf->published_count++] = cvrf->now;
	}
	cvrf->now = (struct published){.severity = 0};
	cvrf->fixing_count = 0;
}

static void
take_threat(struct cvrf *cvrf, const char *text)
{
	if (strcmp(cvrf->type, "Severity") == 0) {
		if (kit_severity(text) > cvrf->now.severity)
			cvrf->now.severity = kit_severity(text);
	} else if (strcmp(cvrf->type, "Exploit Status") == 0) {
		cvrf->now.is_exploited |= remedy_is_exploited(text);
	}
}

/* A vulnerability's history begins when it was published. */
static void
take_revision(struct cvrf *cvrf, int64_t at_ms)
{
	if (at_ms != 0 && (cvrf->now.at_ms == 0 || at_ms < cvrf->now.at_ms))
		cvrf->now.at_ms = at_ms;
}

static void
take_remedy_text(struct cvrf *cvrf, const char *text)
{
	struct remedy *remedy = &cvrf->remedy;

	if (is_at(cvrf, "Remediation", "Description"))
		remedy_of_details(text, remedy->name, WORD);
	else if (is_at(cvrf, "Remediation", "URL") && remedy->name[0] == '\0')
		remedy_of_url(text, remedy->name, WORD);
	else if (is_at(cvrf, "Remediation", "RestartRequired"))
		copy(remedy->restart, text);
	else if (is_at(cvrf, "Remediation", "Supercedence"))
		snprintf(remedy->replaced, TEXT, "%s", text);
}

static void
take_vulnerability_text(struct cvrf *cvrf, const char *text)
{
	struct published *now = &cvrf->now;

	if (is_at(cvrf, "Vulnerability", "CVE"))
		copy(now->cve, text);
	else if (is_at(cvrf, "Threat", "Description"))
		take_threat(cvrf, text);
	else if ((is_at(cvrf, "ScoreSet", "BaseScore") ||
		     is_at(cvrf, "ScoreSetV3", "BaseScoreV3")) &&
		 strtod(text, NULL) > strtod(now->cvss, NULL))
		copy(now->cvss, text);
	else if (is_at(cvrf, "Revision", "Date"))
		take_revision(cvrf, time_of(text));
}

/* ---- XML ---------------------------------------------------------------- */

static void XMLCALL
begin_element(void *context, const XML_Char *name, const XML_Char **attributes)
{
	struct cvrf *cvrf = context;

	name = local(name);
	if (cvrf->depth < DEPTH)
		snprintf(cvrf->path[cvrf->depth], NAME, "%.*s", NAME - 1, name);
	if (cvrf->depth == 0)
		cvrf->is_cvrf = strcmp(name, "cvrfdoc") == 0;
	cvrf->depth++;
	cvrf->used = 0;
	if (strcmp(name, "Threat") != 0 && strcmp(name, "Remediation") != 0)
		return;
	cvrf->type[0] = '\0';
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(local(attributes[0]), "Type") == 0)
			copy(cvrf->type, attributes[1]);
	cvrf->remedy.name[0] = cvrf->remedy.restart[0] =
	    cvrf->remedy.replaced[0] = '\0';
	memcpy(cvrf->remedy.type, cvrf->type, WORD);
}

static void XMLCALL
take_characters(void *context, const XML_Char *text, int length)
{
	struct cvrf *cvrf = context;
	size_t room = TEXT - 1 - cvrf->used;
	size_t n = (size_t)length < room ? (size_t)length : room;

	memcpy(cvrf->text + cvrf->used, text, n);
	cvrf->used += n;
}

static void XMLCALL
end_element(void *context, const XML_Char *name)
{
	struct cvrf *cvrf = context;
	const char *text = trimmed(cvrf);

	name = local(name);
	if (is_at(cvrf, "DocumentTracking", "InitialReleaseDate"))
		cvrf->first_ms = time_of(text);
	else if (is_at(cvrf, "DocumentTracking", "CurrentReleaseDate"))
		cvrf->current_ms = time_of(text);
	else if (is_at(cvrf, "DocumentPublisher", "ContactDetails") ||
		 is_at(cvrf, "DocumentPublisher", "IssuingAuthority"))
		cvrf->is_microsofts |= strcasestr(text, "microsoft") != NULL;
	else if (cvrf->depth > 2 &&
		 strcmp(cvrf->path[1], "Vulnerability") == 0) {
		take_vulnerability_text(cvrf, text);
		take_remedy_text(cvrf, text);
		if (strcmp(name, "Remediation") == 0)
			end_remedy(cvrf);
	} else if (is_at(cvrf, "cvrfdoc", "Vulnerability"))
		end_vulnerability(cvrf);
	cvrf->depth--;
	cvrf->used = 0;
}

struct cvrf *
cvrf_new(const plore_host *host)
{
	struct cvrf *cvrf = calloc(1, sizeof *cvrf);

	if (cvrf == NULL)
		return NULL;
	cvrf->host = host;
	cvrf->parser = XML_ParserCreateNS(NULL, '|');
	if (cvrf->parser == NULL) {
		free(cvrf);
		return NULL;
	}
	XML_SetUserData(cvrf->parser, cvrf);
	XML_SetElementHandler(cvrf->parser, begin_element, end_element);
	XML_SetCharacterDataHandler(cvrf->parser, take_characters);
	return cvrf;
}

void
cvrf_free(struct cvrf *cvrf)
{
	if (cvrf == NULL)
		return;
	XML_ParserFree(cvrf->parser);
	for (size_t i = 0; i < cvrf->update_count; i++) {
		kit_set_free(&cvrf->updates[i].vulns);
		kit_set_free(&cvrf->updates[i].replaced);
	}
	free(cvrf->updates);
	free(cvrf->published);
	free(cvrf->fixing);
	free(cvrf);
}

static int
parse(struct cvrf *cvrf, const char *bytes, size_t length, int is_last,
    char *why, size_t why_size)
{
	if (XML_Parse(cvrf->parser, bytes, (int)length, is_last) ==
	    XML_STATUS_ERROR) {
		snprintf(why, why_size, "line %lu: %s",
		    (unsigned long)XML_GetCurrentLineNumber(cvrf->parser),
		    XML_ErrorString(XML_GetErrorCode(cvrf->parser)));
		return -1;
	}
	if (cvrf->out_of_memory) {
		snprintf(why, why_size,
		    "more updates or vulnerabilities than "
		    "memory, or than %d",
		    UPDATES);
		return -1;
	}
	return 0;
}

int
cvrf_take(struct cvrf *cvrf, const char *bytes, size_t length, char *why,
    size_t why_size)
{
	return parse(cvrf, bytes, length, 0, why, why_size);
}

/* ---- Telling it --------------------------------------------------------- */

/* The day alone is known. It begins on Microsoft's own coast, seven hours after
 * that in UTC, or eight in winter. */
static void
spread(int64_t *at_ms, int64_t *after_ms)
{
	const int64_t hour_ms = 60 * 60 * 1000;

	if (!kit_whole_day(at_ms, after_ms, 7 * hour_ms))
		kit_whole_day(at_ms, after_ms, 8 * hour_ms);
}

static int32_t
tell_published(struct cvrf *cvrf, const struct published *published)
{
	plore_attr attrs[3];
	uint32_t count = 0;
	plore_event event = {.size = sizeof event,
	    .kind = "vuln.published",
	    .time_ms =
		published->at_ms != 0 ? published->at_ms : cvrf->first_ms,
	    .vuln = published->cve,
	    .attrs = attrs};

	if (published->cve[0] == '\0')
		return PLORE_OK;
	if (published->severity > 0)
		attrs[count++] = (plore_attr){"severity",
		    kit_severity_word(published->severity), PLORE_PUBLIC, 0};
	if (published->cvss[0] != '\0')
		attrs[count++] =
		    (plore_attr){"cvss", published->cvss, PLORE_PUBLIC, 0};
	if (published->is_exploited)
		attrs[count++] =
		    (plore_attr){"exploitation", "active", PLORE_PUBLIC, 0};
	event.attr_count = count;
	spread(&event.time_ms, &event.after_ms);
	return kit_emit(cvrf->host, &event);
}

static int32_t
tell_replaced(struct cvrf *cvrf, const struct update *update,
    const struct kit_advisory *advisory)
{
	const plore_attr attrs[] = {
	    {"superseded_by", update->name, PLORE_PUBLIC, 0}};
	int32_t result = PLORE_OK;

	for (size_t i = 0; result == PLORE_OK && i < update->replaced.count;
	     i++) {
		const plore_event event = {.size = sizeof event,
		    .kind = "patch.superseded",
		    .time_ms = advisory->at_ms,
		    .after_ms = advisory->after_ms,
		    .patch = update->replaced.list[i],
		    .attrs = attrs,
		    .attr_count = 1};

		result = kit_emit(cvrf->host, &event);
	}
	return result;
}

/* Known by the revision at hand; since when is not told. */
static int32_t
tell_issue(struct cvrf *cvrf, const struct update *update)
{
	const plore_event event = {.size = sizeof event,
	    .kind = "patch.known_issue",
	    .time_ms =
		cvrf->current_ms != 0 ? cvrf->current_ms : cvrf->first_ms,
	    .patch = update->name};

	return update->has_issue ? kit_emit(cvrf->host, &event) : PLORE_OK;
}

static int32_t
tell_update(struct cvrf *cvrf, const struct update *update)
{
	struct kit_advisory advisory = {.id = update->name,
	    .at_ms = update->at_ms != 0 ? update->at_ms : cvrf->first_ms,
	    .vendor = "microsoft",
	    .type = "security",
	    .severity = update->severity > 0
	                    ? kit_severity_word(update->severity)
	                    : NULL,
	    .reboot = update->reboot,
	    .remediation = "vendor_fix",
	    .vulns = update->vulns};
	int32_t result = PLORE_OK;

	spread(&advisory.at_ms, &advisory.after_ms);
	if (update->vulns.count > 0)
		result = kit_advisory_emit(cvrf->host, &advisory);
	if (result == PLORE_OK)
		result = tell_replaced(cvrf, update, &advisory);
	return result == PLORE_OK ? tell_issue(cvrf, update) : result;
}

int32_t
cvrf_end(struct cvrf *cvrf, uint64_t *events, char *why, size_t why_size)
{
	int32_t result = PLORE_OK;

	if (parse(cvrf, "", 0, 1, why, why_size) < 0)
		return PLORE_E_DATA;
	if (!cvrf->is_cvrf || !cvrf->is_microsofts || cvrf->first_ms == 0) {
		snprintf(why, why_size, "%s",
		    !cvrf->is_cvrf ? "expected an element cvrfdoc (CVRF 1.1)"
		    : !cvrf->is_microsofts
			? "its publisher is not Microsoft; look for its CSAF "
			  "instead"
			: "no InitialReleaseDate");
		return PLORE_E_DATA;
	}
	for (size_t i = 0; result == PLORE_OK && i < cvrf->published_count; i++)
		result = tell_published(cvrf, &cvrf->published[i]);
	for (size_t i = 0; result == PLORE_OK && i < cvrf->update_count; i++)
		result = tell_update(cvrf, &cvrf->updates[i]);
	*events += cvrf->published_count + cvrf->update_count;
	return result;
}
