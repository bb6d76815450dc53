/* Addresses of services, people, files and machines. */
#include "scrub/rule.h"

#include <string.h>

#include "scrub/domain.h"
#include "scrub/text.h"
#include "scrub/words.h"

/* ---- URLs --------------------------------------------------------------- */

static int
is_url(char c)
{
	return (unsigned char)c > ' ' && c != 0x7f &&
	       strchr("<>\"`{}|[]", c) == NULL;
}

static int
is_scheme(char c)
{
	return pl_is_alnum(c) || c == '+' || c == '.' || c == '-';
}

/* A sentence's mark behind an address is not a part of it. */
static size_t
without_marks(const char *text, size_t from, size_t to)
{
	while (to > from && strchr(".,;:!?)'*_", text[to - 1]) != NULL)
		to--;
	return to;
}

/* To the end of what may stand in an address; [ and ] only around IPv6. */
static size_t
url_end(const char *text, size_t at)
{
	if (text[at] == '[' &&
	    (pl_is_hex(text[at + 1]) || text[at + 1] == ':')) {
		size_t inside = at + 1;

		while (inside - at < 64 && is_url(text[inside]))
			inside++;
		if (text[inside] == ']')
			at = inside + 1;
	}
	while (is_url(text[at]))
		at++;
	return at;
}

int
pl_rule_url(const char *text, size_t at, struct pl_span *out)
{
	size_t scheme = pl_rule_run(text + at, is_scheme, 16), end;

	if (scheme >= 2 && strncmp(text + at + scheme, "://", 3) == 0) {
		end = url_end(text, at + scheme + 3);
		end = without_marks(text, at + scheme + 3, end);
		return end > at + scheme + 3 &&
		       pl_rule_found(out, at, end, PL_SPAN_URL);
	}
	scheme = pl_rule_word(text + at, "mailto:");
	if (scheme == 0)
		scheme = pl_rule_word(text + at, "www.");
	if (scheme == 0 || !pl_is_word(text[at + scheme]))
		return 0;
	end = without_marks(text, at, url_end(text, at));
	return pl_rule_found(out, at, end, PL_SPAN_URL);
}

/* ---- E-mail ------------------------------------------------------------- */

enum { LOCAL_LENGTH = 64 };

static int
is_local(char c)
{
	return pl_is_word(c) || (c != '\0' && strchr("._%+-'$", c) != NULL);
}

static int
is_label(char c)
{
	return pl_is_word(c) || c == '-' || c == '_';
}

/* Labels with dots between them, without an opinion on the last. */
static size_t
labels_at(const char *text, size_t *letters)
{
	size_t length = 0;

	*letters = 0;
	for (;;) {
		size_t label =
		    pl_rule_run(text + length, is_label, PL_RULE_AHEAD);

		if (label == 0)
			return length > 0 ? length - 1 : 0;
		for (size_t i = length; i < length + label; i++)
			*letters += !pl_is_digit(text[i]);
		length += label;
		if (text[length] != '.' || length > PL_RULE_AHEAD)
			return length;
		length++;
	}
}

/* " at ", " dot ": the length with the space around it, or 0. */
static size_t
spelled(const char *text, const char *word)
{
	size_t before = pl_rule_space(text, 3), length, after;

	if (before == 0)
		return 0;
	length = pl_rule_word(text + before, word);
	if (length == 0)
		return 0;
	after = pl_rule_space(text + before + length, 3);
	return after == 0 ? 0 : before + length + after;
}

/* The part behind the last dot. */
static size_t
last_part(const char *text, size_t length)
{
	size_t at = length;

	while (at > 0 && text[at - 1] != '.' && text[at - 1] != ' ')
		at--;
	return at;
}

/* "corp dot example dot com", with at least one dot in words. */
static size_t
spelled_domain(const char *text)
{
	size_t letters, length = labels_at(text, &letters), dots = 0, last;

	while (length > 0 && length < PL_RULE_AHEAD) {
		size_t dot = spelled(text + length, "dot"), label;

		label = dot > 0 ? labels_at(text + length + dot, &letters) : 0;
		if (label == 0)
			break;
		length += dot + label;
		dots++;
	}
	last = last_part(text, length);
	return dots > 0 && pl_domain_ending(text + last, length - last) ? length
	                                                                : 0;
}

static int
is_known(const char *text, size_t length)
{
	char word[LOCAL_LENGTH];

	for (size_t i = 0; i < length; i++)
		word[i] = pl_small(text[i]);
	return pl_word_known(word, length);
}

int
pl_rule_email(const char *text, size_t at, struct pl_span *out)
{
	size_t local = pl_rule_run(text + at, is_local, LOCAL_LENGTH + 1);
	size_t domain, letters, word;

	if (local > LOCAL_LENGTH || !pl_is_word(text[at]))
		return 0;
	word = text[at + local] == '@' ? 1 : spelled(text + at + local, "at");
	if (word == 0)
		return 0;
	domain = spelled_domain(text + at + local + word);
	if (domain == 0 && word == 1) {
		domain = labels_at(text + at + local + 1, &letters);
		/* Some tools write name@1.2.3 for a version. */
		if (letters == 0)
			return 0;
	}
	/* "look at example.com" tells a domain and nobody. */
	if (domain == 0 && !is_known(text + at, local))
		domain = pl_domain_at(text + at + local + word, NULL);
	return domain > 0 && pl_rule_found(out, at, at + local + word + domain,
				 PL_SPAN_EMAIL);
}

/* ---- Files -------------------------------------------------------------- */

static int
is_path(char c)
{
	return is_url(c) && c != '\'';
}

int
pl_rule_unc(const char *text, size_t at, struct pl_span *out)
{
	size_t end;

	if (text[at] != '\\' || text[at + 1] != '\\' ||
	    !pl_is_word(text[at + 2]) ||
	    (at > 0 && (pl_is_word(text[at - 1]) || text[at - 1] == ':' ||
			   text[at - 1] == '\\')))
		return 0;
	for (end = at + 2; is_path(text[end]); end++)
		;
	end = without_marks(text, at, end);
	return pl_rule_found(out, at, end, PL_SPAN_PATH);
}

static int
is_file(char c)
{
	return pl_is_word(c) || (c != '\0' && strchr("._-$@+~", c) != NULL);
}

/* Homes that every machine has. */
static const char *const homes[] = {"public", "default", "default user",
    "all users", "shared", "administrator", "admin", "user", "username", NULL};

static size_t
slashes(const char *text)
{
	size_t length = 0;

	while (length < 2 && (text[length] == '/' || text[length] == '\\'))
		length++;
	return length;
}

/* The end of a name behind "Users\"; one with spaces in it only where the path
 * goes on behind it. */
static size_t
home_end(const char *text, size_t at)
{
	size_t first = at + pl_rule_run(text + at, is_file, 64), end = first;

	while (text[end] == ' ' && end - at < 64) {
		size_t word = pl_rule_run(text + end + 1, is_file, 64);

		if (word == 0)
			return first;
		end += 1 + word;
	}
	return end > first && text[end] == '\\' ? end : first;
}

static size_t
home_parent(const char *text)
{
	static const char *const parents[] = {"users", "home", "export/home",
	    "documents and settings", "usr/home", "var/home", NULL};

	return pl_rule_one_of(text, parents);
}

int
pl_rule_home(const char *text, size_t at, struct pl_span *out)
{
	size_t end = at, length;

	if (pl_is_letter(text[end]) && text[end + 1] == ':')
		end += 2;
	length = slashes(text + end);
	if (length == 0 || (end == at && at > 0 && pl_is_word(text[at - 1])))
		return 0;
	end += length;
	length = home_parent(text + end);
	end += length;
	if (length == 0 || slashes(text + end) == 0)
		return 0;
	end += slashes(text + end);
	length = pl_rule_one_of(text + end, homes);
	if (!pl_is_word(text[end]) ||
	    (length > 0 && !is_file(text[end + length])))
		return 0;
	length = home_end(text, end);
	return pl_rule_found(
	    out, end, without_marks(text, end, length), PL_SPAN_USER);
}

/* ---- Accounts ----------------------------------------------------------- */

/* What stands before a backslash and is no domain of accounts. */
static const char *const no_domains[] = {"appdata", "application", "authority",
    "bin", "builtin", "client", "config", "currentcontrolset", "currentversion",
    "drivers", "etc", "files", "hkcc", "hkcr", "hkcu", "hklm", "hku", "lib",
    "local", "locallow", "logs", "microsoft", "nt", "parameters", "policies",
    "program", "programdata", "roaming", "root", "run", "services", "setup",
    "sysnative", "system", "system32", "syswow64", "temp", "tmp", "update",
    "updates", "users", "users", "windows", "winsxs", "wow6432node", NULL};

static int
is_account(char c)
{
	return pl_is_word(c) || c == '.' || c == '-' || c == '_' || c == '$';
}

static int
is_netbios(char c)
{
	return pl_is_word(c) || c == '.' || c == '-' || c == '_';
}

int
pl_rule_account(const char *text, size_t at, struct pl_span *out)
{
	size_t domain = pl_rule_run(text + at, is_netbios, 64), end, known;
	size_t name;

	if (domain < 2 || text[at + domain] != '\\' ||
	    pl_rule_inside(text, at) ||
	    (at > 0 && (text[at - 1] == '\\' || text[at - 1] == '/')))
		return 0;
	known = pl_rule_one_of(text + at, no_domains);
	if (known == domain || pl_rule_word(text + at, "hkey_") > 0)
		return 0;
	/* Some write the backslash twice. */
	end = at + domain + 1 + (text[at + domain + 1] == '\\');
	name = pl_rule_run(text + end, is_account, 64);
	if (name == 0 || !pl_is_word(text[end]) || text[end + name] == '\\')
		return 0;
	end = without_marks(text, at, end + name);
	return pl_rule_found(out, at, end, PL_SPAN_USER);
}

/* ---- Machines ----------------------------------------------------------- */

int
pl_rule_domain(const char *text, size_t at, struct pl_span *out)
{
	size_t end;

	/* Inside of what is none as a whole there is none. */
	if (pl_rule_inside(text, at))
		return 0;
	end = at + pl_domain_at(text + at, NULL);
	if (end == at)
		return 0;
	if (text[end] == ':' && pl_is_digit(text[end + 1]))
		end += 1 + pl_rule_run(text + end + 1, pl_is_digit, 5);
	if (text[end] == '/')
		end = without_marks(text, at, url_end(text, end));
	return pl_rule_found(out, at, end, PL_SPAN_DOMAIN);
}

/* What is numbered and is no machine. */
static const char *const no_hosts[] = {"aes", "alma", "amazon", "amd", "ami",
    "appendix", "april", "arm", "ascii", "august", "batch", "bug", "camellia",
    "centos", "chacha", "chapter", "chrome", "class", "cohort", "cp", "cycle",
    "day", "days", "debian", "december", "des", "dh", "dotnet", "ecdh", "ecdsa",
    "edge", "el", "en", "error", "february", "fedora", "figure", "fips",
    "firefox", "ftp", "gcc", "generation", "glibc", "gpt", "hour", "hours",
    "http", "id", "ieee", "ie", "ipv", "iso", "java", "january", "jdk", "jre",
    "july", "june", "kernel", "level", "libreoffice", "line", "linux", "log4j",
    "lts", "mariadb", "march", "may", "md", "method", "minute", "minutes",
    "month", "months", "mysql", "net", "nist", "nodejs", "november", "nvme",
    "october", "openjdk", "openssl", "option", "page", "part", "patch",
    "percent", "perl", "phase", "php", "pkcs", "plan", "point", "poly", "ppc",
    "postgresql", "priority", "python", "quarter", "raid", "rev", "rfc", "rhel",
    "ring", "rocky", "rsa", "ruby", "rust", "scenario", "section", "september",
    "sev", "severity", "sha", "sles", "smb", "sp", "ssl", "stage", "step",
    "suse", "table", "tier", "tls", "tomcat", "type", "ubuntu", "ucs", "update",
    "usb", "utf", "version", "vista", "wave", "week", "weeks", "win", "windows",
    "workaround", "x", "xen", "xp", "year", "years", "zone", NULL};

/* Machines are numbered behind what they are for; without a hyphen only behind
 * one of these, or where the number begins with 0. */
static const char *const roles[] = {"ad", "app", "backup", "bkp", "build",
    "client", "db", "dc", "desktop", "dev", "ec2amaz", "dhcp", "dns", "esx",
    "esxi", "exch", "file", "fileserver", "fs", "fw", "gw", "host", "hv",
    "jump", "laptop", "lb", "lt", "mail", "mx", "nas", "nb", "node", "ns",
    "oradb", "pc", "print", "printer", "prn", "prod", "proxy", "pve", "rds",
    "router", "sap", "server", "sql", "srv", "stg", "storage", "sw", "switch",
    "sysdb", "tst", "vm", "vpn", "web", "webserver", "wks", "workstation", "ws",
    "win", "wsus", NULL};

static int
is_number_end(const char *text)
{
	return !pl_is_word(*text) && *text != '_' &&
	       (*text != '.' || !pl_is_alnum(text[1]));
}

/* letters[-letters]... before the hyphen of a number; 0: it is none. */
static size_t
host_stem(const char *text)
{
	size_t length = 0;

	for (;;) {
		size_t word = pl_rule_run(text + length, pl_is_alnum, 40);

		if (word == 0)
			return 0;
		length += word;
		if (text[length] != '-' || length > 63)
			return 0;
		if (pl_is_digit(text[length + 1]) &&
		    text[length + 1 +
			 pl_rule_run(text + length + 1, pl_is_digit, 8)] != '-')
			return length;
		length++;
	}
}

static int
rule_host_hyphen(const char *text, size_t at, struct pl_span *out)
{
	size_t stem = host_stem(text + at), letters, digits;

	letters = pl_rule_run(text + at, pl_is_letter, 40);
	if (stem < 2 || stem > 63 || letters < 2)
		return 0;
	if (letters == stem && pl_rule_one_of(text + at, no_hosts) == stem)
		return 0;
	digits = pl_rule_run(text + at + stem + 1, pl_is_digit, 8);
	/* exchange-2019 */
	if (digits == 4 && is_known(text + at, stem) &&
	    (strncmp(text + at + stem, "-20", 3) == 0 ||
		strncmp(text + at + stem, "-19", 3) == 0))
		return 0;
	if (digits > 7 || !is_number_end(text + at + stem + 1 + digits))
		return 0;
	return pl_rule_found(out, at, at + stem + 1 + digits, PL_SPAN_HOST);
}

static int
is_role(const char *text, size_t length)
{
	for (const char *const *role = roles; *role != NULL; role++)
		if (strlen(*role) == length &&
		    pl_rule_word(text, *role) == length)
			return 1;
	return 0;
}

/* A piece between hyphens that is a role, or one with a number. */
static int
is_role_piece(const char *text, size_t length)
{
	while (length > 0 && pl_is_digit(text[length - 1]))
		length--;
	return is_role(text, length);
}

/* Whether a piece cannot be a word: it holds a digit, or is of capitals that
 * spell nothing, as Windows makes them up. */
static int
is_code_piece(const char *text, size_t length)
{
	if (is_known(text, length))
		return 0;
	return pl_rule_run(text, pl_is_letter, length) < length ||
	       (length >= 7 &&
		   pl_rule_run(text, pl_is_upper, length) == length);
}

/* DESKTOP-4F3K2L1, sql-prod-eu1: pieces, of which one is a role and another
 * cannot be a word. */
static int
rule_host_pieces(const char *text, size_t at, struct pl_span *out)
{
	size_t end = at, pieces = 0, roles_seen = 0, codes = 0;

	if (pl_rule_inside(text, at))
		return 0;
	for (;;) {
		size_t piece = pl_rule_run(text + end, pl_is_alnum, 40);

		if (piece == 0 || piece == 40 || end - at > 63)
			return 0;
		if (is_role_piece(text + end, piece))
			roles_seen++;
		else
			codes += (size_t)is_code_piece(text + end, piece);
		end += piece;
		pieces++;
		if (text[end] != '-')
			break;
		end++;
	}
	if (pieces < 2 || roles_seen == 0 || codes == 0 ||
	    !is_number_end(text + end))
		return 0;
	return pl_rule_found(out, at, end, PL_SPAN_HOST);
}

/* web14, sql01 */
static int
rule_host_joined(const char *text, size_t at, struct pl_span *out)
{
	size_t letters = pl_rule_run(text + at, pl_is_letter, 40);
	size_t digits = pl_rule_run(text + at + letters, pl_is_digit, 6);
	size_t length = letters + digits;

	if (letters < 2 || digits == 0 || !is_number_end(text + at + length) ||
	    is_known(text + at, length))
		return 0;
	if ((text[at + letters] != '0' || digits < 2) &&
	    !is_role(text + at, letters))
		return 0;
	return pl_rule_found(out, at, at + length, PL_SPAN_HOST);
}

int
pl_rule_host(const char *text, size_t at, struct pl_span *out)
{
	return rule_host_hyphen(text, at, out) ||
	       rule_host_pieces(text, at, out) ||
	       rule_host_joined(text, at, out);
}
