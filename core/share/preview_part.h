/*
 * preview_part.h - what the parts of a preview have in common
 */
#ifndef PL_PREVIEW_PART_H
#define PL_PREVIEW_PART_H

#include "base/buf.h"
#include "base/members.h"
#include "share/preview.h"
#include "share/say.h"
#include "share/taxonomy.h"

struct pl_preview_part {
	struct pl_buf *out;
	const json_t *body; /* holds to its schema */
	const struct pl_preview *with;
	enum pl_size size;
	enum pl_privacy privacy;
};

void pl_preview_tables(const struct pl_preview_part *part);
void pl_preview_patches(const struct pl_preview_part *part);
void pl_preview_surveys(const struct pl_preview_part *part);
void pl_preview_lessons(const struct pl_preview_part *part);

#endif
