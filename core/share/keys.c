#include "share/keys.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/error.h"
#include "share/declared.h"

static const char master_name[] = "master.key";
static const char answers_name[] = "answers.key";

enum { NAME = 32 }; /* bytes of a key's name, or that of its draft */

/* An open folder. */
struct folder {
	int fd;
	const char *path;
};

struct secrets {
	unsigned char master[PL_KEY_SIZE], answers[PL_KEY_SIZE];
};

struct pl_keys {
	int fd;
	char *path;
	struct secrets *secrets; /* in memory of libsodium's */
};

/* ---- Who may read ------------------------------------------------------- */

/* Is it the user's alone? name is NULL for the folder itself. */
static int
check_rights(const struct folder *folder, const char *name,
    const struct stat *status, struct pl_error *err)
{
	const char *slash = name == NULL ? "" : "/";
	unsigned mode = status->st_mode & 07777;

	name = name == NULL ? "" : name;
	if (status->st_uid != geteuid())
		return pl_fail(err, PL_E_CONFIG,
		    "%s%s%s: belongs to user %u and not to user %u, who runs "
		    "this",
		    folder->path, slash, name, (unsigned)status->st_uid,
		    (unsigned)geteuid());
	if ((mode & 077) != 0)
		return pl_fail(err, PL_E_CONFIG,
		    "%s%s%s: others than its owner have rights to it (mode "
		    "%04o); take them away with chmod %o, and think about who "
		    "may have read it",
		    folder->path, slash, name, mode, mode & 0700);
	return PL_OK;
}

static int
folder_open(struct folder *out, const char *path, struct pl_error *err)
{
	struct folder folder = {.path = path};
	struct stat status;
	int result;

	folder.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder.fd < 0 && errno == ENOENT)
		return pl_fail(err, PL_E_CONFIG,
		    "%s: there is no such folder; \"patchlore share keys\" "
		    "makes it and the keys in it",
		    path);
	if (folder.fd < 0)
		return pl_fail(err, PL_E_CONFIG,
		    "%s: cannot be opened as a folder: %s", path,
		    strerror(errno));
	result = fstat(folder.fd, &status) < 0
	             ? pl_fail(err, PL_E_IO, "%s: %s", path, strerror(errno))
	             : check_rights(&folder, NULL, &status, err);
	if (result < 0)
		close(folder.fd);
	else
		*out = folder;
	return result;
}

static int
folder_make(const char *path, struct pl_error *err)
{
	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return pl_fail(err, PL_E_IO, "folder %s: cannot be made: %s",
		    path, strerror(errno));
	return PL_OK;
}

int
pl_keys_check_folder(const char *path, struct pl_error *err)
{
	struct folder folder;
	int result;

	if (access(path, F_OK) < 0 && errno == ENOENT)
		return PL_OK;
	result = folder_open(&folder, path, err);
	if (result == PL_OK)
		close(folder.fd);
	return result;
}

/* ---- Reading a key ------------------------------------------------------ */

static int
key_check(const struct folder *folder, const char *name, int file,
    struct stat *status, struct pl_error *err)
{
	if (fstat(file, status) < 0)
		return pl_fail(err, PL_E_IO, "%s/%s: %s", folder->path, name,
		    strerror(errno));
	if (!S_ISREG(status->st_mode))
		return pl_fail(
		    err, PL_E_CONFIG, "%s/%s: is no file", folder->path, name);
	if (status->st_size != PL_KEY_SIZE)
		return pl_fail(err, PL_E_CONFIG,
		    "%s/%s: has %lld bytes, and a key has %d; bring back what "
		    "was saved of it",
		    folder->path, name, (long long)status->st_size,
		    PL_KEY_SIZE);
	return check_rights(folder, name, status, err);
}

/* Open a key and hold it against what a key is; the file, or an error. It is
 * opened in a way that does not wait where it is a pipe. */
static int
key_open(const struct folder *folder, const char *name, struct stat *status,
    struct pl_error *err)
{
	int file = openat(
	    folder->fd, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	int result;

	if (file < 0 && errno == ENOENT)
		return pl_fail(err, PL_E_CONFIG,
		    "%s/%s: is not there; bring back what was saved of it, or "
		    "begin anew with \"patchlore share keys\"",
		    folder->path, name);
	if (file < 0 && errno == ELOOP)
		return pl_fail(err, PL_E_CONFIG,
		    "%s/%s: is a symbolic link and no key", folder->path, name);
	if (file < 0)
		return pl_fail(err, PL_E_CONFIG, "%s/%s: cannot be read: %s",
		    folder->path, name, strerror(errno));
	result = key_check(folder, name, file, status, err);
	if (result < 0)
		close(file);
	return result < 0 ? result : file;
}

static int
key_read(const struct folder *folder, const char *name,
    unsigned char out[PL_KEY_SIZE], struct pl_error *err)
{
	struct stat status;
	int file = key_open(folder, name, &status, err);
	ssize_t count;

	if (file < 0)
		return file;
	count = read(file, out, PL_KEY_SIZE);
	close(file);
	if (count != PL_KEY_SIZE)
		return pl_fail(
		    err, PL_E_IO, "%s/%s: cannot be read", folder->path, name);
	return PL_OK;
}

/* ---- Making a key ------------------------------------------------------- */

static int
key_fail(const struct folder *folder, const char *name, struct pl_error *err)
{
	return pl_fail(err, PL_E_IO, "%s/%s: cannot be made: %s", folder->path,
	    name, strerror(errno));
}

static int
draft_write(int file)
{
	unsigned char key[PL_KEY_SIZE];
	ssize_t count;

	randombytes_buf(key, sizeof key);
	count = write(file, key, sizeof key);
	sodium_memzero(key, sizeof key);
	if (count >= 0 && count != PL_KEY_SIZE)
		errno = ENOSPC;
	return count == PL_KEY_SIZE ? fsync(file) : -1;
}

/* Make a key under a name that nobody else takes, for it to be complete and on
 * the disk before it is called what it is. */
static int
draft_make(const struct folder *folder, const char *name, char draft[NAME],
    struct pl_error *err)
{
	int file, result = PL_OK;

	snprintf(draft, NAME, ".draft-%08x%08x", randombytes_random(),
	    randombytes_random());
	file = openat(
	    folder->fd, draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file < 0)
		return key_fail(folder, name, err);
	if (draft_write(file) < 0)
		result = key_fail(folder, name, err);
	if (close(file) < 0 && result == PL_OK)
		result = key_fail(folder, name, err);
	if (result < 0)
		unlinkat(folder->fd, draft, 0);
	return result;
}

/* Make a key where there is none, and say whether it was. A key that another
 * process makes meanwhile stays: no link takes the place of a file. */
static int
key_make(const struct folder *folder, const char *name, int *made,
    struct pl_error *err)
{
	char draft[NAME];
	struct stat status;
	int result;

	if (fstatat(folder->fd, name, &status, AT_SYMLINK_NOFOLLOW) == 0)
		return PL_OK;
	result = draft_make(folder, name, draft, err);
	if (result < 0)
		return result;
	if (linkat(folder->fd, draft, folder->fd, name, 0) == 0)
		*made = 1;
	else if (errno != EEXIST)
		result = key_fail(folder, name, err);
	unlinkat(folder->fd, draft, 0);
	if (result == PL_OK && fsync(folder->fd) < 0 && errno != EINVAL)
		result = key_fail(folder, name, err);
	return result;
}

static int
is_key(const struct dirent *entry)
{
	const char *name = entry->d_name;

	return strcmp(name, master_name) == 0 ||
	       strcmp(name, answers_name) == 0 ||
	       fnmatch("noise-[0-9][0-9][0-9][0-9].key", name, 0) == 0;
}

/* What is there only where there were keys. */
static int
is_trace(const struct dirent *entry)
{
	return is_key(entry) || strcmp(entry->d_name, "ledger.db") == 0 ||
	       strcmp(entry->d_name, "sent") == 0;
}

/* The entries of a folder that a function picks, sorted, or an error. */
static int
folder_scan(const struct folder *folder, struct dirent ***out,
    int (*pick)(const struct dirent *entry), struct pl_error *err)
{
	int count = scandirat(folder->fd, ".", out, pick, alphasort);

	return count >= 0 ? count
	                  : pl_fail(err, PL_E_IO, "%s: cannot be read: %s",
				folder->path, strerror(errno));
}

/* 1: keys were here before; 0: none were. */
static int
folder_is_used(const struct folder *folder, struct pl_error *err)
{
	struct dirent **entries;
	int count = folder_scan(folder, &entries, is_trace, err);

	if (count < 0)
		return count;
	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return count > 0;
}

int
pl_keys_make(const char *path, struct pl_keys_made *made, struct pl_error *err)
{
	struct pl_keys_made news = {0};
	struct folder folder;
	int result = folder_make(path, err);

	if (result == PL_OK)
		result = folder_open(&folder, path, err);
	if (result < 0)
		return result;
	result = news.again = folder_is_used(&folder, err);
	if (result >= 0)
		result = key_make(&folder, master_name, &news.master, err);
	if (result == PL_OK)
		result = key_make(&folder, answers_name, &news.answers, err);
	close(folder.fd);
	if (result == PL_OK)
		*made = news;
	return result;
}

/* ---- The keys ----------------------------------------------------------- */

static int
read_secrets(
    struct secrets **out, const struct folder *folder, struct pl_error *err)
{
	struct secrets *secrets =
	    sodium_init() < 0 ? NULL : sodium_malloc(sizeof *secrets);
	int result;

	if (secrets == NULL)
		return pl_fail(err, PL_E_FAILED,
		    "there is no memory for secrets: %s", strerror(errno));
	result = key_read(folder, master_name, secrets->master, err);
	if (result == PL_OK)
		result = key_read(folder, answers_name, secrets->answers, err);
	if (result < 0)
		sodium_free(secrets);
	else
		*out = secrets;
	return result;
}

int
pl_keys_open(struct pl_keys **out, const char *path, struct pl_error *err)
{
	struct secrets *secrets = NULL;
	struct folder folder;
	int result = folder_open(&folder, path, err);

	if (result < 0)
		return result;
	result = read_secrets(&secrets, &folder, err);
	if (result < 0) {
		close(folder.fd);
		return result;
	}
	*out = pl_alloc(sizeof **out);
	**out = (struct pl_keys){folder.fd, pl_strdup(path), secrets};
	return PL_OK;
}

void
pl_keys_close(struct pl_keys *keys)
{
	if (keys == NULL)
		return;
	sodium_free(keys->secrets); /* wipes it */
	close(keys->fd);
	free(keys->path);
	free(keys);
}

const unsigned char *
pl_keys_answers(const struct pl_keys *keys)
{
	return keys->secrets->answers;
}

int
pl_keys_noise(unsigned char out[PL_KEY_SIZE], const struct pl_keys *keys,
    int year, struct pl_error *err)
{
	const struct folder folder = {keys->fd, keys->path};
	char name[NAME];
	int made = 0, result;

	if (year < 1 || year > 9999)
		return pl_fail(
		    err, PL_E_CONFIG, "there is no noise of year %d", year);
	snprintf(name, sizeof name, "noise-%04d.key", year);
	result = key_make(&folder, name, &made, err);
	return result < 0 ? result : key_read(&folder, name, out, err);
}

/* ---- What there is ------------------------------------------------------ */

static int
list_key(const struct folder *folder, const char *name, pl_keys_tell *tell,
    void *context, struct pl_error *err)
{
	struct stat status;
	int file = key_open(folder, name, &status, err);

	if (file < 0)
		return file;
	close(file);
	tell(context, name, status.st_mode & 07777);
	return PL_OK;
}

int
pl_keys_list(
    const char *path, pl_keys_tell *tell, void *context, struct pl_error *err)
{
	struct dirent **entries;
	struct folder folder;
	int count, result = folder_open(&folder, path, err);

	if (result < 0)
		return result;
	count = folder_scan(&folder, &entries, is_key, err);
	if (count < 0)
		result = count;
	for (int i = 0; i < count; i++) {
		if (result == PL_OK)
			result = list_key(
			    &folder, entries[i]->d_name, tell, context, err);
		free(entries[i]);
	}
	if (count >= 0)
		free(entries);
	close(folder.fd);
	return result;
}

/* ---- Pseudonyms --------------------------------------------------------- */

/* RFC 4648, section 6, of a length that needs no padding. */
static void
write_base32(char *out, const unsigned char *bytes, size_t length)
{
	static const char digits[] = "abcdefghijklmnopqrstuvwxyz234567";

	for (size_t bit = 0; bit < 8 * length; bit += 5) {
		size_t at = bit / 8;
		unsigned pair = (unsigned)bytes[at] << 8;

		if (at + 1 < length)
			pair |= bytes[at + 1];
		*out++ = digits[pair >> (11 - bit % 8) & 31];
	}
	*out = '\0';
}

void
pl_pseudonym_of(char out[PL_PSEUDONYM], const unsigned char signer[PL_SIGNER])
{
	unsigned char digest[20];
	int prefix = snprintf(out, PL_PSEUDONYM, "pl1");

	crypto_generichash(digest, sizeof digest, signer, PL_SIGNER, NULL, 0);
	write_base32(out + prefix, digest, sizeof digest);
}

static void
derive(unsigned char out[PL_KEYED_SIZE], const struct pl_keys *keys,
    const char *purpose, const char *program)
{
	struct pl_keyed digest;

	pl_keyed_begin(&digest, keys->secrets->master, purpose);
	pl_keyed_text(&digest, program);
	pl_keyed_end(&digest, out);
}

int
pl_keys_pseudonym(struct pl_pseudonym *out, const struct pl_keys *keys,
    const char *program, struct pl_error *err)
{
	unsigned char seed[PL_KEYED_SIZE];
	int result = pl_declared_program(program, err);

	if (result < 0)
		return result;
	derive(seed, keys, "patchlore/pid/1", program);
	crypto_sign_seed_keypair(out->signer, out->signer_secret, seed);
	derive(seed, keys, "patchlore/box/1", program);
	crypto_box_seed_keypair(out->box, out->box_secret, seed);
	sodium_memzero(seed, sizeof seed);
	pl_pseudonym_of(out->id, out->signer);
	return PL_OK;
}

void
pl_pseudonym_wipe(struct pl_pseudonym *pseudonym)
{
	sodium_memzero(pseudonym, sizeof *pseudonym);
}
