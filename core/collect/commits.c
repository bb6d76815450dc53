#include "collect/commits.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"

struct pl_commits {
	struct pl_store *store;
	int64_t source;
	struct pl_batch *filling;
	struct pl_batch *passed; /* and NULL until there was one */

	/* The thread's, while it runs. */
	pthread_t thread;
	int running;
	char *cursor;
	struct pl_batch_result result;
	int code; /* of the last commit */
	struct pl_error err;
};

int
pl_commits_open(struct pl_commits **out, struct pl_store *store, int64_t source,
    struct pl_error *err)
{
	struct pl_commits *commits = pl_alloc(sizeof *commits);
	int result;

	commits->store = store;
	commits->source = source;
	result = pl_batch_begin(&commits->filling, store, source, err);
	if (result < 0)
		pl_commits_free(commits);
	else
		*out = commits;
	return result;
}

struct pl_batch *
pl_commits_batch(struct pl_commits *commits)
{
	return commits->filling;
}

static void *
commit(void *context)
{
	struct pl_commits *commits = context;

	commits->code = pl_batch_commit(
	    commits->passed, commits->cursor, &commits->result, &commits->err);
	return NULL;
}

/* Signals are for the one who reads from the worker, and waits for it. Where
 * no thread can be had, it is done at once. */
static void
commit_begin(struct pl_commits *commits)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	commits->running =
	    pthread_create(&commits->thread, NULL, commit, commits) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!commits->running)
		commit(commits);
}

/* The error of the last commit, if it had one. */
static int
commit_wait(struct pl_commits *commits, struct pl_error *err)
{
	if (commits->running)
		pthread_join(commits->thread, NULL);
	commits->running = 0;
	if (commits->code < 0 && err != NULL)
		*err = commits->err;
	return commits->code;
}

/* The batch that was filled and the one that was committed change places. */
static int
swap(struct pl_commits *commits, struct pl_error *err)
{
	struct pl_batch *filled = commits->filling;

	if (commits->passed == NULL &&
	    pl_batch_begin(
		&commits->passed, commits->store, commits->source, err) < 0)
		return PL_E_STORE;
	commits->filling = commits->passed;
	commits->passed = filled;
	return PL_OK;
}

int
pl_commits_pass(
    struct pl_commits *commits, const char *cursor, struct pl_error *err)
{
	int result = commit_wait(commits, err);

	if (result == PL_OK)
		result = swap(commits, err);
	if (result < 0)
		return result;
	free(commits->cursor);
	commits->cursor = pl_strdup(cursor);
	commit_begin(commits);
	return PL_OK;
}

int
pl_commits_end(struct pl_commits *commits, const char *cursor,
    struct pl_batch_result *result, struct pl_error *err)
{
	int code = commit_wait(commits, err);

	if (code == PL_OK)
		code = pl_batch_commit(
		    commits->filling, cursor, &commits->result, err);
	result->added += commits->result.added;
	result->known += commits->result.known;
	result->rejects += commits->result.rejects;
	return code;
}

void
pl_commits_free(struct pl_commits *commits)
{
	if (commits == NULL)
		return;
	commit_wait(commits, NULL);
	pl_batch_free(commits->filling);
	pl_batch_free(commits->passed);
	free(commits->cursor);
	free(commits);
}
