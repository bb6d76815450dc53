#!/bin/sh
# Lessons: from an editor and from files, shown, changed and linked.
. tests/tap.sh

store=$TAP_TMP/store
unset VISUAL EDITOR
SOURCE_DATE_EPOCH=1796083200
TMPDIR=$TAP_TMP/drafts
mkdir "$TMPDIR"
export SOURCE_DATE_EPOCH TMPDIR

lesson() {
	"$BUILD/patchlore" --store "$store" lesson "$@"
}

# An editor that writes behind colons: NAME VALUE, a line each.
cat >"$TAP_TMP/editor" <<'END'
#!/bin/sh
while read -r name value; do
	sed -i "s/^$name:.*/$name: $value/" "$2"
done <"$1"
END
chmod +x "$TAP_TMP/editor"
write() { # LINE...
	printf '%s\n' "$@" >"$TAP_TMP/written"
}
EDITOR="$TAP_TMP/editor $TAP_TMP/written"
export EDITOR

# ---- Added -----------------------------------------------------------------

write 'kind issue' 'month 2026-11' 'symptom boot' 'impact stopped' \
	'factors haste patch' 'trigger A restart  ' 'evidence (unknown)' \
	'action workaround' 'workaround Boot twice: it helps.'
is "$(lesson add --patch KB1 --patch 'KB 2' --product ms:windows:11)" \
	"lesson 1" "a lesson is added from an editor"
cat >"$TAP_TMP/expected" <<'END'
lesson 1, added 2026-12-01
not reviewed
patch KB 2
patch KB1
product ms:windows:11

What sort of lesson is it?
  A patch made trouble

In which month was it?
  2026-11

What was seen first?
  Machines did not start

How bad was it?
  Work stood still

What set it off?
  A restart

What contributed to it?
  A flaw of the patch; Too little time

What was done about it?
  A way around it was found

Which way around it?
  Boot twice: it helps.

How is it known?
  unknown
END
lesson show 1 >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/expected" "and shown"
is "$(ls "$TMPDIR")" "" "and no draft is left"

cat >"$TAP_TMP/fine.json" <<'END'
{"survey": "lesson",
 "answers": {"kind": {"answer": "no-issue"}, "month": {"answer": "2026-10"},
             "deployed": {"answer": "to-999"}, "symptom": {"answer": "boot"},
             "publish": {"answer": "coded-only"}}}
END
is "$(lesson add "$TAP_TMP/fine.json" --wave october 2>"$TAP_TMP/err")" \
	"lesson 2" "and from JSON"
like "$(cat "$TAP_TMP/err")" 'left out 1 to questions that are not asked$' \
	"what made no trouble has no symptom"
cat >"$TAP_TMP/expected" <<'END'
lesson  month    kind      symptom  impact   action      patches
-----------------------------------------------------------------
     1  2026-11  issue     boot     stopped  workaround  KB 2 KB1
     2  2026-10  no-issue
END
lesson list | sed 's/ *$//' >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/expected" "lessons are listed"

# ---- On a page -------------------------------------------------------------

page=$TAP_TMP/lesson.html
is "$(lesson form -o "$page")" "$page" "a page to tell a lesson on is written"
is "$(grep -ciE 'https?:|src=|@import|fetch\(|XMLHttp|sendBeacon' "$page")" \
	0 "that names nothing elsewhere"
like "$(cat "$page")" "default-src 'none'" "and forbids itself to load"
is "$(grep -o 'name="\(link-[a-z]*\|respondent\|period\)"' "$page" | xargs)" \
	"name=link-patch name=link-wave name=link-product" \
	"and asks what the lesson is about, not who answers"

# As the page saves it.
cat >"$TAP_TMP/page.json" <<'END'
{
 "survey": "lesson",
 "version": "1",
 "links": {
  "patch": [
   "KB7",
   "KB 8"
  ],
  "wave": [],
  "product": [
   "ms:windows:11"
  ]
 },
 "answers": {
  "kind": {
   "rev": 1,
   "answer": "issue"
  },
  "month": {
   "rev": 1,
   "answer": "2026-09"
  },
  "evidence": {
   "rev": 1,
   "none": "unknown"
  }
 }
}
END
cp "$store" "$TAP_TMP/before"
is "$(lesson add "$TAP_TMP/page.json" --wave september --patch KB7)" "lesson 3" \
	"what it saves is added as a lesson"
cat >"$TAP_TMP/expected" <<'END'
lesson 3, added 2026-12-01
no texts to review
patch KB 8
patch KB7
wave september
product ms:windows:11
END
lesson show 3 | head -n 6 >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/expected" \
	"with its links, and those that were given besides"
sed -i 's/"KB 8"/"KB9"/' "$TAP_TMP/page.json"
lesson edit 3 "$TAP_TMP/page.json"
is "$(lesson show 3 | grep -c '^patch ')" 3 "a lesson that is changed gets more"

# A page fills itself from what it saved, and saves that again.
if ! command -v chromium >/dev/null; then
	skip "no browser here" "a page saves what it was filled from"
else
	script='fromText(`{"survey": "lesson",
		"links": {"patch": ["KB7", "KB 8"], "product": ["<b>"]},
		"answers": {"kind": {"rev": 1, "answer": "issue"},
			"month": {"rev": 1, "answer": "2026-09"}}}`);
		const told = document.createElement("pre"); told.id = "told";
		told.textContent = "\\n" + toText();
		document.body.append("\\n", told);'
	script=$(printf '%s' "$script" | tr '\n\t' '  ')
	sed "s|^</body>|<script>$script</script></body>|" "$page" \
		>"$TAP_TMP/filled.html"
	HOME=$TAP_TMP timeout 60 chromium --headless --no-sandbox --disable-gpu \
		--dump-dom "file://$TAP_TMP/filled.html" 2>/dev/null |
		sed -n '/^<pre id="told">/,/^<\/pre>/p' | sed 's/<[^>]*>//g
			s/&lt;/</g; s/&gt;/>/g' >"$TAP_TMP/filled.json"
	lesson add "$TAP_TMP/filled.json" >/dev/null
	is "$(lesson show 4 | sed -n '3,5p; s/^  \(2026-09\)/\1/p' | xargs)" \
		"patch KB 8 patch KB7 product <b> 2026-09" \
		"a page saves what it was filled from"
fi

links_are() { # LINKS PATTERN
	echo '{"survey": "lesson", "links": '"$1"', "answers": {"kind": {"answer":
		"no-issue"}, "month": {"answer": "2026-10"}}}' \
		>"$TAP_TMP/links.json"
	like "$(lesson add "$TAP_TMP/links.json" 2>&1)" "$2" "links: $1"
}
links_are '[]' 'links: expected an object'
links_are '{"patches": []}' 'links: .*patches'
links_are '{"patch": "KB1"}' 'links: patch: expected a list of names$'
links_are '{"patch": [1]}' 'links: patch\[0\]: expected a name$'
links_are '{"wave": [""]}' 'links: wave: expected a name of 1 to 1000 bytes'
links_are '{"wave": ["a\u001b"]}' 'links: wave: expected a name of 1 to 1000'
is "$(lesson list | grep -c 2026-10)" 1 "such a file adds nothing"
like "$("$BUILD/patchlore" --store "$store" survey import \
	surveys/lesson/lesson.json "$TAP_TMP/page.json" 2>&1)" '"links"' \
	"answers to a survey have no links"
like "$(lesson form 2>&1)" 'expected -o and a file to write' \
	"a page needs a place"
cp "$TAP_TMP/before" "$store"

# ---- Changed ---------------------------------------------------------------

write 'kind near-miss'
lesson edit 1 2>"$TAP_TMP/err"
like "$(cat "$TAP_TMP/err")" 'left out 1 to questions that are not asked$' \
	"a lesson is changed"
is "$(lesson show 1 | grep -c 'How bad')" 0 "and forgets what is not asked"
like "$(lesson show 1)" '^  Boot twice: it helps\.$' "but nothing else"
like "$(lesson show 1)" '^product ms:windows:11$' "and keeps its links"
lesson link 1 --wave november
lesson link 1 --remove --patch 'KB 2'
is "$(lesson show 1 | sed -n '3,5p' | xargs)" \
	"patch KB1 wave november product ms:windows:11" "links come and go"
lesson show 1 --format json >"$TAP_TMP/got"
like "$(cat "$TAP_TMP/got")" '"added": "2026-12-01",$' "as a document"

write 'trigger \\(unknown)' 'evidence (unknown)'
lesson edit 1
is "$(lesson show 1 --format json | grep -A 2 '"trigger"\|"evidence"' |
	grep -o '"answer": .*\|"none": .*')" '"answer": "(unknown)"
"none": "unknown"' "a text that reads like no answer is one"
write 'workaround Boot three times.'
lesson edit 1
like "$(lesson show 1 --format json)" '"answer": "\(unknown\)"' \
	"and stays one when something else is edited"

# ---- What is wrong ---------------------------------------------------------

wrong() { # STATUS PATTERN NAME WORD...
	wrong_status=$1
	wrong_pattern=$2
	wrong_name=$3
	shift 3
	wrong_said=$(lesson "$@" 2>&1)
	is "$?" "$wrong_status" "$wrong_name: exit status $wrong_status"
	like "$wrong_said" "$wrong_pattern" "$wrong_name: says so"
}

write 'symptom boots'
wrong 1 ':[0-9]+: symptom: no option has the code "boots"; .*; mend it and take it in: patchlore lesson edit 1 ' \
	"a wrong code" edit 1
draft=$(ls "$TMPDIR"/patchlore-*)
like "$(cat "$draft")" '^symptom: boots$' "what was written is not lost"
sed -i 's/^symptom: boots/symptom: slow/' "$draft"
ok "and can be taken in" lesson edit 1 "$draft"
like "$(lesson list)" '^ *1 .* slow ' "once it is mended"
rm "$draft"
write 'month 2026-11'
wrong 1 'kind: is required: .*lesson add' "something that is required" add
rm "$TMPDIR"/patchlore-*
EDITOR=true wrong 1 'nothing was changed, and nothing is kept$' "no change" edit 1
is "$(ls "$TMPDIR")" "" "and no draft is left then"
EDITOR=false wrong 1 'the editor "false" failed; set EDITOR' "no editor" add
wrong 2 'there is no lesson 3; "patchlore lesson list"' "no lesson" show 3
wrong 2 'there is no lesson 3;' "a link to no lesson" link 3 --patch KB1
wrong 2 'expected --patch, --wave or --product' "no link" link 1
wrong 2 '"one" is not the number of a lesson' "no number" show one
wrong 2 'wave: expected a name of 1 to 1000 bytes' "no name" link 1 --wave ''
wrong 1 'none: cannot be read: No such file' "no file" add "$TAP_TMP/none"
finish
