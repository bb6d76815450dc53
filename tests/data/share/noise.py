"""noise.py - the noise computed a second time, for tests/unit/{keyed,stream,gaussian}_test.c

    python3 tests/data/share/noise.py > tests/data/share/noise.h

Written from the papers and RFC 8439, with numbers of any size, and without a
look at limits: ChaCha20 with 64-bit counter and nonce 0, BLAKE2b of Python's
own library, Canonne, Kamath and Steinke (2020), algorithms 1 to 3.
"""
import hashlib
import math
import struct
import sys


# ---- Keyed digests

def keyed(key, purpose, *parts):
    digest = hashlib.blake2b(key=key, digest_size=32)
    for part in (purpose.encode(),) + parts:
        digest.update(struct.pack("<Q", len(part)) + part)
    return digest.digest()


def number(value):
    return struct.pack("<q", value)


# ---- The stream

def quarter(x, a, b, c, d):
    for into, other, turned, bits in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):
        x[into] = (x[into] + x[other]) & 0xffffffff
        mixed = x[turned] ^ x[into]
        x[turned] = ((mixed << bits) | (mixed >> (32 - bits))) & 0xffffffff


def block(key, counter):
    start = list(struct.unpack("<16I", b"expand 32-byte k" + key + struct.pack("<QQ", counter, 0)))
    x = list(start)
    for _ in range(10):
        for at in range(4):
            quarter(x, at, at + 4, at + 8, at + 12)
        for at in range(4):
            quarter(x, at, (at + 1) % 4 + 4, (at + 2) % 4 + 8, (at + 3) % 4 + 12)
    return struct.pack("<16I", *[(a + b) & 0xffffffff for a, b in zip(x, start)])


class Stream:
    def __init__(self, key):
        self.key, self.counter, self.left = key, 0, b""

    def bytes(self, size):
        while len(self.left) < size:
            self.left += block(self.key, self.counter)
            self.counter += 1
        taken, self.left = self.left[:size], self.left[size:]
        return taken

    def below(self, bound):
        bits = (bound - 1).bit_length()
        while True:
            value = int.from_bytes(self.bytes((bits + 7) // 8), "little") % (1 << bits)
            if value < bound:
                return value

    def chance(self, part, whole):
        return self.below(whole) < part

    def chance_exp(self, part, whole):
        while part > whole:
            if not self.chance_exp(1, 1):
                return False
            part -= whole
        k = 1
        while self.chance(1, k) and self.chance(part, whole):
            k += 1
        return k % 2 == 1

    def laplace(self, scale):
        while True:
            rest = self.below(scale)
            if not self.chance_exp(rest, scale):
                continue
            times = 0
            while self.chance_exp(1, 1):
                times += 1
            size, negative = rest + scale * times, self.chance(1, 2)
            if size > 0 or not negative:
                return -size if negative else size

    def gaussian(self, a, b):
        scale = math.isqrt(a // b) + 1
        while True:
            draw = self.laplace(scale)
            if self.chance_exp((abs(draw) * b * scale - a) ** 2, 2 * a * b * scale ** 2):
                return draw


# ---- The header

def text(data):
    return '"' + "".join("\\x%02x" % byte for byte in data) + '"'


def wide(value):
    return "{%dU, %dU}" % (value >> 64, value & (2 ** 64 - 1))


key = bytes(range(32))
stream = Stream(key)
print("/* Made by noise.py; Python %d.%d. */" % sys.version_info[:2])
print("/* clang-format off */")
print("static const char *const digests[] = {")
print("\t%s," % text(keyed(key, "patchlore/test/1")))
print("\t%s," % text(keyed(key, "patchlore/test/1", b"a", b"bc", number(-2))))
print("\t%s," % text(keyed(key, "patchlore/test/1", b"ab", b"c", number(2 ** 53))))
print("};")
data = stream.bytes(3000)
print("static const char first_bytes[] = %s;" % text(data[:16]))
print("static const char last_bytes[] = %s; /* of 3,000 */" % text(data[-16:]))
print("static const struct { uint64_t bound[2], value[2]; } belows[] = {")
for bound in 1, 2, 3, 256, 257, 2 ** 64, 2 ** 64 + 1, 2 ** 127 + 1, 2 ** 128 - 1:
    print("\t{%s, %s}," % (wide(bound), wide(stream.below(bound))))
print("};")
print("static const struct {\n\tuint64_t a, b;\n\tint64_t draws[16];\n} gaussians[] = {")
for a, b in ((1, 2), (40, 3), (1000, 3), (10 ** 5, 1), (4 * 10 ** 6, 1), (71582788267, 1),
             (107374182400, 1), (2 ** 56 - 1, 1), (2 ** 56 - 1, 2 ** 56 - 2)):
    stream = Stream(keyed(key, "patchlore/test/1", number(a), number(b)))
    draws = [stream.gaussian(a, b) for _ in range(16)]
    print("\t{%dU, %dU, {%s}}," % (a, b, ", ".join(map(str, draws))))
print("};")
print("/* clang-format on */")
