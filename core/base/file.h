/*
 * file.h - whole files
 */
#ifndef PL_FILE_H
#define PL_FILE_H

struct pl_buf;
struct pl_error;

/* Append a file's bytes; PL_E_LIMIT past the buffer's limit. */
int pl_file_read(struct pl_buf *out, const char *path, struct pl_error *err);

/* Write dir/name whole or not at all: what was there stays until the new one
 * is complete and on the disk. */
int pl_file_write(const char *dir, const char *name, const struct pl_buf *bytes,
    struct pl_error *err);

/* Make a folder and those above it, where they do not exist. PL_E_CONFIG where
 * a file is in the way. */
int pl_file_mkdirs(const char *path, struct pl_error *err);

#endif
