/*
 * options.h - a source's options, held against what its plugin declares
 */
#ifndef PL_OPTIONS_H
#define PL_OPTIONS_H

#include <stddef.h>
#include <stdint.h>

#include "base/wire.h"

struct pl_buf;
struct pl_error;

/* Bytes of all names and values, so that they fit into a frame. */
enum { PL_OPTIONS_SIZE = PL_WIRE_MAX / 2 };

/* Options ready for a plugin: known names, values of their types, fallbacks
 * filled in, paths absolute, in the descriptor's order. */
struct pl_options {
	uint32_t count;
	size_t size;
	struct pl_wire_option list[PL_WIRE_OPTIONS]; /* names are borrowed from
	                                                the descriptor */
};

/* Check "name=value" texts. Relative paths are those of a folder (NULL: where
 * we are); a mapping may also be named that comes with patchlore. The value of
 * a secret is not written down: "env:NAME" or "file:PATH" says where it is.
 * PL_E_CONFIG names the option, what is wrong and what would be right. */
int pl_options_check(struct pl_options *out,
    const struct pl_wire_plugin *plugin, const char *const *texts, size_t count,
    const char *folder, struct pl_error *err);
void pl_options_free(struct pl_options *options);

/* The name of a source that was given no name: the plugin's, and the options
 * that were set by hand, so that the same words mean the same source. */
void pl_options_source_name(struct pl_buf *out, const char *plugin_name,
    const struct pl_wire_plugin *plugin, const struct pl_options *options);

#endif
