#include <getopt.h>
#include <stdio.h>

#include "base/error.h"
#include "base/table.h"
#include "cli/cli.h"
#include "share/declared.h"
#include "share/keys.h"

static const char verb[] = "share keys";

static const char help[] =
    "Usage: patchlore share keys [--folder DIR] [--program P]\n\n"
    "Makes the secrets of this organization where they are not there yet, and "
    "says which\nthere are and that nobody else may read them. What they are "
    "is never shown.\n\n"
    "  --folder DIR  the share folder (default: $PATCHLORE_SHARE, or "
    "patchlore.share\n"
    "                beside the store patchlore.db)\n"
    "  --program P   tell also what the program P knows this organization "
    "by: its\n"
    "                pseudonym and its public keys\n";

static void
add_key(void *context, const char *file, unsigned mode)
{
	struct pl_table *table = context;

	pl_table_add(table, "%s", file);
	pl_table_add(table, "%04o", mode);
}

static const char lost_master[] =
    "master.key was not there, and is another now: this organization is "
    "somebody new\nto each program, and cannot take back what it handed over "
    "before. If the old one\nwas saved, put it back before anything is made "
    "with this one.\n";

static const char lost_answers[] =
    "answers.key was not there, and is another now: chance turns answers round "
    "anew,\nand who reads the new ones beside the old learns more than either "
    "tells. If the\nold one was saved, put it back before anything is made "
    "with this one.\n";

static const char save_them[] =
    "Save this folder where secrets are saved: a key that is lost cannot be "
    "made again.\n";

/* What there is to do about keys that were made. */
static void
print_made(const char *folder, const struct pl_keys_made *made)
{
	const int count = made->master + made->answers;

	pl_cli_line(stdout, "%s: %d %s", folder, count,
	    count == 1 ? "new key" : "new keys");
	if (made->again && made->master)
		fputs(lost_master, stdout);
	if (made->again && made->answers)
		fputs(lost_answers, stdout);
	if (!made->again)
		fputs(save_them, stdout);
}

static int
print_keys(const char *folder, struct pl_error *err)
{
	struct pl_table table = {.columns = 2, .left = 3};
	struct pl_keys_made made;
	int result = pl_keys_make(folder, &made, err);

	if (result < 0)
		return result;
	print_made(folder, &made);
	putchar('\n');
	pl_table_add(&table, "file");
	pl_table_add(&table, "mode");
	result = pl_keys_list(folder, add_key, &table, err);
	pl_cli_table(&table);
	return result;
}

static void
print_public(const char *name, const unsigned char *key, size_t size)
{
	printf("%-10s ", name);
	for (size_t i = 0; i < size; i++)
		printf("%02x", key[i]);
	putchar('\n');
}

static int
print_pseudonym(const char *folder, const char *program, struct pl_error *err)
{
	struct pl_pseudonym us;
	struct pl_keys *keys;
	int result = pl_keys_open(&keys, folder, err);

	if (result < 0)
		return result;
	result = pl_keys_pseudonym(&us, keys, program, err);
	if (result == PL_OK) {
		printf("\nprogram    %s\npseudonym  %s\n", program, us.id);
		print_public("key", us.signer, sizeof us.signer);
		print_public("box", us.box, sizeof us.box);
	}
	pl_pseudonym_wipe(&us);
	pl_keys_close(keys);
	return result;
}

int
pl_cli_share_keys(struct pl_cli *cli, int argc, char **argv)
{
	const char *given = NULL, *program = NULL;
	const struct pl_cli_text texts[] = {
	    {"folder", 'd', &given}, {"program", 'p', &program}, {0}};
	char folder[PATH_MAX];
	struct pl_error err;
	int status;

	if (!pl_cli_texts(texts, verb, help, argc, argv, &status))
		return status;
	if (optind != argc)
		return pl_cli_usage(verb, "expected no more words");
	if ((program != NULL && pl_declared_program(program, &err) < 0) ||
	    pl_cli_share_folder(folder, cli, given, &err) < 0 ||
	    print_keys(folder, &err) < 0 ||
	    (program != NULL && print_pseudonym(folder, program, &err) < 0))
		return pl_cli_error(&err);
	return PL_EXIT_DONE;
}
