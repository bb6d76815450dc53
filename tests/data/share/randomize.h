/* Made by randomize.py: y or n of each first byte from 0 on. */
/* clang-format off */
static const struct {
	int rev;
	const char *truth;
	double epsilon;
	const char *told;
} vectors[] = {
	{1, "yes", 2, "nyyyyynyynyyyyyyyyyynyyyyynyynyyyyyynyyyyynyyyyyyyyyyyyyyyyyyyyy"},
	{1, "no", 2, "nnnnnnnnnnnnnnnnnnnyynnnnynnnnynynnnnnnnynnnnynnynnnnnynnnynnnyn"},
	{2, "yes", 2, "yyyyyynyyyynyyyyyyyyyyyyynyyyyyyyynyyyyyyyyyyyyyyyyyyyyynnyyyyyn"},
	{1, "yes", 0.001, "nyyyyynnnnynyyyyyyyynyyynnnnynnyyyyynynyyynnyyynynnyynnyyynyyyyy"},
	{1, "no", 0.25, "ynynnnnnnnnynnnynyynnnyyynnnnnyyynynnnynynnnyyyyyynyynynnnnynnyy"},
	{1, "yes", 10, "yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy"},
};
/* clang-format on */
