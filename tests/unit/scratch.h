/*
 * scratch.h - a folder for one test, with a place for a store in it
 *
 * For cmocka's setup and teardown. The folder must be empty but for the store
 * when the test ends, so that none is left behind unnoticed.
 */
#ifndef TESTS_SCRATCH_H
#define TESTS_SCRATCH_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char scratch_folder[64];
static char scratch_store[96];

static inline int
scratch_setup(void **state)
{
	(void)state;
	snprintf(scratch_folder, sizeof scratch_folder, "/tmp/pl-test-XXXXXX");
	if (mkdtemp(scratch_folder) == NULL)
		return -1;
	snprintf(
	    scratch_store, sizeof scratch_store, "%s/store.db", scratch_folder);
	return 0;
}

static inline void
scratch_remove_store(void)
{
	static const char *const ends[] = {"", "-wal", "-shm", ".lock"};
	char name[128];

	for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
		snprintf(name, sizeof name, "%s%s", scratch_store, ends[i]);
		unlink(name);
	}
}

static inline int
scratch_teardown(void **state)
{
	(void)state;
	scratch_remove_store();
	return rmdir(scratch_folder);
}

#endif
