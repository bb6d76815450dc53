# layout.awk - plugin.h to a C program that prints its layout
#
#   type plore_event 80                 bytes
#   field plore_event.kind 32 8         offset, bytes
#   constant PLORE_E_DATA -5            enumerators, and macros that are numbers
#
# A name that it cannot place is an error, so that nothing new in the header
# goes unguarded. A field that it overlooked would show as a gap, which
# layout_test.sh looks for.

# Comments go; a line that ends in a backslash goes on in the next one.
{
	text = text $0 "\n"
}

END {
	while ((begin = index(text, "/*")) > 0) {
		rest = substr(text, begin + 2)
		text = substr(text, 1, begin - 1) " " \
		    substr(rest, index(rest, "*/") + 2)
	}
	gsub(/\\\n/, " ", text)
	read_lines()
	gsub(/[ \t\n]+/, " ", code)
	read_code()
	place_names()
	if (failed)
		exit 1
	print_program()
}

# Macros that are numbers; what is no directive is C.
function read_lines(	lines, count, i, words)
{
	count = split(text, lines, "\n")
	for (i = 1; i <= count; i++) {
		if (lines[i] !~ /^[ \t]*#/) {
			code = code " " lines[i]
			continue
		}
		split(lines[i], words, " ")
		if (words[1] == "#define" && words[3] ~ /^-?[0-9]+$/)
			add_constant(words[2])
	}
}

function read_code(	at)
{
	while (match(code, /(struct [a-z_]+|enum) [{]/)) {
		at = substr(code, RSTART, RLENGTH - 2)
		code = substr(code, RSTART + RLENGTH)
		if (at == "enum")
			read_enum(body())
		else
			read_struct(substr(at, 8), body())
	}
}

# Up to the closing brace, which code then begins behind.
function body(	end, inside)
{
	end = index(code, "}")
	inside = substr(code, 1, end - 1)
	code = substr(code, end + 1)
	return inside
}

function read_enum(inside,	entries, count, i)
{
	count = split(inside, entries, ",")
	for (i = 1; i <= count; i++)
		if (match(entries[i], /[A-Za-z_][A-Za-z_0-9]*/))
			add_constant(substr(entries[i], RSTART, RLENGTH))
}

function read_struct(name, inside,	members, count, i)
{
	types[name] = 1
	lines_out[++line_count] = sprintf("type(%s)", name)
	count = split(inside, members, ";")
	for (i = 1; i <= count; i++)
		if (members[i] ~ /[a-z]/)
			lines_out[++line_count] = sprintf("field(%s, %s)",
			    name, member_name(members[i]))
}

# "int32_t (*emit)(...)", "const char *kind", "uint32_t spare[2]".
function member_name(text,	words, count)
{
	if (match(text, /[(][*] *[a-z_0-9]+/))
		return substr(text, RSTART + 2, RLENGTH - 2)
	gsub(/[*]/, " ", text)
	sub(/ *[[].*/, "", text)
	count = split(text, words, " ")
	return words[count]
}

function add_constant(name)
{
	constants[name] = 1
	lines_out[++line_count] = sprintf("constant(%s)", name)
}

# Each PLORE_ and plore_ name of the header is one of the things found above.
function place_names(	name)
{
	known["PLORE_EXPORT"] = known["PLORE_HAS"] = 1
	known["PLORE_PLUGINS"] = known["plore_plugins_"] = 1
	while (match(text, /(PLORE|plore)_[A-Za-z0-9_]+/)) {
		name = substr(text, RSTART, RLENGTH)
		text = substr(text, RSTART + RLENGTH)
		if (name in constants || name in types || name in known)
			continue
		known[name] = 1
		failed = 1
		print name ": neither a struct nor a constant; teach " \
		    "layout.awk what it is" >"/dev/stderr"
	}
}

function print_program(	i)
{
	print "#include <patchlore/plugin.h>"
	print "#include <stdio.h>"
	print "#define type(t) printf(\"type %s %zu\\n\", #t, sizeof(t));"
	print "#define field(t, f) printf(\"field %s.%s %zu %zu\\n\", #t, " \
	    "#f, offsetof(t, f), sizeof(((t *)0)->f));"
	print "#define constant(c) printf(\"constant %s %lld\\n\", #c, " \
	    "(long long)c);"
	print "int main(void) {"
	for (i = 1; i <= line_count; i++)
		print lines_out[i]
	print "return 0; }"
}
