/*
 * rows.h - the catalogue as rows, for it is published as CSV too
 */
#ifndef KEV_ROWS_H
#define KEV_ROWS_H

#include <patchlore/plugin.h>

#include "kit/files.h"

/* Report a document of a pass. */
int32_t kev_rows_read(const plore_host *host, struct kit_files *files,
    const struct kit_file *file);

#endif
