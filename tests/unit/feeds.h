/*
 * feeds.h - a plugin for tests that bring its collect, and files for it to read
 *
 * Whether a file is new follows from when it changed, and the clock for that
 * stands still a while, so that tests wait behind what they write. Include
 * cmocka.h before.
 */
#ifndef TESTS_FEEDS_H
#define TESTS_FEEDS_H

#include <patchlore/plugin.h>
#include <stdio.h>
#include <unistd.h>

#include "kit/files.h"

/* The test's; self is the host. */
static int32_t feeds_collect(void *self, const plore_request *request);

static int32_t
feeds_open(const plore_host *host, void **self)
{
	*self = (void *)host;
	return PLORE_OK;
}

static void
feeds_close(void *self)
{
	(void)self;
}

static const char *const feeds_kinds[] = {"vuln.published", NULL};

static const plore_option feeds_options[] = {
    {"path", "files", NULL, PLORE_PATH, PLORE_REQUIRED | PLORE_REPEATED},
    {"of", "what is told of them", NULL, PLORE_TEXT, PLORE_REPEATED}, {0}};

static const plore_plugin feeds_plugin = {
    .size = sizeof feeds_plugin,
    .evidence = PLORE_BY_LOG,
    .id = "org.patchlore.test",
    .name = "Test",
    .version = "1",
    .kinds = feeds_kinds,
    .options = feeds_options,
    .open = feeds_open,
    .collect = feeds_collect,
    .close = feeds_close,
};

/* Longer than the clock for files stands still. */
static void
feeds_wait(void)
{
	usleep(2 * KIT_FILES_TICK_MS * 1000);
}

static void
feeds_write(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
}

#endif
