/*
 * notice.h - Ubuntu's security notices, as ubuntu.com hands them out
 *
 * One object is one notice, with the packages of each release and the version
 * that each is fixed in; a page has an array of them, "notices".
 */
#ifndef OSV_NOTICE_H
#define OSV_NOTICE_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

struct report;

/* As record_tell. */
int32_t notice_tell(
    struct report *report, const json_t *notice, char *why, size_t why_size);

#endif
