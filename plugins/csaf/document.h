/*
 * document.h - CSAF 2.0: security advisories and VEX, walked through once
 *
 * A document has a head, a tree of products and a list of vulnerabilities, and
 * may have sixty megabytes. What is kept while it is read is the products and
 * the statements of one vulnerability. The tree must come before the
 * vulnerabilities; where it does not, document_read says so and is called
 * again, from the first byte, with the products that it has by then.
 */
#ifndef CSAF_DOCUMENT_H
#define CSAF_DOCUMENT_H

#include <patchlore/plugin.h>
#include <stddef.h>
#include <stdint.h>

#include "kit/advisory.h"
#include "kit/pull.h"
#include "plugins/csaf/products.h"

enum { DOCUMENT_WORD = 256 };

/* What a vendor offers against a vulnerability. */
struct remedy {
	int64_t at_ms;          /* 0: not told */
	char id[DOCUMENT_WORD]; /* "RHSA-2024:0010", "KB5035853"; "": none */
	char restart[DOCUMENT_WORD];
};

/* A product is fixed, by a remedy or, where it is REMEDY_NONE, in some way. */
#define REMEDY_NONE UINT32_MAX
struct fixed {
	uint32_t product, remedy;
};

struct vulnerability {
	char cve[DOCUMENT_WORD], severity[DOCUMENT_WORD], cvss[DOCUMENT_WORD];
	int is_exploited; /* the vendor knows of it */
	int64_t at_ms;    /* when it was published; 0: not told */
	int offer;        /* the best remediation, as an index; 0: none told */
	struct remedy *remedies;
	size_t remedy_count, remedy_room;
	struct fixed *fixed;
	size_t fixed_count, fixed_room;
	uint32_t *spared; /* products that are not affected */
	size_t spared_count, spared_room;
};

struct document {
	const plore_host *host;
	/* Called between two vulnerabilities; what it returns, if it is not
	 * PLORE_OK, ends the reading. */
	int32_t (*breathe)(void *context);
	void *context;
	struct products products;
	struct vulnerability vulnerability; /* at hand */
	struct kit_fixes fixes;             /* of the remedy at hand */
	size_t unwanted; /* by the option distro, and not in fixes */
	struct kit_set spared;
	char id[DOCUMENT_WORD], category[DOCUMENT_WORD];
	char severity[DOCUMENT_WORD], vendor[DOCUMENT_WORD];
	int64_t first_ms, current_ms; /* released; the revision at hand */
	int has_head, has_tree;       /* were read, now or the time before */
	int was_early;                /* vulnerabilities came before them */
	uint64_t vulnerabilities;     /* that were told */
	uint64_t events;              /* about; of all documents */
	int out_of_memory;
};

/* Read a document and tell it. PLORE_OK; PLORE_E_DATA with a reason where it is
 * none; PLORE_E_UNSUPPORTED where it must be read again; or what the host
 * answered. */
int32_t document_read(struct document *document, struct kit_pull *pull,
    char *why, size_t why_size);

/* Forget the document at hand, before another. */
void document_clear(struct document *document);
void document_free(struct document *document);

#endif
