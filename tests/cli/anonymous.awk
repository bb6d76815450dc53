# anonymous.awk - native events of a house whose every name is a mark
#
#   awk -f anonymous.awk -v marks=FILE >EVENTS
#
# A mark is "zq" and 10 hexadecimal digits; each that was given out goes into
# the file, a line. Wherever a source may write what it likes, here it wrote a
# mark; beside them stand names and words that all houses have, and so do half
# of the patches, so that there is something to tell. Always the same bytes,
# from 2025-06-01 on.
function random() { # Park and Miller (1988)
	seed = (seed * 16807) % 2147483647
	return seed
}
function below(n) { return int(random() / 7) % n }
function mark(text) {
	text = sprintf("zq%07x%03x", random() % 268435456, random() % 4096)
	print text >marks
	return text
}
function one_of(list, words, n) {
	n = split(list, words, " ")
	return words[1 + below(n)]
}
# Mostly a public word; sometimes a mark, out of a few.
function word(name, list) {
	if (below(6) > 0)
		return one_of(list)
	return odd[name, below(3)]
}
function at(day) {
	return sprintf("%.0f",
		(1748736000 + day * 86400 + below(86400)) * 1000)
}
function event(kind, day, rest) {
	printf "{\"kind\":\"%s\",\"time\":%s%s}\n", kind, at(day), rest
}
function pair(name, value) { return sprintf("\"%s\":\"%s\"", name, value) }
function asset_seen(i) {
	event("asset.seen", 0, "," pair("asset", asset[i]) ",\"attrs\":{" \
		pair("group", group[i % 20]) "," pair("ring", ring[i % 4]) "," \
		pair("os", os[i % 5]) "," pair("site", mark()) "," \
		pair("owner", mark()) "," \
		pair("class", word("class", "server workstation laptop")) "," \
		pair("importance", word("importance", "high medium low")) "," \
		pair("exposed", word("exposed", "yes no")) "," \
		pair("lifecycle", word("lifecycle", "supported eol")) "}")
	event("asset.seen", 376, "," pair("asset", asset[i])) # 2026-06-12
}
function patch_released(j) {
	event("patch.released", 10 * j % 250,
		"," pair("patch", patch[j]) "," pair("product", mark()) \
		",\"attrs\":{" pair("vuln", j % 2 ? "CVE-2025-" 1000 + j : mark()) \
		"," pair("vendor", mark()) "," \
		pair("severity", word("severity", "critical high medium low")) "," \
		pair("type", word("type", "security bugfix")) "," \
		pair("reboot", word("reboot", "yes no")) "," \
		pair("kev", word("kev", "yes no")) "," \
		pair("tier", mark()) "," pair("scenario", mark()) "," \
		pair("suite", mark()) "," pair("advisory", mark()) "}")
	if (j % 3 == 0)
		event("patch.known_issue", 20 + 10 * j % 250,
			"," pair("patch", patch[j]) ",\"attrs\":{" \
			pair("text", mark()) "}")
	event("feedback.vote", 30 + 10 * j % 250, "," pair("patch", patch[j]) \
		",\"attrs\":{" pair("vote", "up") "," pair("user", mark()) "}")
}
function item(i, j, day, about) {
	day = 2 + 10 * j % 250
	about = "," pair("asset", asset[i]) "," pair("patch", patch[j])
	event("item.detected", day, about)
	if (below(12) == 0)
		return
	day += 1 + below(40)
	if (below(8) == 0)
		event("deploy.failed", day++, about "," \
			pair("code", below(3) ? "0x8007000" below(4) : odd["code", 0]))
	event("deploy.installed", day, about ",\"attrs\":{" \
		pair("wave", wave[j % 9]) "," pair("user", user[i % 30]) "," \
		pair("caused_by", patch[(j + 1) % patches]) "}")
	if (below(15) == 0)
		event("deploy.rolled_back", day + 2, about)
	if (below(20) == 0)
		event("incident.opened", day + 1, about ",\"attrs\":{" \
			pair("ticket", mark()) "}")
}
BEGIN {
	seed = 20260601
	patches = 30
	count = split("class importance exposed lifecycle severity type " \
		"reboot kev code", names, " ")
	for (n = 1; n <= count; n++)
		for (i = 0; i < 3; i++)
			odd[names[n], i] = mark()
	for (i = 0; i < 20; i++) group[i] = mark()
	for (i = 0; i < 4; i++) ring[i] = mark()
	for (i = 0; i < 5; i++) os[i] = mark()
	for (i = 0; i < 9; i++) wave[i] = mark()
	for (i = 0; i < 30; i++) user[i] = mark()
	for (i = 0; i < 360; i++) {
		asset[i] = mark()
		asset_seen(i)
	}
	for (j = 0; j < patches; j++) {
		patch[j] = j % 2 ? "KB50" 30000 + j : mark()
		patch_released(j)
	}
	for (i = 0; i < 360; i++)
		for (j = 0; j < patches; j++)
			if (below(3) == 0)
				item(i, j)
}
