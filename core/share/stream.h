/*
 * stream.h - random bytes that a key settles, and exact chances made of them
 *
 * The bytes are the key stream of ChaCha20 (libsodium, nonce 0, blocks counted
 * from 0): to who does not know the key they are random, and to who does they
 * are the same each time. A key serves one purpose, as keyed.h makes them.
 *
 * How many bytes a call takes is part of the promise "same key, same results":
 * tests/data/share/noise.py, a second program, must arrive at the same numbers.
 *
 * Whole numbers only, and no bias: a number that does not fit is thrown away
 * and drawn again. So the time that a call takes depends on what is drawn.
 */
#ifndef PL_STREAM_H
#define PL_STREAM_H

#include <stddef.h>

#include "share/keyed.h"

typedef unsigned __int128 pl_u128;

struct pl_stream;

/* A stream at its first byte. The key is copied. */
struct pl_stream *pl_stream_open(const unsigned char key[PL_KEY_SIZE]);

/* Wipes the key and what is left of its bytes. NULL is fine. */
void pl_stream_close(struct pl_stream *stream);

void pl_stream_bytes(struct pl_stream *stream, void *out, size_t size);

/* Any of 0 ... bound - 1, each as likely; bound is above 0. Of as few bytes as
 * hold bound - 1, lowest first, the bits above it are dropped; none is taken
 * for bound 1. On average fewer than two tries. */
pl_u128 pl_stream_below(struct pl_stream *stream, pl_u128 bound);

/* 1 with probability part / whole, else 0; part <= whole, whole above 0. */
int pl_stream_chance(struct pl_stream *stream, pl_u128 part, pl_u128 whole);

/* 1 with probability exp(-part / whole), else 0; whole is above 0. Algorithm 1
 * of Canonne, Kamath and Steinke, "The Discrete Gaussian for Differential
 * Privacy" (2020). */
int pl_stream_chance_exp(struct pl_stream *stream, pl_u128 part, pl_u128 whole);

#endif
