# table.awk - what bench.sh measured, as the table of goals and as JSON
#
#     awk -v json=FILE -f table.awk MEASURES
#
# A line of MEASURES is a name and a number; the lines of one name are its runs,
# in order. Ratios are of the same run, and then the median of all runs counts.
# Fails when a goal is missed. Units: seconds and bytes.

BEGIN {
	scale["s"] = 1
	scale["ms"] = 0.001
	scale["MB"] = 1000000
	scale["MiB"] = 1048576
}

{ value[$1, ++runs[$1]] = $2 }

# ---- Some numbers ----------------------------------------------------------

# Sort numbers[1..count], which are few.
function sort(numbers, count,    i, j, number) {
	for (i = 2; i <= count; i++) {
		number = numbers[i]
		for (j = i - 1; j > 0 && numbers[j] > number; j--)
			numbers[j + 1] = numbers[j]
		numbers[j + 1] = number
	}
}

# Sets median, smallest and largest.
function summarize(numbers, count) {
	sort(numbers, count)
	median = (numbers[int((count + 1) / 2)] + \
	    numbers[int(count / 2) + 1]) / 2
	smallest = numbers[1]
	largest = numbers[count]
}

# The sum of measures whose names are joined by "+", in one run.
function total(names, run,    i, count, list, sum) {
	count = split(names, list, "+")
	for (i = 1; i <= count; i++)
		sum += value[list[i], run]
	return sum
}

# ---- Goals -----------------------------------------------------------------

function verdict(goal) {
	missed += median > goal
	return median > goal ? "MISSED" : "met"
}

function goal_as_json(work, goal) {
	goals = goals sprintf("%s\n  {\"work\": \"%s\", \"median\": %.6g, " \
	    "\"smallest\": %.6g, \"largest\": %.6g, \"goal\": %g, " \
	    "\"met\": %s}", goals == "" ? "" : ",", work, median, smallest,
	    largest, goal, median > goal ? "false" : "true")
}

function ratio(work, ours, theirs, goal,    i, count, numbers) {
	count = runs["collect"]
	for (i = 1; i <= count; i++)
		numbers[i] = total(ours, i) / total(theirs, i)
	summarize(numbers, count)
	printf "%-48s %6.3f %6.3f to %-6.3f %5.2f %s\n", work, median,
	    smallest, largest, goal, verdict(goal)
	goal_as_json(work, goal)
}

function limit(work, name, goal, unit,    i, numbers) {
	for (i = 1; i <= runs[name]; i++)
		numbers[i] = value[name, i] / scale[unit]
	summarize(numbers, runs[name])
	printf "%-46s %9.1f %7.1f to %-8.1f %5.0f %s\n", work ", " unit,
	    median, smallest, largest, goal, verdict(goal)
	goal_as_json(work ", " unit, goal)
}

function at_least(work, name, goal, unit,    i, numbers) {
	for (i = 1; i <= runs[name]; i++)
		numbers[i] = value[name, i] / scale[unit]
	summarize(numbers, runs[name])
	missed += median < goal
	printf "%-46s %9.1f %7.1f to %-8.1f %5.0f %s\n", work ", " unit "/s",
	    median, smallest, largest, goal, median < goal ? "MISSED" : "met"
	goals = goals sprintf(",\n  {\"work\": \"%s\", \"median\": %.6g, " \
	    "\"smallest\": %.6g, \"largest\": %.6g, \"at_least\": %g, " \
	    "\"met\": %s}", work ", " unit "/s", median, smallest, largest,
	    goal, median < goal ? "false" : "true")
}

# The exponent of growth: the slope of a line through the logarithms.
function exponent(name,    i, count, x, y, n, sx, sy, sxx, sxy) {
	n = runs["growth_events"]
	for (i = 1; i <= n; i++) {
		x = log(value["growth_events", i])
		y = log(value["growth_" name, i])
		sx += x; sy += y; sxx += x * x; sxy += x * y
	}
	return (n * sxy - sx * sy) / (n * sxx - sx * sx)
}

function growth(work, name, goal) {
	median = smallest = largest = exponent(name)
	printf "%-48s %6.3f %16s %5.2f %s\n", work, median, "", goal,
	    verdict(goal)
	goal_as_json(work, goal)
}

# ---- Measures --------------------------------------------------------------

function measure(what, name, unit,    i, numbers) {
	for (i = 1; i <= runs[name]; i++)
		numbers[i] = value[name, i] / scale[unit]
	summarize(numbers, runs[name])
	printf "%-48s %8.3f %8.3f to %-8.3f %s\n", what, median, smallest,
	    largest, unit
}

function measures_as_json(    name, i, text) {
	for (name in runs) {
		text = text sprintf("%s\n  \"%s\": [", text == "" ? "" : ",",
		    name)
		for (i = 1; i <= runs[name]; i++)
			text = text (i > 1 ? ", " : "") value[name, i]
		text = text "]"
	}
	return text
}

END {
	printf "%d events, %d bytes, and %d new ones on the second day\n",
	    value["first_events", 1], value["first_bytes", 1],
	    value["second_events", 1]
	printf "%d processors, load %s before; of %d runs the median, the " \
	    "smallest to the largest\n\n", value["processors", 1],
	    value["load_before", 1], runs["collect"]

	measure("the machine's noise: wc -l", "machine", "s")
	measure("patchlore, collect", "collect", "s")
	measure("patchlore, collect the same again", "again", "s")
	measure("patchlore, kpi, the first time", "ask", "s")
	measure("patchlore, kpi, again", "warm", "s")
	measure("patchlore, second day: collect and kpi", "second", "s")
	measure("DuckDB with key, load and query", "first_key_whole", "s")
	measure("DuckDB with key, query", "first_key_query", "s")
	measure("DuckDB with key, second day", "second_key_whole", "s")
	measure("DuckDB by join, load and query", "first_join_whole", "s")
	measure("DuckDB by join, second day", "second_join_whole", "s")
	measure("DuckDB without key, load and query", "first_plain_whole", "s")
	measure("DuckDB without key, query", "first_plain_query", "s")
	measure("DuckDB with key, peak memory", "first_key_peak", "MiB")
	measure("DuckDB by join, peak memory", "first_join_peak", "MiB")
	measure("DuckDB without key, peak memory", "first_plain_peak", "MiB")
	measure("patchlore, on disk", "disk", "MB")
	measure("DuckDB with key, on disk", "first_key_disk", "MB")
	measure("DuckDB without key, on disk", "first_plain_disk", "MB")
	print ""

	printf "%-48s %6s %-16s %5s\n", "patchlore / the other", "ratio",
	    "", "goal"
	ratio("file to store to KPI / DuckDB with key", "collect+ask",
	    "first_key_whole", 0.25)
	ratio("file to store to KPI / DuckDB without key", "collect+ask",
	    "first_plain_whole", 1)
	ratio("the same file again / the first collect", "again", "collect",
	    0.5)
	ratio("second day / everything again, without key", "second",
	    "first_plain_whole", 0.03)
	ratio("second day / new events, with key", "second",
	    "second_key_whole", 0.2)
	ratio("KPI again / DuckDB's query", "warm", "first_key_query", 0.1)
	limit("KPI again", "warm", 50, "ms")
	ratio("KPI the first time / DuckDB's query", "ask", "first_key_query", 1)
	ratio("bytes on disk / DuckDB with key", "disk", "first_key_disk", 0.5)
	limit("peak memory, collect", "peak_collect", 256, "MiB")
	limit("peak memory, kpi", "peak_ask", 256, "MiB")
	at_least("apt reads dpkg.log", "apt", 200, "MB")
	if (runs["growth_events"] > 0) {
		growth("growth of collect, exponent", "collect", 1.05)
		growth("growth of kpi, the first time", "ask", 1.05)
		growth("growth of the second day", "second", 0.1)
		growth("growth of kpi, again", "warm", 0.1)
		limit("peak memory, collect, most events",
		    "growth_peak_collect", 256, "MiB")
		limit("peak memory, kpi, most events", "growth_peak_ask", 256,
		    "MiB")
	}
	print ""

	printf "{\"goals\": [%s],\n \"measures\": {%s}}\n", goals,
	    measures_as_json() >json
	exit (missed > 0)
}
