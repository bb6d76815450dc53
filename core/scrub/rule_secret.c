/* Keys, passwords and hashes; numbers of tickets and devices. */
#include "scrub/rule.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "scrub/text.h"
#include "scrub/words.h"

/* ---- Keys with a frame around them -------------------------------------- */

int
pl_rule_key_block(const char *text, size_t at, struct pl_span *out)
{
	static const char begin[] = "-----BEGIN ", end[] = "-----END ";
	const char *found;
	size_t to;

	if (strncmp(text + at, begin, sizeof begin - 1) != 0)
		return 0;
	found = strstr(text + at, end);
	if (found == NULL) /* cut short: all the rest may be key */
		return pl_rule_found(
		    out, at, at + strlen(text + at), PL_SPAN_SECRET);
	to = (size_t)(found - text) + sizeof end - 1;
	to += strcspn(text + to, "-\n");
	to += strspn(text + to, "-");
	return pl_rule_found(out, at, to, PL_SPAN_SECRET);
}

/* ---- Passwords ---------------------------------------------------------- */

/* One that is named is a secret behind "is" as well as behind a sign. */
static const char *const passwords[] = {"password", "passwort", "passwd", "pwd",
    "passphrase", "pass", "secret", "community string", "community",
    "shared key", "psk", NULL};
static const char *const tokens[] = {"token", "api key", "api-key", "api_key",
    "apikey", "access key", "access_key", "secret key", "secret_key",
    "secret_access_key", "client_secret", "aws_secret_access_key",
    "authorization", "credential", "credentials", "auth", "license key",
    "licence key", "product key", "key", "pin", "snmp", NULL};
static const char *const bearers[] = {"bearer", "basic", NULL};

static int
is_value(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f && c != '"' && c != '\'' &&
	       c != '<' && c != '>';
}

/* "=", ":", "is", "was", "set to" with the space around it; 0: none. A word
 * counts only where words may. */
static size_t
assigned(const char *text, int words)
{
	static const char *const verbs[] = {
	    "is", "was", "set to", "changed to", "reset to", NULL};
	size_t at = pl_rule_space(text, 3), verb;

	if (text[at] == '=' || text[at] == ':') {
		at += 1 + (text[at + 1] == '=' || text[at + 1] == '>');
		return at + pl_rule_space(text + at, 3);
	}
	verb = words && at > 0 ? pl_rule_one_of(text + at, verbs) : 0;
	if (verb == 0)
		return 0;
	at += verb;
	return at + pl_rule_space(text + at, 3);
}

static int
has_digit_or_sign(const char *text, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (!pl_is_letter(text[i]) && text[i] != '-' &&
		    text[i] != '.' && text[i] != ',')
			return 1;
	return 0;
}

static int
password_value(
    const char *text, size_t at, size_t least, int clear, struct pl_span *out)
{
	size_t from = at + (text[at] == '"' || text[at] == '\''), to;

	to = from + pl_rule_run(text + from, is_value, PL_RULE_AHEAD);
	while (to > from && strchr(".,;)", text[to - 1]) != NULL)
		to--;
	if (to - from < least ||
	    (!clear && from == at &&
		!has_digit_or_sign(text + from, to - from)))
		return 0;
	return pl_rule_found(out, from, to, PL_SPAN_SECRET);
}

int
pl_rule_password(const char *text, size_t at, struct pl_span *out)
{
	size_t word = pl_rule_one_of(text + at, passwords), sign, quote;

	if (word > 0) {
		quote = text[at + word] == '"' || text[at + word] == '\'';
		sign = assigned(text + at + word + quote, 1);
		if (sign == 0)
			return 0;
		word += quote;
		return password_value(text, at + word + sign, 3,
		    strchr("=:",
			text[at + word + pl_rule_space(text + at + word, 3)]) !=
			NULL,
		    out);
	}
	word = pl_rule_one_of(text + at, tokens);
	if (word > 0) {
		quote = text[at + word] == '"' || text[at + word] == '\'';
		sign = assigned(text + at + word + quote, 0);
		/* "Authorization: Bearer x" is for the next rule. */
		return sign > 0 && password_value(text,
				       at + word + quote + sign, 4, 0, out);
	}
	word = pl_rule_one_of(text + at, bearers);
	if (word == 0)
		return 0;
	sign = pl_rule_space(text + at + word, 3);
	return sign > 0 && password_value(text, at + word + sign, 8, 0, out);
}

/* ---- Randomness --------------------------------------------------------- */

enum { RANDOM_LEAST = 20, RANDOM_JUDGED = 128, HEX_LEAST = 16 };

/* Bits a character, were its neighbours of no account (Shannon, 1948). */
static double
entropy(const char *text, size_t length)
{
	unsigned counts[256] = {0};
	double bits = 0;

	for (size_t i = 0; i < length; i++)
		counts[(unsigned char)text[i]]++;
	for (size_t i = 0; i < PL_COUNT(counts); i++)
		if (counts[i] > 0) {
			double share = (double)counts[i] / (double)length;

			bits -= share * log2(share);
		}
	return bits;
}

static int
is_random(char c)
{
	return pl_is_alnum(c) || c == '+' || c == '/' || c == '_' || c == '-';
}

static int
sort_of(char c)
{
	return pl_is_lower(c) ? 0 : pl_is_upper(c) ? 1 : pl_is_digit(c) ? 2 : 3;
}

/* How often letters, capitals and digits alternate; words seldom do. */
static size_t
changes(const char *text, size_t length)
{
	size_t count = 0;

	for (size_t i = 1; i < length; i++)
		count += sort_of(text[i]) != sort_of(text[i - 1]);
	return count;
}

/* Letters in words that are known do not make a secret. */
static size_t
known_letters(const char *text, size_t length)
{
	char word[RANDOM_LEAST + 1];
	size_t known = 0, at = 0;

	while (at < length) {
		size_t letters = 0;

		/* "InstallUpdate" is two. */
		while (at + letters < length && letters < RANDOM_LEAST &&
		       pl_is_letter(text[at + letters]) &&
		       (letters == 0 || !pl_is_upper(text[at + letters]) ||
			   !pl_is_lower(text[at + letters - 1]))) {
			word[letters] = pl_small(text[at + letters]);
			letters++;
		}
		if (letters > 2 && pl_word_known(word, letters))
			known += letters;
		at += letters > 0 ? letters : 1;
	}
	return known;
}

static int
is_hash(const char *text, size_t length)
{
	size_t digits = 0;

	if (length < HEX_LEAST)
		return 0;
	for (size_t i = 0; i < length; i++) {
		if (!pl_is_hex(text[i]))
			return 0;
		digits += (size_t)pl_is_digit(text[i]);
	}
	/* Of 16 random ones none or all are digits once in 500 times. */
	return (digits > 0 && digits < length) || length >= 32;
}

/* A token is a secret also behind "sha256:" or "ssh-rsa ". It is judged by its
 * beginning and taken whole. */
int
pl_rule_random(const char *text, size_t at, struct pl_span *out)
{
	size_t end = at, length;

	while (pl_is_alnum(text[end]))
		end++;
	if (is_hash(text + at, end - at) && !pl_is_word(text[end]))
		return pl_rule_found(out, at, end, PL_SPAN_SECRET);
	length = pl_rule_run(text + at, is_random, RANDOM_JUDGED);
	if (length < RANDOM_LEAST || !pl_is_alnum(text[at]) ||
	    entropy(text + at, length) < 3.2)
		return 0;
	if (changes(text + at, length) * 5 < length * 2 ||
	    known_letters(text + at, length) * 3 > length)
		return 0;
	/* A dot parts the pieces of a signed token. */
	for (end = at; is_random(text[end]) ||
		       (text[end] == '.' && is_random(text[end + 1]));
	     end++)
		;
	while (text[end] == '=') /* fills base64 up */
		end++;
	return pl_rule_found(out, at, end, PL_SPAN_SECRET);
}

/* ---- Tickets ------------------------------------------------------------ */

static const char *const queues[] = {"inc", "chg", "chgm", "prb", "task",
    "sctask", "ctask", "ritm", "req", "sr", "wo", "cr", "hd", "cs", "tkt",
    "crq", "pbi", "pke", NULL};
static const char *const called[] = {"ticket", "tickets", "case", "incident",
    "change request", "change", "request", "problem", "service request",
    "work order", "order", "asset tag", "asset no", "asset number", "asset",
    "tag", "inventory", "inventory no", "inventory number", "contract",
    "employee", "employee id", "invoice", "po", "purchase order", NULL};
static const char *const serials[] = {"serial number", "serial no", "serial",
    "s/n", "sn", "service tag", "imei", NULL};

static int
is_tag(char c)
{
	return pl_is_alnum(c) || c == '-' || c == '_' || c == '/';
}

static size_t
count_digits(const char *text, size_t length)
{
	size_t digits = 0;

	for (size_t i = 0; i < length; i++)
		digits += (size_t)pl_is_digit(text[i]);
	return digits;
}

/* ": ", " #", " no. ", "-" between "ticket" and its number. */
static size_t
tag_lead(const char *text, int *marked)
{
	static const char *const words[] = {
	    "no", "nr", "number", "id", "tag", "is", "was", NULL};
	size_t at = 0;

	*marked = 0;
	for (int i = 0; i < 4; i++) {
		size_t word = pl_rule_one_of(text + at, words);

		at += word;
		if (text[at] != '\0' && strchr(" :.#=-", text[at]) != NULL) {
			*marked |=
			    text[at] == '#' || text[at] == ':' || word > 0;
			at++;
		} else if (word == 0) {
			break;
		}
	}
	return at;
}

static int
tag_behind(const char *text, size_t at, size_t word, enum pl_span_kind kind,
    struct pl_span *out)
{
	size_t from, length, digits;
	int marked;

	if (word == 0)
		return 0;
	from = at + word + tag_lead(text + at + word, &marked);
	length = pl_rule_run(text + from, is_tag, 40);
	while (length > 0 && !pl_is_alnum(text[from + length - 1]))
		length--;
	digits = count_digits(text + from, length);
	if (from == at + word || length < 3 || digits < 2 ||
	    !pl_is_alnum(text[from]))
		return 0;
	if (digits == length && length < (marked ? 3u : 5u))
		return 0;
	return pl_rule_found(out, from, from + length, kind);
}

/* INC0012345, CHG-30021 */
static int
ticket_queue(const char *text, size_t at, struct pl_span *out)
{
	for (const char *const *queue = queues; *queue != NULL; queue++) {
		size_t end = at + pl_rule_word(text + at, *queue), digits;
		size_t sign;

		if (end == at)
			continue;
		sign = text[end] == '-' || text[end] == '#' ||
		       text[end] == '_' || text[end] == ' ';
		digits = pl_rule_run(text + end + sign, pl_is_digit, 16);
		if (digits < 4 ||
		    (digits < 5 && (sign == 0 || text[end] == ' ')))
			continue;
		end += sign + digits;
		if (!pl_is_word(text[end]))
			return pl_rule_found(out, at, end, PL_SPAN_TICKET);
	}
	return 0;
}

/* What is written like a ticket and is none. */
static const char *const no_projects[] = {"aes", "apr", "aug", "cipher", "dec",
    "ecdsa", "el", "feb", "fips", "http", "iec", "ieee", "iso", "jan", "java",
    "jdk", "jul", "jun", "kb", "mar", "may", "nist", "nov", "oct", "php",
    "pkcs", "raid", "rfc", "rhel", "rsa", "sep", "sha", "sles", "sp", "ssl",
    "tls", "ucs", "usb", "utf", "win", "windows", NULL};

/* PATCH-1234: capitals, and digits after a hyphen */
static int
ticket_project(const char *text, size_t at, struct pl_span *out)
{
	size_t letters = pl_rule_run(text + at, pl_is_upper, 11), digits, end;

	if (letters < 2 || letters > 10 || text[at + letters] != '-' ||
	    pl_rule_one_of(text + at, no_projects) == letters)
		return 0;
	end = at + letters + 1;
	digits = pl_rule_run(text + end, pl_is_digit, 9);
	end += digits;
	if (digits == 0 || digits > 8 || pl_is_word(text[end]) ||
	    ((text[end] == '.' || text[end] == '-') &&
		pl_is_digit(text[end + 1])))
		return 0;
	return pl_rule_found(out, at, end, PL_SPAN_TICKET);
}

int
pl_rule_ticket(const char *text, size_t at, struct pl_span *out)
{
	size_t digits;

	if (text[at] == '#') {
		digits = pl_rule_run(text + at + 1, pl_is_digit, 16);
		return digits >= 3 && !pl_is_word(text[at + 1 + digits]) &&
		       pl_rule_found(out, at, at + 1 + digits, PL_SPAN_TICKET);
	}
	return ticket_queue(text, at, out) ||
	       tag_behind(text, at, pl_rule_one_of(text + at, called),
		   PL_SPAN_TICKET, out) ||
	       ticket_project(text, at, out);
}

/* ---- Devices ------------------------------------------------------------ */

enum { SERIAL_LEAST = 8, SERIAL_MOST = 64 };

static const char *const file_kinds[] = {"7z", "bat", "bin", "cab", "cat",
    "cfg", "cmd", "conf", "cpl", "deb", "dll", "drv", "efi", "exe", "gz", "htm",
    "html", "inf", "ini", "iso", "jar", "json", "ko", "log", "mof", "msi",
    "msp", "msu", "mui", "ocx", "ps1", "py", "rpm", "service", "sh", "so",
    "sys", "tar", "txt", "vbs", "war", "xml", "xz", "yaml", "yml", "zip", NULL};

/* windows10, office365: a known word with a short number. */
static int
is_known_release(const char *text, size_t length)
{
	char word[SERIAL_MOST];
	size_t letters = pl_rule_run(text, pl_is_letter, length);

	for (size_t i = 0; i < length; i++)
		word[i] = pl_small(text[i]);
	if (pl_word_technical(word, length))
		return 1;
	return letters >= 3 && length - letters <= 4 &&
	       pl_rule_run(text + letters, pl_is_digit, 4) ==
	           length - letters &&
	       text[letters] != '0' && pl_word_known(word, letters);
}

int
pl_rule_serial(const char *text, size_t at, struct pl_span *out)
{
	size_t length = pl_rule_run(text + at, pl_is_alnum, SERIAL_MOST + 1);
	size_t digits = count_digits(text + at, length);

	if (tag_behind(text, at, pl_rule_one_of(text + at, serials),
		PL_SPAN_SERIAL, out))
		return 1;
	if (length < SERIAL_LEAST || length > SERIAL_MOST || digits == 0 ||
	    digits == length || pl_is_word(text[at + length]))
		return 0;
	if (text[at + length] == '.' &&
	    pl_rule_one_of(text + at + length + 1, file_kinds) > 0)
		return 0;
	if (length < SERIAL_MOST && is_known_release(text + at, length))
		return 0;
	return pl_rule_found(out, at, at + length, PL_SPAN_SERIAL);
}
