#!/bin/sh
# What a reviewer of a lesson strikes and restores, one by one, and that nobody
# gets around reading what comes of it.
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

state() {
	lesson show 1 | sed -n 2p
}

echo '{"kind":"asset.seen","time":"2026-03-01T00:00:00Z","asset":"quendor"}' \
	>"$TAP_TMP/events"
"$BUILD/patchlore" --store "$store" collect --name moria events \
	path="$TAP_TMP/events" >/dev/null

cat >"$TAP_TMP/choices.json" <<'END'
{"survey": "lesson",
 "answers": {"kind": {"answer": "issue"}, "month": {"answer": "2026-10"},
  "trigger": {"answer": "Zyx took 10.7.31.9 to quendor, pwd=hunter22."},
  "worked-well": {"answer": "Zyx took 10.7.31.9 back from 10.1.1.1."}}}
END
lesson add "$TAP_TMP/choices.json" >/dev/null
cp "$store" "$TAP_TMP/good"
again() {
	cp "$TAP_TMP/good" "$store"
}

digest_of() { # WORD...
	lesson review 1 "$@" </dev/null 2>/dev/null | sed -n 's/^digest //p'
}

# Type lines into a review of lesson 1; each "?" is the words that the review
# asks for by then.
typed() { # LINE...
	: >"$TAP_TMP/typed"
	for line; do
		test "$line" = '?' && line=$(lesson review 1 --role lead \
			<"$TAP_TMP/typed" 2>/dev/null |
			sed -n 's/^.*Type "\(approve [0-9a-f]*\)".*/\1/p' |
			tail -n 1)
		printf '%s\n' "$line" >>"$TAP_TMP/typed"
	done
	lesson review 1 --role lead <"$TAP_TMP/typed" >"$TAP_TMP/out" \
		2>"$TAP_TMP/err"
}
texts() { # The texts of lesson 1 that may leave.
	ask_store "$store" "SELECT text FROM lesson_review_text
		WHERE lesson = 1 AND question <> '+' ORDER BY place"
}

typed 'strike zyx' 'restore 10.7.31.9' '?'
is "$? $(state)" "0 reviewed 2026-12 by lead" \
	"one who strikes and restores can approve what comes of it"
cat >"$TAP_TMP/expected" <<'END'
[STRUCK-1] took 10.7.31.9 to [HOST-1], pwd=[SECRET-1].
[STRUCK-1] took 10.7.31.9 back from [IP-2].
END
texts >"$TAP_TMP/got"
same_file "$TAP_TMP/got" "$TAP_TMP/expected" "in all texts, and that is kept"
is "$(lesson show 1 | sed -n 3p)" "restored by the reviewer: 10.7.31.9" \
	"and the lesson tells what was restored"
is "$(grep -c '^==== 2 of 2' "$TAP_TMP/out")" 3 \
	"all texts are shown again after each"
is "$(grep -c '^restored by the reviewer: 1$' "$TAP_TMP/out")" 2 \
	"with what was restored"
like "$(cat "$TAP_TMP/out")" '^  STRUCK  Zyx -> \[STRUCK-1\]$' \
	"and what was struck"
again
typed 'restore 10.7.31.9' 'restore 10.1.1.1' 'strike 10.7.31.9' '?'
is "$(texts | tail -n 1)" "Zyx took [IP-1] back from 10.1.1.1." \
	"what was restored can be struck again"
again
typed 'strike Zyx' 'restore [STRUCK-1]' '?'
is "$(texts | tail -n 1)" "Zyx took [IP-1] back from [IP-2]." \
	"and what was struck restored"
again
cat >"$TAP_TMP/editor" <<'END'
#!/bin/sh
sed -i "s/^worked-well:.*/worked-well: Smith took 10.7.31.9 back./" "$1"
END
chmod +x "$TAP_TMP/editor"
EDITOR=$TAP_TMP/editor
export EDITOR
typed 'restore 10.7.31.9' 'edit' '?'
is "$(texts | tail -n 1)" "Smith took 10.7.31.9 back." \
	"a choice outlives an edit"

# Each is refused, changes nothing and can be followed by something better.
again
plain=$(digest_of)
while IFS='|' read -r line pattern; do
	typed "$line"
	like "$(cat "$TAP_TMP/err")" "$pattern" "\"$line\" is refused"
	is "$(sed -n 's/^digest //p' "$TAP_TMP/out" | sort -u) $(state)" \
		"$plain not reviewed" "and changes nothing"
done <<'END'
restore quendor|quendor" stays replaced: it holds a name that must not leave
restore QUENDOR|QUENDOR" stays replaced: it holds a name that must not leave
restore [HOST-1]|stays replaced: it holds a name that must not leave
restore hunter22|hunter22" stays replaced: it looks like a secret
restore [SECRET-1]|stays replaced: it looks like a secret
restore [IP-7]|nothing that was replaced is "\[IP-7\]"
restore 10.7.31|nothing that was replaced is "10\.7\.31"
restore|expected words
strike|expected words with a letter or digit
strike quendor|"quendor" stands in no text as it would leave
strike Frodo|"Frodo" stands in no text as it would leave
END
is "$(lesson review 1 --organization 10.7.31.9 --restore 10.7.31.9 \
	</dev/null 2>&1 | grep -c 'stays replaced')" 1 \
	"what was given as an --organization is not restored, either"

# No way around reading what a choice makes of the texts.
first=$(lesson review 1 </dev/null 2>/dev/null |
	sed -n 's/^Type "\(approve [0-9a-f]*\)".*/\1/p')
typed 'restore 10.7.31.9' "$first"
is "$? $(state)" "1 not reviewed" \
	"the words for what was shown before a restoring do not approve"
typed 'strike Zyx' "$first"
is "$? $(state)" "1 not reviewed" "nor those before a striking"
typed 'restore 10.7.31.9' '?' # and approve it
later=$(tail -n 1 "$TAP_TMP/typed")
again
typed "$later"
is "$? $(state)" "1 not reviewed" \
	"nor do those for what a restoring would make of it"
typed 'restore 10.7.31.9' 'strike 10.7.31.9' "$later"
is "$? $(state)" "1 not reviewed" "or made of it before it was taken back"
typed 'restore 10.7.31.9' 'restore [IP-2]' "$later"
is "$? $(state)" "1 not reviewed" "or before one more"
printf '%s\n' 'restore 10.7.31.9' "$later" |
	lesson review 1 --role lead >/dev/full 2>/dev/null
is "$? $(state)" "1 not reviewed" "a restoring that was not shown"
mkfifo "$TAP_TMP/typing"
"$BUILD/patchlore" --store "$store" lesson review 1 --role lead \
	<"$TAP_TMP/typing" >"$TAP_TMP/out" 2>"$TAP_TMP/err" &
exec 9>"$TAP_TMP/typing"
echo 'restore 10.7.31.9' >&9
until grep -q "Type \"$later" "$TAP_TMP/out"; do sleep 0.05; done
lesson edit 1 2>/dev/null
echo "$later" >&9
exec 9>&-
wait $!
is "$? $(state)" "2 not reviewed" "a text that is changed after a restoring"
like "$(cat "$TAP_TMP/err")" 'the lesson was changed while it was read' \
	"and it says so"
again
typed 'restore 10.7.31.9' '?'
cp "$store" "$TAP_TMP/approved"
sqlite3 "$store" "UPDATE lesson_review_text SET text = '10.1.1.1' WHERE question = '+'"
is "$(state)" "changed since its review" \
	"what was restored is changed by hand"
cp "$TAP_TMP/approved" "$store"
sqlite3 "$store" "DELETE FROM lesson_review_text WHERE question = '+'"
is "$(state)" "changed since its review" "or is taken away"
again

# For somebody else to read.
digest=$(digest_of --restore 10.7.31.9 --strike Zyx)
page=$TAP_TMP/chosen.html
lesson review 1 --restore 10.7.31.9 --strike Zyx -o "$page" >/dev/null
like "$(cat "$page")" "--restore .*10.7.31.9.* --strike .*Zyx.* --role ROLE --approve $digest<" \
	"a page is of the choices that were given"
like "$(cat "$page")" '<h3>Restored by the reviewer: 1</h3>' \
	"and tells what was restored"
for choices in '' '--strike Zyx' '--restore 10.7.31.9' \
	'--restore 10.7.31.9 --strike Zyx --restore 10.1.1.1'; do
	# shellcheck disable=SC2086 # some words, or none
	lesson review 1 $choices --role lead --approve "$digest" 2>/dev/null
	is "$? $(state)" "2 not reviewed" \
		"its digest approves nothing with the choices \"$choices\""
done
ok "but with the same" lesson review 1 --restore 10.7.31.9 --strike Zyx \
	--role lead --approve "$digest"
is "$(state)" "reviewed 2026-12 by lead" "and the lesson tells it"
again

# The command of a page, as somebody would copy it.
lesson review 1 --organization "O'Neill & \$(Sons)" --strike Zyx \
	--restore 10.7.31.9 -o "$page" >/dev/null
sed -n 's/.*<code class="command">patchlore \(.*\)<.code>.*/\1/p' "$page" |
	sed "s/&#39;/'/g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/\"/g; s/&amp;/\&/g
		s/ROLE/lead/" >"$TAP_TMP/command"
like "$(cat "$TAP_TMP/command")" "lesson review 1 --organization .*Neill" \
	"a page has the whole command that approves it"
ok "which a shell understands" sh -c "'$BUILD/patchlore' --store '$store' \
	$(cat "$TAP_TMP/command")"
is "$(state)" "reviewed 2026-12 by lead" "and it approves what was read"
finish
