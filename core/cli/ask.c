#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

int
pl_cli_ask(
    const struct pl_cli *cli, const char *prompt, char **line, size_t *room)
{
	ssize_t length;

	printf("%s: ", prompt);
	fflush(stdout);
	if (cli->stop)
		return 0;
	length = getline(line, room, stdin);
	if (length < 0) {
		putchar('\n');
		return 0;
	}
	while (length > 0 && strchr("\r\n", (*line)[length - 1]) != NULL)
		(*line)[--length] = '\0';
	return 1;
}
