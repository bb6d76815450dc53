#include "share/keys.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/unit/scratch.h"
#include "tests/unit/vectors.h"

#include "base/alloc.h"
#include "base/buf.h"
#include "base/error.h"
#include "share/submission.h"

static char folder[128];
static struct pl_error err;

static int
setup(void **state)
{
	memset(&err, 0, sizeof err);
	if (scratch_setup(state) != 0)
		return -1;
	snprintf(folder, sizeof folder, "%s/keys", scratch_folder);
	return 0;
}

/* Take away all that a test may have made. */
static int
teardown(void **state)
{
	static const char *const names[] = {"master.key", "answers.key",
	    "noise-2026.key", "noise-2027.key", "other.key", "declared.json"};
	char path[192];

	chmod(folder, 0700);
	for (size_t i = 0; i < PL_COUNT(names); i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		unlink(path);
	}
	rmdir(folder);
	return scratch_teardown(state);
}

static const char *
path_of(const char *name)
{
	static char path[192];

	snprintf(path, sizeof path, "%s/%s", folder, name);
	return path;
}

static void
make_keys(int expected)
{
	struct pl_keys_made made;

	assert_int_equal(pl_keys_make(folder, &made, &err), 0);
	assert_int_equal(made.master + made.answers, expected);
}

/* The bytes of a key as they are on the disk. */
static void
key_bytes(unsigned char out[PL_KEY_SIZE], const char *name)
{
	FILE *file = fopen(path_of(name), "rb");

	assert_non_null(file);
	assert_int_equal(fread(out, 1, PL_KEY_SIZE, file), PL_KEY_SIZE);
	assert_int_equal(fgetc(file), EOF);
	fclose(file);
}

static void
write_key(const char *name, const void *bytes, size_t length)
{
	int file = open(path_of(name), O_WRONLY | O_CREAT | O_TRUNC, 0600);

	assert_true(file >= 0);
	assert_int_equal(write(file, bytes, length), length);
	close(file);
}

static unsigned
mode_of(const char *path)
{
	struct stat status;

	assert_int_equal(stat(path, &status), 0);
	return status.st_mode & 07777;
}

/* Opening is refused, with these words. */
static void
assert_refused(const char *words)
{
	struct pl_keys *keys;

	assert_int_equal(pl_keys_open(&keys, folder, &err), PL_E_CONFIG);
	if (strstr(err.text, words) == NULL)
		fail_msg("\"%s\" does not tell \"%s\"", err.text, words);
}

/* ---- Making ------------------------------------------------------------- */

static void
keys_are_made_once_for_their_owner_alone(void **state)
{
	unsigned char master[PL_KEY_SIZE], answers[PL_KEY_SIZE];
	unsigned char again[PL_KEY_SIZE];
	mode_t before = umask(0);

	(void)state;
	make_keys(2);
	umask(before);
	assert_int_equal(mode_of(folder), 0700);
	assert_int_equal(mode_of(path_of("master.key")), 0600);
	assert_int_equal(mode_of(path_of("answers.key")), 0600);
	key_bytes(master, "master.key");
	key_bytes(answers, "answers.key");
	assert_memory_not_equal(master, answers, PL_KEY_SIZE);

	make_keys(0);
	key_bytes(again, "master.key");
	assert_memory_equal(master, again, PL_KEY_SIZE);

	unlink(path_of("answers.key"));
	make_keys(1);
	key_bytes(again, "answers.key");
	assert_memory_not_equal(answers, again, PL_KEY_SIZE);
}

static void
nothing_but_keys_stays_in_the_folder(void **state)
{
	(void)state;
	make_keys(2);
	unlink(path_of("master.key"));
	unlink(path_of("answers.key"));
	assert_int_equal(rmdir(folder), 0);
}

static void
what_is_there_is_never_replaced(void **state)
{
	struct stat status;

	(void)state;
	assert_int_equal(mkdir(folder, 0700), 0);
	write_key("master.key", "short", 5);
	make_keys(1);
	assert_int_equal(stat(path_of("master.key"), &status), 0);
	assert_int_equal(status.st_size, 5);
	assert_refused("master.key: has 5 bytes, and a key has 32");
}

static void
a_folder_in_no_folder_is_not_made(void **state)
{
	struct pl_keys_made made;

	(void)state;
	assert_int_equal(
	    pl_keys_make("/nonexistent/folder/keys", &made, &err), PL_E_IO);
	assert_string_equal(err.text,
	    "folder /nonexistent/folder/keys: cannot be made: No such file "
	    "or directory");
}

/* ---- What is refused ---------------------------------------------------- */

static void
a_folder_that_is_not_there_is_told_with_the_remedy(void **state)
{
	(void)state;
	assert_refused("there is no such folder; \"patchlore share keys\"");
}

static void
rights_of_others_are_refused_whatever_they_are(void **state)
{
	static const unsigned rights[] = {
	    0640, 0604, 0620, 0602, 0610, 0601, 0644, 0666, 0777};
	char words[128];

	(void)state;
	make_keys(2);
	for (size_t i = 0; i < PL_COUNT(rights); i++) {
		chmod(path_of("master.key"), rights[i]);
		snprintf(words, sizeof words,
		    "master.key: others than its owner have rights to it "
		    "(mode %04o); take them away with chmod %o",
		    rights[i], rights[i] & 0700);
		assert_refused(words);
		chmod(path_of("master.key"), 0600);

		chmod(folder, rights[i] | 0100);
		assert_refused("chmod 700");
		chmod(folder, 0700);
	}
	chmod(path_of("answers.key"), 0640);
	assert_refused("answers.key: others than its owner");
}

static void
a_key_that_cannot_be_written_is_read(void **state)
{
	struct pl_keys *keys;

	(void)state;
	make_keys(2);
	chmod(path_of("master.key"), 0400);
	chmod(folder, 0500);
	assert_int_equal(pl_keys_open(&keys, folder, &err), 0);
	pl_keys_close(keys);
}

static void
what_is_somebody_else_s_is_refused(void **state)
{
	(void)state;
	make_keys(2);
	if (chown(path_of("master.key"), 65534, (gid_t)-1) < 0)
		skip(); /* only root can give a file away */
	assert_refused("master.key: belongs to user 65534 and not to user ");
	unlink(path_of("master.key"));
	assert_int_equal(chown(folder, 65534, (gid_t)-1), 0);
	assert_refused("keys: belongs to user 65534 and not to user ");
	assert_int_equal(chown(folder, geteuid(), (gid_t)-1), 0);
}

static void
a_link_a_pipe_and_a_folder_are_no_keys(void **state)
{
	char other[192];

	(void)state;
	make_keys(2);
	snprintf(other, sizeof other, "%s", path_of("other.key"));
	assert_int_equal(rename(path_of("master.key"), other), 0);
	assert_int_equal(symlink(other, path_of("master.key")), 0);
	make_keys(0); /* and the link is not followed, nor replaced */
	assert_refused("master.key: is a symbolic link and no key");
	unlink(path_of("master.key"));

	assert_int_equal(mkfifo(path_of("master.key"), 0600), 0);
	assert_refused("master.key: is no file");
	unlink(path_of("master.key"));

	assert_int_equal(mkdir(path_of("master.key"), 0700), 0);
	assert_refused("master.key: is no file");
	rmdir(path_of("master.key"));
}

static void
a_key_of_another_length_is_none(void **state)
{
	static const size_t lengths[] = {0, 1, 31, 33, 64};
	static const char bytes[64];
	char words[64];

	(void)state;
	make_keys(2);
	for (size_t i = 0; i < PL_COUNT(lengths); i++) {
		write_key("answers.key", bytes, lengths[i]);
		snprintf(words, sizeof words,
		    "answers.key: has %zu bytes, and a key has 32", lengths[i]);
		assert_refused(words);
	}
}

static void
a_key_that_is_lost_is_told(void **state)
{
	(void)state;
	make_keys(2);
	unlink(path_of("master.key"));
	assert_refused("master.key: is not there; bring back");
}

/* ---- What keys are for -------------------------------------------------- */

static void
published_pseudonyms_are_arrived_at(void **state)
{
	json_t *vector;
	size_t i;

	make_keys(2);
	vectors_open(state);
	json_array_foreach(vectors_of("pseudonyms"), i, vector)
	{
		unsigned char master[PL_KEY_SIZE], bytes[32];
		struct pl_pseudonym us;
		struct pl_keys *keys;

		vector_bytes(master, sizeof master, vector, "master");
		write_key("master.key", master, sizeof master);
		assert_int_equal(pl_keys_open(&keys, folder, &err), 0);
		assert_int_equal(pl_keys_pseudonym(&us, keys,
				     vector_text(vector, "program"), &err),
		    0);
		pl_keys_close(keys);
		assert_string_equal(us.id, vector_text(vector, "pid"));
		vector_bytes(bytes, sizeof bytes, vector, "pk");
		assert_memory_equal(us.signer, bytes, sizeof bytes);
		vector_bytes(bytes, sizeof bytes, vector, "box");
		assert_memory_equal(us.box, bytes, sizeof bytes);
	}
	vectors_close(state);
}

static void
a_pseudonym_can_sign_and_open(void **state)
{
	struct pl_buf envelope, sealed, payload;
	unsigned char signer[PL_SIGNER];
	struct pl_pseudonym us;
	struct pl_keys *keys;

	(void)state;
	make_keys(2);
	assert_int_equal(pl_keys_open(&keys, folder, &err), 0);
	assert_int_equal(pl_keys_pseudonym(&us, keys, "sample", &err), 0);
	pl_keys_close(keys);

	pl_buf_init(&envelope, PL_ENVELOPE_LIMIT);
	pl_buf_init(&sealed, PL_SEAL_LIMIT);
	pl_buf_init(&payload, PL_ENVELOPE_PAYLOAD);
	assert_int_equal(pl_envelope_sign(&envelope, "{}", 2,
			     PL_SUBMISSION_TYPE, us.signer_secret, &err),
	    0);
	assert_int_equal(
	    pl_seal(&sealed, envelope.text, envelope.length, us.box, &err), 0);
	pl_buf_clear(&envelope);
	assert_int_equal(pl_unseal(&envelope, sealed.text, sealed.length,
			     us.box, us.box_secret, &err),
	    0);
	assert_int_equal(pl_envelope_open(&payload, signer, envelope.text,
			     envelope.length, PL_SUBMISSION_TYPE, &err),
	    0);
	assert_string_equal(payload.text, "{}");
	assert_memory_equal(signer, us.signer, sizeof signer);
	pl_buf_free(&envelope);
	pl_buf_free(&sealed);
	pl_buf_free(&payload);

	pl_pseudonym_wipe(&us);
	for (size_t i = 0; i < sizeof us; i++)
		assert_int_equal(((unsigned char *)&us)[i], 0);
}

static void
a_program_has_a_name(void **state)
{
	static const char *const names[] = {"", "a b", "a/b", "\xc3\xa9",
	    "01234567890123456789012345678901234567890"};
	struct pl_pseudonym us;
	struct pl_keys *keys;

	(void)state;
	make_keys(2);
	assert_int_equal(pl_keys_open(&keys, folder, &err), 0);
	for (size_t i = 0; i < PL_COUNT(names); i++)
		assert_int_equal(
		    pl_keys_pseudonym(&us, keys, names[i], &err), PL_E_CONFIG);
	pl_keys_close(keys);
}

static void
noise_has_a_key_a_year_that_stays(void **state)
{
	unsigned char one[PL_KEY_SIZE], other[PL_KEY_SIZE], again[PL_KEY_SIZE];
	struct pl_keys *keys;

	(void)state;
	make_keys(2);
	assert_int_equal(pl_keys_open(&keys, folder, &err), 0);
	assert_int_equal(pl_keys_noise(one, keys, 2026, &err), 0);
	assert_int_equal(pl_keys_noise(other, keys, 2027, &err), 0);
	assert_memory_not_equal(one, other, PL_KEY_SIZE);
	assert_int_equal(pl_keys_noise(again, keys, 2026, &err), 0);
	assert_memory_equal(one, again, PL_KEY_SIZE);
	assert_int_equal(mode_of(path_of("noise-2026.key")), 0600);

	chmod(path_of("noise-2026.key"), 0644);
	assert_int_equal(pl_keys_noise(one, keys, 2026, &err), PL_E_CONFIG);
	assert_int_equal(pl_keys_noise(one, keys, 0, &err), PL_E_CONFIG);
	assert_int_equal(pl_keys_noise(one, keys, 10000, &err), PL_E_CONFIG);
	pl_keys_close(keys);
}

static void
answers_have_the_key_of_the_file(void **state)
{
	unsigned char bytes[PL_KEY_SIZE];
	struct pl_keys *keys;

	(void)state;
	make_keys(2);
	key_bytes(bytes, "answers.key");
	assert_int_equal(pl_keys_open(&keys, folder, &err), 0);
	assert_memory_equal(pl_keys_answers(keys), bytes, PL_KEY_SIZE);
	pl_keys_close(keys);
	pl_keys_close(NULL);
}

static void
add_line(void *context, const char *file, unsigned mode)
{
	pl_buf_addf(context, "%s %04o\n", file, mode);
}

static void
keys_are_listed_and_nothing_else(void **state)
{
	unsigned char noise[PL_KEY_SIZE];
	struct pl_keys *keys;
	struct pl_buf list;

	(void)state;
	make_keys(2);
	assert_int_equal(pl_keys_open(&keys, folder, &err), 0);
	assert_int_equal(pl_keys_noise(noise, keys, 2026, &err), 0);
	pl_keys_close(keys);
	write_key("other.key", "", 0);
	write_key("declared.json", "{}", 2);
	pl_buf_init(&list, 1000);
	assert_int_equal(pl_keys_list(folder, add_line, &list, &err), 0);
	assert_string_equal(list.text, "answers.key 0600\n"
				       "master.key 0600\n"
				       "noise-2026.key 0600\n");
	chmod(path_of("noise-2026.key"), 0604);
	assert_int_equal(
	    pl_keys_list(folder, add_line, &list, &err), PL_E_CONFIG);
	pl_buf_free(&list);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
	const struct CMUnitTest tests[] = {
	    TEST(keys_are_made_once_for_their_owner_alone),
	    TEST(nothing_but_keys_stays_in_the_folder),
	    TEST(what_is_there_is_never_replaced),
	    TEST(a_folder_in_no_folder_is_not_made),
	    TEST(a_folder_that_is_not_there_is_told_with_the_remedy),
	    TEST(rights_of_others_are_refused_whatever_they_are),
	    TEST(a_key_that_cannot_be_written_is_read),
	    TEST(what_is_somebody_else_s_is_refused),
	    TEST(a_link_a_pipe_and_a_folder_are_no_keys),
	    TEST(a_key_of_another_length_is_none),
	    TEST(a_key_that_is_lost_is_told),
	    TEST(published_pseudonyms_are_arrived_at),
	    TEST(a_pseudonym_can_sign_and_open),
	    TEST(a_program_has_a_name),
	    TEST(noise_has_a_key_a_year_that_stays),
	    TEST(answers_have_the_key_of_the_file),
	    TEST(keys_are_listed_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
