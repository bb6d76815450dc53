"""randomize.py - answers told by chance, a second time, for tests/unit/randomize_test.c

    python3 tests/data/share/randomize.py > tests/data/share/randomize.h

With the digests and the stream of noise.py. Of keys 0, 1, ... 31 whose first
byte counts up, what the program "p" is told of the set "s", question "q".
"""
import contextlib
import io

with contextlib.redirect_stdout(io.StringIO()):
    import noise


def told(first, rev, truth, epsilon):
    key = bytes([first]) + bytes(range(1, 32))
    stream = noise.Stream(noise.keyed(
        key, "patchlore/rr/1", b"p", b"s", b"q", noise.number(rev), truth.encode()))
    while stream.chance(1, 2):
        if stream.chance_exp(epsilon, 1000):
            return {"yes": "no", "no": "yes"}[truth]
    return truth


print("/* Made by randomize.py: y or n of each first byte from 0 on. */")
print("/* clang-format off */")
print("static const struct {")
print("\tint rev;\n\tconst char *truth;\n\tdouble epsilon;\n\tconst char *told;\n} vectors[] = {")
for rev, truth, epsilon in ((1, "yes", 2000), (1, "no", 2000), (2, "yes", 2000), (1, "yes", 1),
                            (1, "no", 250), (1, "yes", 10000)):
    line = "".join(told(first, rev, truth, epsilon)[0] for first in range(64))
    print('\t{%d, "%s", %g, "%s"},' % (rev, truth, epsilon / 1000, line))
print("};")
print("/* clang-format on */")
