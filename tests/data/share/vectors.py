#!/usr/bin/env python3
"""Make vectors.json: what patchlore must read and write, by other code.

Nothing of patchlore, jansson or libsodium takes part: JSON, BLAKE2b and base64
are those of Python, Ed25519, X25519 and Poly1305 those of OpenSSL through
python3-cryptography, and Salsa20 is written out below after its specification.
So where patchlore's bytes equal these, two implementations agree.

    python3 vectors.py >vectors.json
"""

import base64
import hashlib
import json
import struct
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import (
    X25519PrivateKey, X25519PublicKey)
from cryptography.hazmat.primitives.poly1305 import Poly1305
from cryptography.hazmat.primitives.serialization import (
    Encoding, PublicFormat)

TYPE = "application/vnd.patchlore.pls+json"


def raw(public):
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


# ---- Canonical JSON ---------------------------------------------------------

def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"),
                      ensure_ascii=False, allow_nan=False)


def loose(value):
    """The same value, in bytes that are not canonical."""
    if isinstance(value, dict):
        parts = [json.dumps(k) + " : " + loose(v)
                 for k, v in sorted(value.items(), reverse=True)]
        return "{ " + ",\n".join(parts) + " }"
    if isinstance(value, list):
        return "[ " + " , ".join(map(loose, value)) + " ]"
    return json.dumps(value, ensure_ascii=True).replace("/", "\\/")


BODIES = {
    "empty": {},
    "order": {"b": 1, "a": 2, "a0": 3, "a_": 4, "aa": 5, "0": 6, "_": 7},
    "numbers": {"n": [0, -1, 2**53 - 1, -(2**53 - 1), 10, 100000000000]},
    "words": {"w": [True, False, None, [], {}, ""]},
    "texts": {
        "escapes": "quote \" backslash \\ slash / newline \n end",
        "one": "caf\u00e9 \u00df \u00d8",
        "two": "\u6f22\u5b57 \uac00 \u0e01",
        "three": "\U0001f680 \U00020000",
        "marks": "q\u0323\u0307",
        "html": "<b> & ' \u2028",
    },
    "depth": {"a": [[[[[[[[[[[[[[{}]]]]]]]]]]]]]]},
    "submission": {
        "pls": 1, "type": "submission", "program": "sample-program",
        "seq": 1, "replaces": None,
        "period": {"from": "2026-07-01", "to": "2026-09-30",
                   "asof": "2026-10-30"},
        "privacy": {"groups": 2, "scale": 65536, "tables": [
            {"t": "ttp.1", "rho_n": 60000000,
             "sigma2": [71582788267, 1]}]},
        "tables": [
            {"t": "ttp.1", "class": "all", "urg": "urgent", "st": "ok",
             "bp": [812, 1604, -39, 1711, 1498, 802, 301, 188, 97, 10026]},
            {"t": "ttp.1", "class": "all", "urg": "routine", "st": "low"}],
        "lessons": [{"what": "First the agent stopped.\nThen \u00a713 held."}],
    },
    "long": {"text": "0123456789abcde\n" * 1200},
}

# Why, and bytes that are not canonical. Hexadecimal, for some are no text.
REFUSED = [
    ("duplicate name", b'{"a":1,"a":1}'),
    ("duplicate name, escaped", b'{"a":1,"\\u0061":1}'),
    ("names out of order", b'{"b":1,"a":1}'),
    ("names out of order, deeper", b'{"a":[{"b":1,"a":1}]}'),
    ("upper case in a name", b'{"A":1}'),
    ("empty name", b'{"":1}'),
    ("blank", b'{"a": 1}'),
    ("newline at the end", b'{}\n'),
    ("trailing bytes", b'{}{}'),
    ("trailing zero", b'{}\0'),
    ("byte order mark", b'\xef\xbb\xbf{}'),
    ("UTF-16", '{"a":1}'.encode("utf-16-le")),
    ("list", b'[]'),
    ("fraction", b'{"a":1.5}'),
    ("fraction of zero", b'{"a":1.0}'),
    ("exponent", b'{"a":1e3}'),
    ("minus zero", b'{"a":-0}'),
    ("leading zero", b'{"a":01}'),
    ("plus", b'{"a":+1}'),
    ("2^53", b'{"a":9007199254740992}'),
    ("-2^53", b'{"a":-9007199254740992}'),
    ("2^63", b'{"a":9223372036854775808}'),
    ("NaN", b'{"a":NaN}'),
    ("escaped letter", b'{"a":"\\u0041"}'),
    ("escaped slash", b'{"a":"\\/"}'),
    ("escaped newline, long", b'{"a":"\\u000a"}'),
    ("escaped surrogates", b'{"a":"\\ud83d\\ude80"}'),
    ("half a surrogate", b'{"a":"\\ud83d"}'),
    ("surrogate in UTF-8", b'{"a":"\xed\xa0\xbd"}'),
    ("overlong", b'{"a":"\xc0\xaf"}'),
    ("tab", b'{"a":"\\t"}'),
    ("carriage return", b'{"a":"\\r"}'),
    ("zero in a text", b'{"a":"\\u0000"}'),
    ("delete", b'{"a":"\x7f"}'),
    ("control of Latin-1", '{"a":"\u0085"}'.encode()),
    ("NFD", '{"a":"e\u0301"}'.encode()),
    ("singleton", '{"a":"\u212b"}'.encode()),
    ("marks out of order", '{"a":"q\u0307\u0323"}'.encode()),
    ("Hangul in parts", '{"a":"\u1100\u1161"}'.encode()),
    ("noncharacter", '{"a":"\uffff"}'.encode()),
    ("unassigned", '{"a":"\u0378"}'.encode()),
    ("too deep", b'{"a":' + 16 * b'[' + 16 * b']' + b'}'),
    ("cut short", b'{"a":"b'),
    ("nothing", b''),
]


# ---- Keys -------------------------------------------------------------------

def keyed(key, *parts):
    """BLAKE2b over parts, each with its length in front."""
    digest = hashlib.blake2b(key=key, digest_size=32)
    for part in parts:
        digest.update(struct.pack("<Q", len(part)) + part)
    return digest.digest()


def pseudonym(master, program):
    seed = keyed(master, b"patchlore/pid/1", program.encode())
    public = raw(Ed25519PrivateKey.from_private_bytes(seed).public_key())
    short = hashlib.blake2b(public, digest_size=20).digest()
    box_seed = keyed(master, b"patchlore/box/1", program.encode())
    box = X25519PrivateKey.from_private_bytes(
        hashlib.sha512(box_seed).digest()[:32])
    return {
        "master": master.hex(), "program": program,
        "pid": "pl1" + base64.b32encode(short).decode().lower(),
        "pk": public.hex(), "box": raw(box.public_key()).hex(),
    }


# ---- Envelopes --------------------------------------------------------------

def envelope(seed, kind, payload):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    encoded = b"DSSEv1 %d %s %d %s" % (
        len(kind), kind.encode(), len(payload), payload)
    signature = key.sign(encoded)
    text = '{"payload":"%s","payloadType":"%s","signatures":[{' \
        '"keyid":"%s","sig":"%s"}]}' % (
            base64.b64encode(payload).decode(), kind,
            raw(key.public_key()).hex(),
            base64.b64encode(signature).decode())
    return {
        "seed": seed.hex(), "type": kind, "payload": payload.decode(),
        "signature": signature.hex(), "envelope": text,
    }


# ---- Seals ------------------------------------------------------------------

def rotate(x, n):
    return ((x << n) | (x >> (32 - n))) & 0xffffffff


def salsa20_rounds(x):
    """Twenty rounds, without the addition at their end."""
    columns = [(0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11)]
    rows = [(0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14)]
    x = list(x)
    for _ in range(10):
        for a, b, c, d in columns + rows:
            x[b] ^= rotate((x[a] + x[d]) & 0xffffffff, 7)
            x[c] ^= rotate((x[b] + x[a]) & 0xffffffff, 9)
            x[d] ^= rotate((x[c] + x[b]) & 0xffffffff, 13)
            x[a] ^= rotate((x[d] + x[c]) & 0xffffffff, 18)
    return x


def salsa20_state(key, middle):
    c = struct.unpack("<4I", b"expand 32-byte k")
    k = struct.unpack("<8I", key)
    n = struct.unpack("<4I", middle)
    return [c[0], *k[:4], c[1], *n, c[2], *k[4:], c[3]]


def hsalsa20(key, middle):
    x = salsa20_rounds(salsa20_state(key, middle))
    return struct.pack("<8I", *(x[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)))


def xsalsa20(key, nonce, length):
    subkey = hsalsa20(key, nonce[:16])
    stream = b""
    while len(stream) < length:
        state = salsa20_state(
            subkey, nonce[16:] + struct.pack("<Q", len(stream) // 64))
        rounds = salsa20_rounds(state)
        stream += struct.pack("<16I", *(
            (a + b) & 0xffffffff for a, b in zip(rounds, state)))
    return stream[:length]


def seal(secret, once, content):
    """For the program's secret key, with the key pair that is used once."""
    public = raw(X25519PrivateKey.from_private_bytes(secret).public_key())
    mine = X25519PrivateKey.from_private_bytes(once)
    sent = raw(mine.public_key())
    padded = content + b"\x80"
    padded += bytes(-len(padded) % 4096)
    nonce = hashlib.blake2b(sent + public, digest_size=24).digest()
    shared = mine.exchange(X25519PublicKey.from_public_bytes(public))
    stream = xsalsa20(hsalsa20(shared, bytes(16)), nonce, 32 + len(padded))
    hidden = bytes(a ^ b for a, b in zip(padded, stream[32:]))
    tag = Poly1305.generate_tag(stream[:32], hidden)
    name = hashlib.blake2b(public, digest_size=32).digest()[:8]
    whole = b"PLSEAL1\n" + name + sent + tag + hidden
    return {
        "secret": secret.hex(), "key": public.hex(),
        "content": content.decode(),
        "seal": base64.b64encode(whole).decode(),
    }


# ---- All of it --------------------------------------------------------------

def seed(number):
    return hashlib.sha256(b"seed %d" % number).digest()


def main():
    submission = canonical(BODIES["submission"]).encode()
    signed = envelope(seed(1), TYPE, submission)
    json.dump({
        "about": "made by vectors.py; see there",
        "canonical": [{"name": name, "loose": loose(value),
                       "canonical": canonical(value)}
                      for name, value in BODIES.items()],
        "refused": [{"why": why, "hex": text.hex()} for why, text in REFUSED],
        "pseudonyms": [pseudonym(bytes(range(32)), "sample-program"),
                       pseudonym(bytes(range(32)), "another"),
                       pseudonym(seed(2), "sample-program")],
        "envelopes": [
            signed,
            envelope(seed(1), TYPE, b""),
            envelope(seed(3), TYPE, b"{}"),
            envelope(seed(3), TYPE, canonical(BODIES["texts"]).encode()),
            envelope(seed(3), "application/vnd.patchlore.receipt+json",
                     b"{}"),
            envelope(seed(4), TYPE, canonical(BODIES["long"]).encode())],
        "seals": [seal(seed(5), seed(6), signed["envelope"].encode()),
                  seal(seed(5), seed(7), b"")],
    }, sys.stdout, indent=1, ensure_ascii=True)
    print()


main()
