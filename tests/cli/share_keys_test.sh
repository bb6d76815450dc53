#!/bin/sh
# The secrets of an organization: made, named, and never shown.
. tests/tap.sh

umask 022
cd "$TAP_TMP" || exit 1

patchlore() {
	"$BUILD/patchlore" "$@"
}

said=$TAP_TMP/said # all that was ever printed, for the end
share() {
	status=0
	patchlore share "$@" >out 2>err || status=$?
	cat out err >>"$said"
	cat out err
}

# ---- Making them -----------------------------------------------------------

is "$(share keys)" "patchlore.share: 2 new keys
Save this folder where secrets are saved: a key that is lost cannot be made again.

file         mode
-----------------
answers.key  0600
master.key   0600" "keys are made beside the store"
is "$(stat -c '%a %n' patchlore.share patchlore.share/*)" \
	"700 patchlore.share
600 patchlore.share/answers.key
600 patchlore.share/master.key" "for their owner alone"
before=$(cksum patchlore.share/*)
like "$(share keys)" '^patchlore.share: 0 new keys$' "once"
is "$(cksum patchlore.share/*)" "$before" "and stay as they are"

share keys --folder other >/dev/null
ok "--folder says where" test -f other/master.key
PATCHLORE_SHARE=third share keys >/dev/null
ok "and so does \$PATCHLORE_SHARE" test -f third/master.key
patchlore --store plain share keys >/dev/null
ok "a store that does not end in .db has its folder, too" \
	test -f plain.share/master.key

# ---- One that is lost ------------------------------------------------------

share keys --folder lost >/dev/null
rm lost/master.key
share keys --folder lost >new
is "$(sed -n 1p new)" "lost: 1 new key" "a key that is lost is made anew"
like "$(cat new)" "^master.key was not there, .*somebody new" \
	"and what that means is told"
not_ok "of that one alone" grep -q "^answers.key was not" new
rm lost/answers.key
like "$(share keys --folder lost)" "^answers.key was not there, .*anew" \
	"of the other, too"
rm lost/*.key
mkdir -p lost/sent
like "$(share keys --folder lost)" "somebody new" \
	"also where nothing but what was sent is left"

# ---- A pseudonym -----------------------------------------------------------

share keys --program sample-program | sed -n '/^program/,$p' >one
like "$(cat one)" '^pseudonym  pl1[a-z2-7]{32}$' "a program has a pseudonym"
like "$(cat one)" '^key        [0-9a-f]{64}$' "its public key"
like "$(cat one)" '^box        [0-9a-f]{64}$' "and a box"
share keys --program sample-program | sed -n '/^program/,$p' >again
same_file again one "which stay"
share keys --program another | sed -n '/^program/,$p' >two
is "$(tail -n +2 one | grep -cFf - two)" 0 "another program has others"
share keys --folder other --program sample-program |
	sed -n '/^program/,$p' >theirs
is "$(tail -n +2 one | grep -cFf - theirs)" 0 "and so has another organization"

# ---- What is wrong ---------------------------------------------------------

wrong() { # STATUS PATTERN NAME WORDS...
	wanted=$1 pattern=$2 name=$3
	shift 3
	share "$@" >/dev/null
	is "$status" "$wanted" "$name"
	like "$(cat err)" "$pattern" "and that is told"
}

wrong 2 'program "a b": expected 1 to 40 letters, digits and hyphens' \
	"a name that no program has is refused" \
	keys --folder none --program 'a b'
not_ok "before anything is made" test -e none
wrong 2 'expected no more words' "a word too many is refused" keys more
wrong 2 'there is no option "--key"' "an option too many" keys --key
wrong 1 'folder no/where: cannot be made: No such file' \
	"a folder in no folder is not made" keys --folder no/where
chmod 644 patchlore.share/master.key
wrong 2 'master.key: others than its owner .*mode 0644.* chmod 600' \
	"a key that others may read is refused" keys
chmod 600 patchlore.share/master.key
chmod 750 patchlore.share
wrong 2 'patchlore.share: others than its owner .*mode 0750.* chmod 700' \
	"and so is a folder" keys
chmod 700 patchlore.share
printf short >other/answers.key
wrong 2 'answers.key: has 5 bytes, and a key has 32' \
	"a key of another length is none" keys --folder other

# ---- What is never shown ---------------------------------------------------

# A secret in the forms in which it might slip out.
forms() { # FILE
	hex=$(od -An -v -tx1 "$1" | tr -d ' \n')
	echo "$hex"
	echo "$hex" | tr '[:lower:]' '[:upper:]'
	base64 -w0 <"$1" | tr -d =
	echo
	base64 -w0 <"$1" | tr '+/' '-_' | tr -d =
	echo
	base32 -w0 <"$1" | tr -d = | tr '[:upper:]' '[:lower:]'
	echo
}
for key in patchlore.share/*.key third/*.key other/master.key; do
	forms "$key" >>"$TAP_TMP/forms"
done
is "$(grep -c . forms)" 25 "there are secrets to look for"
ok "much was printed" test "$(wc -l <"$said")" -gt 50
not_ok "and no secret in it" grep -qFf forms "$said"
forms third/answers.key | sed -n '3s/.*/key=&=/p' >>"$said"
ok "which would be found" grep -qFf forms "$said"

finish
