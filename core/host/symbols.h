/*
 * symbols.h - what a shared object exports, read from its file
 *
 * Without loading it, which would run its constructors. The file is a
 * stranger's: every offset is held against its size.
 */
#ifndef PL_SYMBOLS_H
#define PL_SYMBOLS_H

struct pl_error;

/* Calls back with the name of each function or object that the file defines
 * for others, until a callback returns other than 0, which is then returned.
 * PL_E_DATA where the file is no shared object of this machine's kind. */
int pl_symbols_exported(const char *path,
    int (*each)(void *context, const char *name), void *context,
    struct pl_error *err);

#endif
