/*
 * locate.h - where what comes with patchlore lies: the worker, the plugins,
 * report content, surveys, templates and mappings
 *
 * In a build folder they lie beside the program; installed, where "make
 * install" put them. The environment goes first: PATCHLORE_WORKER (a file),
 * PATCHLORE_PLUGINS, PATCHLORE_REPORTS, PATCHLORE_SURVEYS, PATCHLORE_TEMPLATES
 * and PATCHLORE_MAPPINGS (folders).
 */
#ifndef PL_LOCATE_H
#define PL_LOCATE_H

#include <limits.h>
#include <stddef.h>

struct pl_error;

int pl_locate_worker(char out[PATH_MAX], struct pl_error *err);
int pl_locate_reports(char out[PATH_MAX], struct pl_error *err);

/* The files of a new plugin: a folder common/, and one for each language. */
int pl_locate_templates(char out[PATH_MAX], struct pl_error *err);

/* The file of a plugin: "apt", or a path with a slash in it. PL_E_CONFIG with
 * the names that exist where there is none. */
int pl_locate_plugin(
    const char *name, char out[PATH_MAX], struct pl_error *err);

/* The file of a mapping for the table plugin: "qualys", or "qualys.json".
 * PL_E_CONFIG with the names that exist where there is none. */
int pl_locate_mapping(
    const char *name, char out[PATH_MAX], struct pl_error *err);

/* The names of all plugins found, sorted. Free each and the array. */
int pl_locate_plugins(char ***names, size_t *count, struct pl_error *err);

/* The same for policy packs, which are report content: "bod-26-04", or a path,
 * which has a slash in it or ends in ".json". */
int pl_locate_policy(
    const char *name, char out[PATH_MAX], struct pl_error *err);
int pl_locate_policies(char ***names, size_t *count, struct pl_error *err);

/* The same for surveys. */
int pl_locate_survey(
    const char *name, char out[PATH_MAX], struct pl_error *err);
int pl_locate_surveys(char ***names, size_t *count, struct pl_error *err);

/* The file with what a lesson is asked. */
int pl_locate_lesson(char out[PATH_MAX], struct pl_error *err);

/* The folder with what forms are made with. */
int pl_locate_form(char out[PATH_MAX], struct pl_error *err);

#endif
