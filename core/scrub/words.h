/*
 * words.h - words that give nobody away
 *
 * Two lists: the most common words of English, and words of the trade of those
 * who patch computers, names of well-known products among them. A name that is
 * one of these cannot be replaced wherever it stands without making the text
 * unreadable; a word that is none of them is worth a second look.
 */
#ifndef PL_WORDS_H
#define PL_WORDS_H

#include <stddef.h>

/* Both take small letters, as in PL_NORMAL_LOOKS. */
int pl_word_common(const char *word, size_t length);
int pl_word_technical(const char *word, size_t length);

/* Either, also with an 's behind it. */
int pl_word_known(const char *word, size_t length);

#endif
