# openmetrics.awk - is this text what OpenMetrics 1.0 allows of gauges?
#
# Stricter than a reader has to be: each family has TYPE and HELP, in front of
# its samples; all are gauges; no sample has a time. Prints what is wrong, with
# the line, and ends with 1 then. What it cannot see: bytes that are not UTF-8,
# and a last line without its end.

function bad(why) {
	printf "line %d: %s: %s\n", NR, why, $0
	status = 1
}

# Is the rest of a metadata line escaped as it should be?
function is_escaped(text) {
	gsub(/\\[\\n"]/, "", text)
	return text !~ /[\\"]/
}

function begin_family(name) {
	if (name !~ /^[a-zA-Z_:][a-zA-Z0-9_:]*$/)
		bad("not a name")
	if (name in families)
		bad("this family was told before")
	families[name] = 1
	family = name
	type = unit = help = samples = 0
}

function metadata(what, name, rest) {
	if (name != family)
		begin_family(name)
	if (samples)
		bad("metadata behind a sample")
	if (what == "TYPE") {
		if (type++)
			bad("a second TYPE")
		if (rest != "gauge")
			bad("not a gauge")
	} else if (what == "UNIT") {
		if (unit++)
			bad("a second UNIT")
		if (rest == "" || substr(name, length(name) - length(rest)) != "_" rest)
			bad("the name does not end in its unit")
	} else if (what == "HELP") {
		if (help++)
			bad("a second HELP")
		if (rest == "" || !is_escaped(rest))
			bad("HELP is empty or not escaped")
	} else {
		bad("neither TYPE, UNIT nor HELP")
	}
}

# The length of the label that text begins with, or 0; its name is in label.
function label_length(text,   name, value) {
	if (!match(text, /^[a-zA-Z_][a-zA-Z0-9_]*="/))
		return 0
	name = RLENGTH
	label = substr(text, 1, name - 2)
	value = substr(text, name + 1)
	if (!match(value, /^([^\\"]|\\[\\n"])*"/))
		return 0
	return name + RLENGTH
}

# Labels, sorted and joined, so that a series is found again whatever the order;
# rest is what follows them.
function labels_of(text,   count, length_, i, list, seen, joined, swap) {
	rest = text
	if (text !~ /^{/)
		return ""
	text = substr(text, 2)
	while (text !~ /^}/) {
		if (count && !sub(/^,/, "", text)) {
			bad("no comma between labels")
			return "?"
		}
		length_ = label_length(text)
		if (!length_) {
			bad("not a label")
			return "?"
		}
		if (label ~ /^__/ || label in seen)
			bad("a label that is reserved, or there twice")
		seen[label] = 1
		list[++count] = substr(text, 1, length_)
		for (i = count; i > 1 && list[i] < list[i - 1]; i--) {
			swap = list[i]
			list[i] = list[i - 1]
			list[i - 1] = swap
		}
		text = substr(text, length_ + 1)
	}
	rest = substr(text, 2)
	for (i = 1; i <= count; i++)
		joined = joined list[i] ","
	return joined
}

function sample(line,   name, labels) {
	if (!match(line, /^[a-zA-Z_:][a-zA-Z0-9_:]*/)) {
		bad("neither metadata nor a sample")
		return
	}
	name = substr(line, 1, RLENGTH)
	labels = labels_of(substr(line, RLENGTH + 1))
	if (name != family || !type || !help)
		bad("a sample without its metadata right before")
	if (rest !~ /^ [-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?$/)
		bad("not one space and a number")
	if ((name, labels) in series)
		bad("this series was told before")
	series[name, labels] = 1
	samples++
}

ended { bad("a line behind # EOF") }
/^# EOF$/ { ended = 1; next }
/^# / {
	text = $0
	sub(/^# [^ ]* [^ ]* ?/, "", text)
	metadata($2, $3, text)
	next
}
{ sample($0) }
END {
	if (!ended)
		bad("no # EOF at the end")
	exit status
}
