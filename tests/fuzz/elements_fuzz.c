/* The elements of a list, beside what a JSON library makes of the document. The
 * first byte says how much is read at once. */
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "kit/elements.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct input {
	const uint8_t *at;
	size_t left, step;
};

static ssize_t
read_input(void *context, char *to, size_t room)
{
	struct input *input = context;
	size_t n = input->left < input->step ? input->left : input->step;

	n = n < room ? n : room;
	memcpy(to, input->at, n);
	input->at += n;
	input->left -= n;
	return (ssize_t)n;
}

/* The list's element of that number must be what is handed out. */
static void
compare(const json_t *list, size_t i, const struct kit_element *element)
{
	json_t *json =
	    json_loadb(element->text, element->length, JSON_DECODE_ANY, NULL);

	if (json == NULL || !json_equal(json, json_array_get(list, i)))
		abort();
	json_decref(json);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input input = {data + 1, size - 1, 1};
	struct kit_elements *elements = kit_elements_new(1 << 20);
	struct kit_element element;
	json_t *top, *list;
	size_t count = 0;
	int more;

	if (size == 0 || elements == NULL) {
		kit_elements_free(elements);
		return 0;
	}
	input.step += data[0];
	/* jansson takes the last of two lists of one name, and no notice of a
	 * NUL. */
	top = memchr(data + 1, '\0', size - 1) != NULL
	          ? NULL
	          : json_loadb((const char *)data + 1, size - 1,
			JSON_REJECT_DUPLICATES, NULL);
	list = json_is_array(top) ? top : json_object_get(top, "v");
	kit_elements_begin(elements, read_input, &input, "v");
	while ((more = kit_elements_next(elements, &element)) > 0) {
		if (json_is_array(list))
			compare(list, count, &element);
		count++;
	}
	if (json_is_array(list) &&
	    (more != 0 || count != json_array_size(list)) &&
	    memmem(data + 1, size - 1, "\\u", 2) == NULL) /* a name escaped */
		abort();
	json_decref(top);
	kit_elements_free(elements);
	return 0;
}
