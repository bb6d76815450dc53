#include "kit/marks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

static void
of_each_text_the_greatest_number_is_kept(void **state)
{
	struct kit_marks marks = {0};
	char name[20];

	(void)state;
	assert_int_equal(kit_marks_of(&marks, "0"), 0);
	for (int i = 0; i < 5000; i++) {
		sprintf(name, "%d", i % 1000);
		assert_int_equal(
		    kit_marks_add(&marks, name, i == 2500 ? 3 : 1 + i % 2), 0);
	}
	assert_int_equal(marks.count, 1000);
	assert_int_equal(kit_marks_of(&marks, "500"), 3);
	assert_int_equal(kit_marks_of(&marks, "501"), 2);
	assert_int_equal(kit_marks_of(&marks, "502"), 1);
	assert_int_equal(kit_marks_of(&marks, "1000"), 0);
	kit_marks_free(&marks);
	assert_int_equal(kit_marks_of(&marks, "500"), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(of_each_text_the_greatest_number_is_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
