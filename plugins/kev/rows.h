/*
 * rows.h - the catalogue as rows, for it is published as CSV too
 */
#ifndef KEV_ROWS_H
#define KEV_ROWS_H

#include <patchlore/plugin.h>

#include "kit/files.h"

/* Does the file begin as the catalogue's rows do? It may not be readable. */
int kev_rows_are(const char *path);

/* Report a file of a pass. */
int32_t kev_rows_read(const plore_host *host, struct kit_files *files,
    const struct kit_file *file);

#endif
