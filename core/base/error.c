#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

int
pl_fail(struct pl_error *err, int code, const char *format, ...)
{
	va_list args;

	if (err == NULL)
		return code;
	err->code = code;
	va_start(args, format);
	vsnprintf(err->text, sizeof err->text, format, args);
	va_end(args);
	return code;
}

int
pl_fail_at(struct pl_error *err, const char *format, ...)
{
	char context[sizeof err->text];
	char rest[sizeof err->text];
	va_list args;

	if (err == NULL)
		return PL_E_FAILED;
	va_start(args, format);
	vsnprintf(context, sizeof context, format, args);
	va_end(args);
	memcpy(rest, err->text, sizeof rest);
	/* What does not fit is cut at the end: the context matters most. */
	snprintf(err->text, sizeof err->text, "%.400s: %.590s", context, rest);
	return err->code;
}

int
pl_fail_remedy(struct pl_error *err, const char *format, ...)
{
	char remedy[sizeof err->text];
	char rest[sizeof err->text];
	va_list args;

	if (err == NULL)
		return PL_E_FAILED;
	va_start(args, format);
	vsnprintf(remedy, sizeof remedy, format, args);
	va_end(args);
	memcpy(rest, err->text, sizeof rest);
	snprintf(err->text, sizeof err->text, "%.500s; %.490s", rest, remedy);
	return err->code;
}
