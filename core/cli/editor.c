#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/cli.h"

static const char *
variable(const char *name, const char *otherwise)
{
	return name != NULL && *name != '\0' ? name : otherwise;
}

static int
write_draft(
    char path[PATH_MAX], const struct pl_buf *draft, struct pl_error *err)
{
	const char *folder = variable(getenv("TMPDIR"), "/tmp");
	int file, failed;

	snprintf(
	    path, PATH_MAX, "%.*s/patchlore-XXXXXX", PATH_MAX - 32, folder);
	file = mkstemp(path);
	if (file < 0)
		return pl_fail(err, PL_E_IO, "%s: cannot be made: %s", path,
		    strerror(errno));
	failed =
	    write(file, draft->text, draft->length) != (ssize_t)draft->length;
	failed |= close(file) != 0;
	return failed ? pl_fail(err, PL_E_IO, "%s: cannot be written: %s", path,
			    strerror(errno))
	              : PL_OK;
}

/* The variable may hold options, so a shell takes it apart. */
static void
become_editor(const char *editor, const char *path)
{
	struct pl_buf command;

	pl_buf_init(&command, PATH_MAX);
	pl_buf_addf(&command, "exec %s \"$1\"", editor);
	execl("/bin/sh", "sh", "-c", command.text, "sh", path, (char *)NULL);
	_exit(127);
}

static int
run_editor(const char *path, struct pl_error *err)
{
	const char *editor =
	    variable(getenv("VISUAL"), variable(getenv("EDITOR"), "vi"));
	pid_t child;
	int status;

	fflush(stdout);
	child = fork();
	if (child == 0)
		become_editor(editor, path);
	if (child < 0)
		return pl_fail(err, PL_E_IO, "cannot run \"%.100s\": %s",
		    editor, strerror(errno));
	while (waitpid(child, &status, 0) < 0)
		if (errno != EINTR)
			return pl_fail(err, PL_E_IO,
			    "cannot wait for \"%.100s\": %s", editor,
			    strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
		return pl_fail(err, PL_E_FAILED,
		    "the editor \"%.100s\" failed; set EDITOR to another",
		    editor);
	return PL_OK;
}

int
pl_cli_edit(char path[PATH_MAX], const struct pl_buf *draft, struct pl_buf *out,
    struct pl_error *err)
{
	int result = write_draft(path, draft, err);

	if (result == PL_OK)
		result = run_editor(path, err);
	return result == PL_OK ? pl_file_read(out, path, err) : result;
}
