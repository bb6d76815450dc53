/*
 * settings.h - the sources that an organization has configured
 *
 *   {"sandbox": "required",
 *    "sources": [
 *      {"name": "this machine", "plugin": "apt"},
 *      {"name": "web-14", "plugin": "apt",
 *       "options": {"path": "logs/web-14", "timezone": "Europe/Berlin"},
 *       "grant": ["network"], "sandbox": "best-effort", "timeout": 300}]}
 *
 * Names are unique, members that are not known are errors, relative paths are
 * those of the folder that the file lies in.
 */
#ifndef PL_SETTINGS_H
#define PL_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

struct pl_error;

enum {
	PL_SETTINGS_SIZE = 4 * 1024 * 1024, /* bytes of the file */
	PL_SETTINGS_SOURCES = 10000,
};

struct pl_source {
	char *name, *plugin;
	char **options; /* "name=value" */
	size_t option_count;
	enum pl_sandbox_mode sandbox;
	unsigned grant; /* PL_GRANT_... */
	int silence_ms; /* 0: as in run.h */
};

struct pl_settings {
	char *folder; /* that the file lies in */
	struct pl_source *sources;
	size_t count;
};

/* Read a file. PL_E_CONFIG with file, line or source, and what was expected. */
int pl_settings_read(
    struct pl_settings *out, const char *path, struct pl_error *err);
void pl_settings_free(struct pl_settings *settings);

/* The words of "sandbox" and "grant". grant starts from what *grant has:
 * "network" and "root" add, "no-paths" and "no-programs" take away.
 * PL_E_CONFIG names the words that exist. */
int pl_settings_sandbox(
    enum pl_sandbox_mode *out, const char *word, struct pl_error *err);
int pl_settings_grant(unsigned *grant, const char *word, struct pl_error *err);

/* Seconds of silence, 1 to PL_SETTINGS_TIMEOUT. */
enum { PL_SETTINGS_TIMEOUT = 24 * 3600 };
int pl_settings_timeout(int *out_ms, int64_t seconds, struct pl_error *err);
int pl_settings_timeout_text(
    int *out_ms, const char *text, struct pl_error *err);

#endif
