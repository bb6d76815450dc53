/*
 * envelope.h - bytes, what they are, and who signed them
 *
 * An envelope is one of DSSE (Dead Simple Signing Envelope) with one signature,
 * in exactly these bytes, where base64 is that of RFC 4648 with its padding:
 *
 *   {"payload":"<base64>","payloadType":"<type>","signatures":[{"keyid":
 *   "<64 hexadecimal digits>","sig":"<base64>"}]}
 *
 * without the line end above. keyid is the signer's Ed25519 public key itself,
 * in lower case. The signature is over DSSE's pre-authentication encoding,
 * "DSSEv1 <bytes of type> <type> <bytes of payload> <payload>", so a payload of
 * one type cannot be passed off as one of another.
 *
 * A good signature tells that whoever holds the key signed these bytes, and not
 * that it is anybody's whom one knows: the caller holds the key against the one
 * that it expects. Nor does it say that a payload is canonical, or makes sense.
 */
#ifndef PL_ENVELOPE_H
#define PL_ENVELOPE_H

#include <stddef.h>

struct pl_buf;
struct pl_error;

enum {
	PL_SIGNER = 32,                   /* bytes of an Ed25519 public key */
	PL_SIGNER_SECRET = 64,            /* and of its secret one */
	PL_ENVELOPE_LIMIT = 352 * 1024,   /* bytes of an envelope */
	PL_ENVELOPE_PAYLOAD = 256 * 1024, /* and of what is in it */
	PL_ENVELOPE_TYPE = 128,           /* and of its type */
};

/* Append the envelope of a payload of a type, which is of a to z, 0 to 9 and
 * . + - and /. PL_E_LIMIT where the payload is too large, or the envelope for
 * out. */
int pl_envelope_sign(struct pl_buf *out, const void *payload, size_t length,
    const char *type, const unsigned char secret[PL_SIGNER_SECRET],
    struct pl_error *err);

/* Open an envelope of that type: append its payload and tell who signed it.
 * PL_E_DATA where the bytes are not exactly an envelope, of another type, or
 * the signature is not good, and PL_E_LIMIT where they are too many; out and
 * signer are as they were then. */
int pl_envelope_open(struct pl_buf *out, unsigned char signer[PL_SIGNER],
    const void *bytes, size_t length, const char *type, struct pl_error *err);

#endif
