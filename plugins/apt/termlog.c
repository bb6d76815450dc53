#include "plugins/apt/termlog.h"

#include <stdlib.h>
#include <string.h>

#include "kit/grow.h"
#include "plugins/apt/dpkglog.h"

enum { MEMORY_OUT = -2, CAUSE = 300 };

/* apt opens the two logs one after the other. */
#define SAME_START_MS INT64_C(3000)

/* ---- Text --------------------------------------------------------------- */

/* Take out escape sequences, and all that was written over: what stands before
 * the last carriage return that something follows. The length left. */
static size_t
clean(char *text, size_t length)
{
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		if (text[i] == '\r' && i + 1 < length && text[i + 1] != '\r') {
			used = 0;
		} else if (text[i] == '\033' && i + 1 < length &&
			   text[i + 1] == '[') {
			for (i += 2; i < length && (text[i] < '@'); i++)
				;
		} else if (text[i] != '\r') {
			text[used++] = text[i];
		}
	}
	text[used] = '\0';
	return used;
}

/* Does the text begin so? Then *rest is what follows. */
static int
begins(const char *text, const char *with, const char **rest)
{
	size_t length = strlen(with);

	if (strncmp(text, with, length) != 0)
		return 0;
	*rest = text + length;
	return 1;
}

/* "X (V) ..." or "X (V) over (O) ...": each part, not closed. */
struct said {
	struct dpkg_word package, version, old;
};

static int
take_version(struct dpkg_word *out, const char **text)
{
	size_t length;

	if (**text != '(')
		return -1;
	length = strcspn(*text + 1, " )");
	if ((*text)[1 + length] != ')' || length == 0 || length >= DPKG_NAME)
		return -1;
	*out = (struct dpkg_word){*text + 1, length};
	*text += length + 2;
	return 0;
}

static int
said_read(struct said *out, const char *text)
{
	size_t length = strcspn(text, " ");

	*out = (struct said){.package = {text, length}};
	if (length == 0 || length >= DPKG_NAME || text[length] != ' ')
		return -1;
	text += length + 1;
	if (take_version(&out->version, &text) < 0)
		return -1;
	if (begins(text, " over ", &text))
		return take_version(&out->old, &text);
	return 0;
}

/* ---- Sessions ----------------------------------------------------------- */

static int
read_time(struct termlog *log, const char *text, int64_t *out_ms)
{
	const char *time;

	if (strlen(text) < 19)
		return -1;
	time = text + 10 + strspn(text + 10, " ");
	return time == text + 10 || strlen(time) < 8
	           ? -1
	           : kit_local_time_read(&log->clock, text, time, out_ms);
}

static int
begin_session(struct termlog *log, const char *text, const char **why)
{
	struct term_session session = {.first = log->package_count};
	struct term_session *sessions;

	termlog_file_ends(log);
	if (read_time(log, text, &session.start_ms) < 0) {
		*why = "expected a time such as 2026-03-12  02:14:07";
		return -1;
	}
	sessions =
	    kit_grow(log->sessions, log->count, &log->room, sizeof *sessions);
	if (sessions == NULL)
		return MEMORY_OUT;
	log->sessions = sessions;
	sessions[log->count++] = session;
	log->inside = 1;
	return 0;
}

static int
end_session(struct termlog *log, const char *text, const char **why)
{
	int inside = log->inside;

	termlog_file_ends(log);
	if (!inside)
		return 0; /* it began in a file that is gone */
	if (read_time(log, text, &log->sessions[log->count - 1].end_ms) < 0) {
		*why = "expected a time such as 2026-03-12  02:14:07";
		return -1;
	}
	return 0;
}

void
termlog_file_ends(struct termlog *log)
{
	log->inside = 0;
	log->explained = 0;
}

/* The package of this session by its bare name; added if it is not there yet.
 * NULL where memory is out. */
static struct term_package *
package_of(struct termlog *log, struct dpkg_word name)
{
	struct term_session *session = &log->sessions[log->count - 1];
	uint32_t bare = kit_numbers_add(
	    log->names, name.text, dpkg_bare_length(name.text, name.length));
	uint32_t full = kit_numbers_add(log->names, name.text, name.length);
	struct term_package *packages;
	size_t *by_name, at;

	if (bare == KIT_NUMBERS_FULL || full == KIT_NUMBERS_FULL)
		return NULL;
	by_name = kit_grow_to(
	    log->by_name, bare, &log->by_name_room, sizeof *by_name);
	if (by_name == NULL)
		return NULL;
	log->by_name = by_name;
	at = log->by_name[bare];
	if (at > session->first)
		return &log->packages[at - 1];
	packages = kit_grow(log->packages, log->package_count,
	    &log->package_room, sizeof *packages);
	if (packages == NULL)
		return NULL;
	log->packages = packages;
	packages[log->package_count] =
	    (struct term_package){.package = full, .bare = bare};
	/* What was left unpacked may be set up now. */
	if (at != 0 && packages[at - 1].unpacked && !packages[at - 1].set_up) {
		packages[log->package_count].version = packages[at - 1].version;
		packages[log->package_count].old = packages[at - 1].old;
		packages[log->package_count].unpacked = 1;
	}
	log->package_count++;
	session->count++;
	log->by_name[bare] = log->package_count;
	return &packages[log->package_count - 1];
}

/* ---- What is said ------------------------------------------------------- */

static int
take_said(struct termlog *log, const struct said *said, int set_up, int removed)
{
	struct term_package *package = package_of(log, said->package);
	uint32_t version = kit_numbers_add(
	    log->names, said->version.text, said->version.length);
	uint32_t old =
	    kit_numbers_add(log->names, said->old.text, said->old.length);

	if (package == NULL || version == KIT_NUMBERS_FULL ||
	    old == KIT_NUMBERS_FULL)
		return MEMORY_OUT;
	if (removed || !set_up || package->version != version) {
		package->old = removed ? version : old;
		package->unpacked = !removed && !set_up;
	}
	package->version = removed ? 0 : version;
	log->sessions[log->count - 1].understood |= set_up;
	package->removed = removed;
	package->set_up = set_up;
	package->failed = 0;
	return 0;
}

/* "openssl (--configure):", or ".../openssl_3.0.13-1_amd64.deb (--unpack):" */
static int
take_failure(struct termlog *log, const char *text)
{
	size_t length = strcspn(text, " ");
	struct dpkg_word name = {text, length};
	struct term_package *package;

	if (memchr(text, '/', length) != NULL) {
		while (memchr(name.text, '/', name.length) != NULL) {
			name.text++;
			name.length--;
		}
		name.length = strcspn(name.text, "_ ");
	}
	if (name.length == 0 || name.length >= DPKG_NAME)
		return 0;
	package = package_of(log, name);
	if (package == NULL)
		return MEMORY_OUT;
	package->failed = 1;
	package->set_up = 0;
	log->explained = (size_t)(package - log->packages) + 1;
	return 0;
}

static int
take_cause(struct termlog *log, const char *text)
{
	uint32_t cause;

	text += strspn(text, " \t");
	cause = kit_numbers_add(log->names, text, strnlen(text, CAUSE));
	if (cause == KIT_NUMBERS_FULL)
		return MEMORY_OUT;
	log->packages[log->explained - 1].cause = cause;
	log->explained = 0;
	return 0;
}

/* The first is the cause of those that follow. */
static int
take_error(struct termlog *log, const char *text)
{
	uint32_t *error = &log->sessions[log->count - 1].error;

	if (*error == 0)
		*error =
		    kit_numbers_add(log->names, text, strnlen(text, CAUSE));
	return *error == KIT_NUMBERS_FULL ? MEMORY_OUT : 0;
}

static int
take_words(struct termlog *log, const char *text)
{
	struct said said;
	const char *rest;

	if (log->explained != 0)
		return take_cause(log, text);
	if (begins(text, "Unpacking ", &rest))
		return said_read(&said, rest) < 0 ? 0
		                                  : take_said(log, &said, 0, 0);
	if (begins(text, "Setting up ", &rest))
		return said_read(&said, rest) < 0 ? 0
		                                  : take_said(log, &said, 1, 0);
	if (begins(text, "Removing ", &rest))
		return said_read(&said, rest) < 0 ? 0
		                                  : take_said(log, &said, 0, 1);
	if (begins(text, "dpkg: error processing package ", &rest) ||
	    begins(text, "dpkg: error processing archive ", &rest) ||
	    begins(text, "dpkg: error processing ", &rest))
		return take_failure(log, rest);
	if (begins(text, "dpkg: error: ", &rest) ||
	    begins(text, "dpkg: unrecoverable fatal error, ", &rest))
		return take_error(log, text);
	return 0;
}

int
termlog_take(struct termlog *log, char *text, size_t length, const char **why)
{
	const char *rest;

	length = clean(text, length);
	if (begins(text, "Log started: ", &rest))
		return begin_session(log, rest, why);
	if (begins(text, "Log ended: ", &rest))
		return end_session(log, rest, why);
	return log->inside && length > 0 ? take_words(log, text) : 0;
}

/* ---- Beside history.log ------------------------------------------------- */

/* The sessions of a run: with debconf's questions before dpkg's work, there may
 * be several. NULL: none began with it. */
static const struct term_session *
session_of(const struct termlog *log, const struct apt_run *run)
{
	const struct term_session *nearest = NULL;

	for (size_t i = 0; i < log->count; i++) {
		const struct term_session *session = &log->sessions[i];

		if (session->start_ms >= run->start_ms - SAME_START_MS &&
		    session->start_ms <= run->start_ms + SAME_START_MS)
			nearest = session;
	}
	return nearest;
}

static const struct term_package *
find_package(const struct termlog *log, const struct term_session *session,
    const size_t *by_name, uint32_t bare)
{
	size_t at = by_name[bare];

	return at > session->first && at <= session->first + session->count
	           ? &log->packages[at - 1]
	           : NULL;
}

/* What was said of an item: nothing, where another version was meant. */
static void
tell_item(struct apt_item *item, const struct term_session *session,
    const struct term_package *package)
{
	int same = package != NULL && !package->removed &&
	           (package->version == item->version || package->version == 0);

	if (same && package->failed) {
		item->said = APT_SAID_FAILED;
		item->cause = package->cause;
	} else if (same && package->set_up) {
		item->said = APT_SAID_SET_UP;
	} else if (package == NULL && session->end_ms != 0 &&
		   session->understood) {
		item->said = APT_SAID_NOTHING;
	}
}

static void
tell_run(const struct termlog *log, struct aptlog *apt, struct apt_run *run,
    size_t *by_name)
{
	const struct term_session *session = session_of(log, run);

	if (session == NULL)
		return;
	run->cause = session->error;
	for (size_t i = 0; i < session->count; i++)
		by_name[log->packages[session->first + i].bare] =
		    session->first + i + 1;
	for (size_t i = run->first; i < run->first + run->count; i++)
		tell_item(&apt->items[i], session,
		    find_package(log, session, by_name, apt->items[i].bare));
}

/* Is what was left unpacked set up by a later session? */
static int
is_set_up_later(const struct termlog *log, const struct term_package *package)
{
	for (const struct term_package *later = package + 1;
	     later < log->packages + log->package_count; later++)
		if (later->bare == package->bare &&
		    later->version == package->version && later->set_up)
			return 1;
	return 0;
}

static enum apt_said
said_of(const struct term_package *package)
{
	if (package->removed)
		return APT_SAID_UNKNOWN;
	if (package->failed)
		return APT_SAID_FAILED;
	return package->set_up ? APT_SAID_SET_UP : APT_SAID_NOTHING;
}

static int
add_session(const struct termlog *log, const struct term_session *session,
    struct aptlog *apt)
{
	const struct apt_run run = {.start_ms = session->start_ms,
	    .end_ms = session->end_ms,
	    .cause = session->error,
	    .error = session->error};

	if (session->count == 0)
		return 0;
	if (aptlog_add_run(apt, &run) < 0)
		return MEMORY_OUT;
	for (size_t i = 0; i < session->count; i++) {
		const struct term_package *package =
		    &log->packages[session->first + i];
		struct apt_item item = {.package = package->package,
		    .bare = package->bare,
		    .old = package->old,
		    .version = package->removed ? 0 : package->version,
		    .deed = package->removed    ? APT_REMOVE
		            : package->old == 0 ? APT_INSTALL
		                                : APT_UPGRADE};

		/* What was never unpacked is only seen to, or unknown. */
		if (!package->removed &&
		    (!package->unpacked ||
			(said_of(package) == APT_SAID_NOTHING &&
			    is_set_up_later(log, package))))
			continue;
		item.said = said_of(package);
		item.cause = package->cause;
		if (aptlog_add_item(apt, &item) < 0)
			return MEMORY_OUT;
	}
	return 0;
}

int
termlog_apply(const struct termlog *log, struct aptlog *apt)
{
	size_t *by_name;

	if (apt->count == 0) {
		for (size_t i = 0; i < log->count; i++)
			if (add_session(log, &log->sessions[i], apt) < 0)
				return MEMORY_OUT;
		return 0;
	}
	by_name = calloc((size_t)log->names->count + 1, sizeof *by_name);
	if (by_name == NULL)
		return MEMORY_OUT;
	for (size_t i = 0; i < apt->count; i++)
		tell_run(log, apt, &apt->runs[i], by_name);
	free(by_name);
	return 0;
}

void
termlog_free(struct termlog *log)
{
	free(log->sessions);
	free(log->packages);
	free(log->by_name);
	*log = (struct termlog){0};
}
