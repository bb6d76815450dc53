#include "scrub/recognize.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/buf.h"

struct example {
	const char *text, *found; /* KIND=what; for each */
};

static void
assert_found(const struct example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const char *text = examples[i].text;
		struct pl_spans found = {0};
		struct pl_buf out;

		pl_buf_init(&out, 1000);
		pl_recognize(text, strlen(text), &found);
		for (size_t j = 0; j < found.count; j++)
			pl_buf_addf(&out, "%s=%.*s;",
			    pl_span_name(found.list[j].kind),
			    (int)(found.list[j].to - found.list[j].from),
			    text + found.list[j].from);
		if (strcmp(out.text, examples[i].found) != 0)
			print_error("of: %s\n", text);
		assert_string_equal(out.text, examples[i].found);
		pl_buf_free(&out);
		pl_spans_free(&found);
	}
}

static void
urls(void **state)
{
	static const struct example examples[] = {
	    {"(see https://a.b/c?d=e#f).", "URL=https://a.b/c?d=e#f;"},
	    {"hxxp://evil[.]com/x", "URL=hxxp://evil[.]com/x;"},
	    {"ldap://[2001:db8::1]:389/o=x",
		"URL=ldap://[2001:db8::1]:389/o=x;"},
	    {"www.acme.com and mailto:x@y", "URL=www.acme.com;URL=mailto:x@y;"},
	    {"and://or", "URL=and://or;"},
	    {"a :// b", ""},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

static void
mail(void **state)
{
	static const struct example examples[] = {
	    {"to jane.doe+x@acme.co.uk.", "EMAIL=jane.doe+x@acme.co.uk;"},
	    {"root@web14", "EMAIL=root@web14;"},
	    {"jane (at) acme (dot) com", "EMAIL=jane (at) acme (dot) com;"},
	    {"jane at acme dot com", "EMAIL=jane at acme dot com;"},
	    {"jane@acme dot com", "EMAIL=jane@acme dot com;"},
	    {"jdoe at acme.com", "EMAIL=jdoe at acme.com;"},
	    {"look at acme.com", "DOMAIN=acme.com;"},
	    {"look at the dot there", ""},
	    {"package@1.2.3", ""},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

static void
paths(void **state)
{
	static const struct example examples[] = {
	    {"from \\\\fs01\\share$\\x.msi, then",
		"PATH=\\\\fs01\\share$\\x.msi;"},
	    {"\\\\.\\pipe\\x and \\\\?\\C:\\x", ""},
	    {"C:\\Users\\jdoe\\AppData", "USER=jdoe;"},
	    {"c:\\\\users\\\\jdoe\\\\x", "USER=jdoe;"},
	    {"C:/Users/jdoe", "USER=jdoe;"},
	    {"C:\\Users\\Jane Doe\\Desktop", "USER=Jane Doe;"},
	    {"C:\\Users\\jdoe to D:", "USER=jdoe;"},
	    {"C:\\Users\\Public\\x C:\\Users\\%USERNAME%", ""},
	    {"/home/jdoe/x.", "USER=jdoe;"},
	    {"/home/, /Users/Shared", ""},
	    {"C:\\Windows\\System32\\x.dll", ""},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

static void
accounts(void **state)
{
	static const struct example examples[] = {
	    {"as ACME\\jdoe.", "USER=ACME\\jdoe;"},
	    {"acme.local\\svc_patch$", "USER=acme.local\\svc_patch$;"},
	    {"HKLM\\Software BUILTIN\\Users", ""},
	    {"NT AUTHORITY\\SYSTEM", ""},
	    {"HKEY_LOCAL_MACHINE\\SYSTEM", ""},
	    {"a\\b\\c", ""},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

static void
numbers_of_windows(void **state)
{
	static const struct example examples[] = {
	    {"S-1-5-21-111-222-333-500.", "SID=S-1-5-21-111-222-333-500;"},
	    {"S-1-5-18 S-1-1-0", ""},
	    {"{0f8fad5b-d9cb-469f-A165-70867728950e}",
		"GUID=0f8fad5b-d9cb-469f-A165-70867728950e;"},
	    {"0f8fad5b-d9cb", "SERIAL=0f8fad5b;"},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

static void
networks(void **state)
{
	static const struct example examples[] = {
	    {"00:1A:2b:33:44:55, 00-11-22-33-44-55 0011.2233.4455",
		"MAC=00:1A:2b:33:44:55;MAC=00-11-22-33-44-55;"
		"MAC=0011.2233.4455;"},
	    {"50:06:01:60:3b:a0:11:22", "MAC=50:06:01:60:3b:a0:11:22;"},
	    {"at 10:32:05 00:11:22", ""},
	    {"10.1.2.3:8443, 10.1.2.0/24 and 10.1.2.3-9.",
		"IP=10.1.2.3:8443;IP=10.1.2.0/24;IP=10.1.2.3-9;"},
	    {"10.1.2.0/255.255.255.0", "IP=10.1.2.0/255.255.255.0;"},
	    {"10.1.x.x 010.001.002.003 IP10.1.2.3",
		"IP=10.1.x.x;IP=010.001.002.003;IP=10.1.2.3;"},
	    {"10[.]1[.]2[.]3", "IP=10[.]1[.]2[.]3;"},
	    {"\xd9\xa1\xd9\xa0.1.2.3", "IP=\xd9\xa1\xd9\xa0.1.2.3;"},
	    {"127.0.0.1 0.0.0.0 255.255.0.0", ""},
	    {"10.1.2 10.1.2.3.4 10.1.2.300", ""},
	    {"fe80::1%eth0, ::ffff:10.1.2.3 [2001:DB8::1]:443",
		"IP=fe80::1%eth0;IP=::ffff:10.1.2.3;IP=[2001:DB8::1]:443;"},
	    {"2001:db8::/32.", "IP=2001:db8::/32;"},
	    {"std::vector a::b :: 1:2:3", "IP=a::b;"},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

static void
machines(void **state)
{
	static const struct example examples[] = {
	    {"web-14.acme.corp:8443/x y", "DOMAIN=web-14.acme.corp:8443/x;"},
	    {"a.b.local, ACME.COM. x.co.uk", "DOMAIN=a.b.local;DOMAIN=ACME.COM;"
					     "DOMAIN=x.co.uk;"},
	    {"it failed.In the end", ""},
	    {"install.sh libssl.so.3 setup.py ASP.NET", ""},
	    {"web-14 lon-dc-002 web-01", "HOST=web-14;HOST=lon-dc-002;"
					 "HOST=web-01;"},
	    {"sql01 vm123 dc02", "HOST=sql01;HOST=vm123;HOST=dc02;"},
	    {"DESKTOP-4F3K2L1 sql-prod-eu1 WIN-9AB3CD",
		"HOST=DESKTOP-4F3K2L1;HOST=sql-prod-eu1;HOST=WIN-9AB3CD;"},
	    {"LAPTOP-HCJPVBLQ", "HOST=LAPTOP-HCJPVBLQ;"},
	    {"win32 win-amd64 app-store server-side web-based", ""},
	    {"phase-1 ring-2 utf-8 windows-10 exchange-2019", ""},
	    {"openssl-1.1.1k nginx-1.24 python3 1-3", ""},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

static void
telephones(void **state)
{
	static const struct example examples[] = {
	    {"+1 (212) 555-0142 ext. 33", "PHONE=+1 (212) 555-0142 ext. 33;"},
	    {"212-555-0142 (212) 555 0142 1.212.555.0142",
		"PHONE=212-555-0142;PHONE=(212) 555 0142;"
		"PHONE=1.212.555.0142;"},
	    {"020 7946 0958, 0049 30 1234567",
		"PHONE=020 7946 0958;PHONE=0049 30 1234567;"},
	    {"941.435.6461x830 (816-708-1857x642)",
		"PHONE=941.435.6461x830;PHONE=816-708-1857x642;"},
	    {"02079460958, 01.60.72.12.55",
		"PHONE=02079460958;PHONE=01.60.72.12.55;"},
	    {"2125550142, error -2147024891", "PHONE=2125550142;"},
	    {"(06/17/1989)", "DATE=06/17/1989;"},
	    {"call 5550142, ext. 4711", "PHONE=5550142, ext. 4711;"},
	    {"call 3 of 120, port 8443, 1603", ""},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

static void
tickets_and_devices(void **state)
{
	static const struct example examples[] = {
	    {"INC0012345, CHG-30021 PATCH-17",
		"TICKET=INC0012345;TICKET=CHG-30021;TICKET=PATCH-17;"},
	    {"ticket #123, case 0012345, #4711",
		"TICKET=123;TICKET=0012345;TICKET=#4711;"},
	    {"asset tag: A-0047", "TICKET=A-0047;"},
	    {"case 3, change 2 of 5, request 120", ""},
	    {"SHA-256 TLS-12 ISO-27001", ""},
	    {"CZJ1234XYZ NYCSQL01 S/N: 47AB11",
		"SERIAL=CZJ1234XYZ;SERIAL=NYCSQL01;SERIAL=47AB11;"},
	    {"kernel32dll.dll msvcp140.dll windows10 office365 log4shell", ""},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

static void
secrets(void **state)
{
	static const struct example examples[] = {
	    {"password: Hunter2, pwd=\"a b\"", "SECRET=Hunter2;"},
	    {"the password is S3cret! now", "SECRET=S3cret!;"},
	    {"password is expired; the token is gone", ""},
	    {"api_key=abcd1234", "SECRET=abcd1234;"},
	    {"Authorization: Bearer abc123def456", "SECRET=abc123def456;"},
	    {"AKIAIOSFODNN7EXAMPLE", "SERIAL=AKIAIOSFODNN7EXAMPLE;"},
	    {"md5 d41d8cd98f00b204e9800998ecf8427e",
		"SECRET=d41d8cd98f00b204e9800998ecf8427e;"},
	    {"wJalrXUtnFEMI/K7MDENG+bPxRfiCY",
		"SECRET=wJalrXUtnFEMI/K7MDENG+bPxRfiCY;"},
	    {"InstallWindowsUpdateServiceHost /usr/lib/systemd/system", ""},
	    {"RandomizedDelaySec=10min remove_by=soon", ""},
	    {"dGhlIHNlY3JldCBvZiB0aGUgc2hhcmU= it",
		"SECRET=dGhlIHNlY3JldCBvZiB0aGUgc2hhcmU=;"},
	    {"x -----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE "
	     "KEY----- y",
		"SECRET=-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA "
		"PRIVATE KEY-----;"},
	    {"-----BEGIN KEY-----\nMIIE", "SECRET=-----BEGIN KEY-----\nMIIE;"},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

static void
places(void **state)
{
	static const struct example examples[] = {
	    {"40.7128, -74.0060.", "GPS=40.7128, -74.0060;"},
	    {"40.71\xc2\xb0 N, 74.00\xc2\xb0 W",
		"GPS=40.71\xc2\xb0 N, 74.00\xc2\xb0 W;"},
	    {"40\xc2\xb0"
	     "42'46\"N 74\xc2\xb0"
	     "0'22\"W",
		"GPS=40\xc2\xb0"
		"42'46\"N 74\xc2\xb0"
		"0'22\"W;"},
	    {"N 40.7128 W 74.0060", "GPS=N 40.7128 W 74.0060;"},
	    {"columns of 20.995   20.047", ""},
	    {"took 1.5, 2.5 s at 40 \xc2\xb0"
	     "C",
		""},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

static void
technical_words_are_left(void **state)
{
	static const struct example examples[] = {
	    {"CVE-2026-12345 KB5034441 RHSA-2026:0123 USN-6000-1 DSA-5000-1",
		""},
	    {"MS17-010 ADV190023 GHSA-jfh8-c2jp-5v3q VMSA-2024-0006", ""},
	    {"0x80070643 0xC0000005 CWE-79 ALAS2-2024-2400", ""},
	    {"cisco-sa-20180328-smi2 FEDORA-2024-0123abcdef", ""},
	    {"openssl-1.1.1k-7.el8_6.x86_64 kernel-4.18.0-513.9.1.el8_9", ""},
	    {"7.88.1-10+deb12u5 linux-image-6.1.0-18-amd64", ""},
	    {"10.0.19045.3930 15.1.2507.35 120.0.6099.225", ""},
	    {"version 10.7.31.9, v10.7.31.9, build 1.2.3.4", ""},
	    {"10.7.31.9", "IP=10.7.31.9;"}, /* as likely an address */
	    {"[HOST-1] [DATE-2]", ""},
	    {"[HOST-0]", "TICKET=HOST-0;"}, /* none of ours */
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

struct date {
	const char *text;
	unsigned year, month; /* 0: not told */
};

static void
days_are_known_by_month(void **state)
{
	static const struct date dates[] = {
	    {"2026-03-14", 2026, 3},
	    {"2026-03-14T10:02:55.123+02:00", 2026, 3},
	    {"2026/3/14 10:02", 2026, 3},
	    {"2026.03.14", 2026, 3},
	    {"20260314", 2026, 3},
	    {"20260314T1002Z", 2026, 3},
	    {"20260314100255", 2026, 3},
	    {"14.03.2026", 2026, 3},
	    {"04.03.2026", 2026, 3}, /* with dots the day is first */
	    {"3/14/2026", 2026, 3},
	    {"14/3/2026", 2026, 3},
	    {"3/4/2026", 2026, 0}, /* one or the other */
	    {"4/4/2026", 2026, 4},
	    {"3/14/26", 2026, 3},
	    {"14 March 2026", 2026, 3},
	    {"14th of March", 0, 3},
	    {"14-Mar-26", 2026, 3},
	    {"14/Mar/2026:10:02:55 +0000", 2026, 3},
	    {"March 14, 2026", 2026, 3},
	    {"Sept 3rd", 0, 9},
	    {"10-14 March 2026", 2026, 3},
	    {"March 10 to 14, 2026", 2026, 3},
	    {"Mar 14 10:02:55 2026", 2026, 3},
	    {"Saturday, 14 March 2026 at 10:02 am", 2026, 3},
	    {"2026-W11-6", 2026, 0},
	    {"1773480000", 2026, 0},
	};

	(void)state;
	for (size_t i = 0; i < PL_COUNT(dates); i++) {
		const char *text = dates[i].text;
		struct pl_spans found = {0};

		pl_recognize(text, strlen(text), &found);
		if (found.count != 1 || found.list[0].to != strlen(text))
			print_error("of: %s\n", text);
		assert_int_equal(found.count, 1);
		assert_int_equal(found.list[0].kind, PL_SPAN_DATE);
		assert_int_equal(found.list[0].from, 0);
		assert_int_equal(found.list[0].to, strlen(text));
		assert_int_equal(found.list[0].year, dates[i].year);
		assert_int_equal(found.list[0].month, dates[i].month);
		pl_spans_free(&found);
	}
}

static void
months_and_what_is_no_day_are_left(void **state)
{
	static const struct example examples[] = {
	    {"2026-03 March 2026 in March", ""},
	    {"may 5 servers, 2026-13-14, 31/31/2026", ""},
	    {"1.2.3 12.5 3/4 2 of 14 at 10:02", ""},
	};

	(void)state;
	assert_found(examples, PL_COUNT(examples));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(urls),
	    cmocka_unit_test(mail),
	    cmocka_unit_test(paths),
	    cmocka_unit_test(accounts),
	    cmocka_unit_test(numbers_of_windows),
	    cmocka_unit_test(networks),
	    cmocka_unit_test(machines),
	    cmocka_unit_test(telephones),
	    cmocka_unit_test(tickets_and_devices),
	    cmocka_unit_test(secrets),
	    cmocka_unit_test(places),
	    cmocka_unit_test(technical_words_are_left),
	    cmocka_unit_test(days_are_known_by_month),
	    cmocka_unit_test(months_and_what_is_no_day_are_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
