/*
 * replay.c - a fuzz target's corpus as an ordinary test
 *
 * Stands in for libFuzzer's main: each file in the folders or files named is
 * given to the target once, in the order of their names, and told in TAP. A
 * target fails by crashing, so the line comes after the call.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { REPLAY_PATH = 4096, REPLAY_BYTES = 16 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int count;

static void
replay_file(const char *path)
{
	static uint8_t data[REPLAY_BYTES];
	FILE *file = fopen(path, "rb");
	uint8_t *exact;
	size_t size;

	if (file == NULL) {
		printf("not ok %d - %s: cannot be read\n", ++count, path);
		return;
	}
	size = fread(data, 1, sizeof data, file);
	fclose(file);
	/* A copy of the exact size lets the sanitizer see a read too far. */
	exact = malloc(size > 0 ? size : 1);
	if (exact == NULL)
		abort();
	memcpy(exact, data, size);
	LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	printf("ok %d - %s\n", ++count, path);
	fflush(stdout);
}

static void
replay_folder(const char *path)
{
	struct dirent **entries;
	int total = scandir(path, &entries, NULL, alphasort);

	for (int i = 0; i < total; i++) {
		char name[REPLAY_PATH];
		int length = snprintf(
		    name, sizeof name, "%s/%s", path, entries[i]->d_name);

		if (entries[i]->d_name[0] != '.' && length < REPLAY_PATH)
			replay_file(name);
		free(entries[i]);
	}
	if (total >= 0)
		free(entries);
}

int
main(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		struct stat status;

		if (stat(argv[i], &status) == 0 && S_ISDIR(status.st_mode))
			replay_folder(argv[i]);
		else
			replay_file(argv[i]);
	}
	printf("1..%d\n", count);
	return 0;
}
