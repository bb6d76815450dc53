/*
 * event.h - one fact as it came from a source, and the rules it must meet
 *
 * An event is identified by its source, asset, subject, kind and time, where
 * the subject is the patch or, without one, the vulnerability. The strings
 * are borrowed: an event lives only as long as what it was read from.
 */
#ifndef PL_EVENT_H
#define PL_EVENT_H

#include <stddef.h>
#include <stdint.h>

#include "model/kind.h"

struct pl_error;

/* How far an attribute may travel; the values of plugin.h. */
enum pl_share { PL_PRIVATE = 0, PL_ALIAS = 1, PL_PUBLIC = 2 };

struct pl_attr {
	const char *name;
	const char *value;
	enum pl_share share;
};

enum { PL_EVENT_ATTRS = 64 }; /* attributes of one event, at most */

struct pl_event {
	enum pl_kind kind;
	int64_t at_ms;    /* when, at the latest */
	int64_t after_ms; /* later than this; 0: exactly at at_ms */
	int64_t took_ms;  /* 0: not known */
	const char *asset;
	const char *patch;
	const char *vuln;
	const char *product;
	const char *code;
	size_t attr_count;
	struct pl_attr attrs[PL_EVENT_ATTRS];
};

/* Events lie between these, so that no sum of times can overflow and a
 * clock that was never set (1970) is noticed. */
#define PL_EVENT_EARLIEST_MS INT64_C(315532800000)  /* 1980-01-01 */
#define PL_EVENT_LATEST_MS   INT64_C(4102444800000) /* 2100-01-01 */

/* Does the event hold together: known kind, the names its kind needs, times
 * in range and order, lengths, UTF-8 without control characters? PL_E_DATA
 * with the rule in err where it does not. */
int pl_event_check(const struct pl_event *event, struct pl_error *err);

#endif
