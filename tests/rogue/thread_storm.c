/* Starts threads until somebody says no. */
#include <pthread.h>
#include <unistd.h>

#include "tests/rogue/rogue.h"

static void *
wait_for_ever(void *nothing)
{
	(void)nothing;
	while (rogue_host != NULL)
		pause();
	return NULL;
}

static int32_t
rogue_collect(void *self, const plore_request *request)
{
	(void)self;
	(void)request;
	pthread_t thread;
	int count = 0;

	while (count < 5000 &&
	       pthread_create(&thread, NULL, wait_for_ever, NULL) == 0)
		count++;
	rogue_tell("storm", count == 5000);
	return rogue_host->checkpoint(rogue_host, "1");
}
