/*
 * pages.mjs - what a reader meets who opens a page in a browser
 *
 *   node pages.mjs PACKAGES PICTURES CHROMIUM NAME=FILE...
 *
 * lib/browser.mjs tells of the first three. pages.json says under each NAME
 * what that page holds: its title, headings and texts among others, how many
 * pictures (figures), how large it may be (bytes), where that is promised, and
 * what it says where scripts are turned off (unscripted). A page that says
 * nothing else then has to be the same.
 */
import { readFileSync, statSync } from "node:fs";
import { ask, launch, open, promise, quiet, words } from "./lib/browser.mjs";
import { look, views } from "./lib/views.mjs";

const MOST_TABS = 500;
const NARROW = 360; // px
const WIDE = 1280;

const expectations = JSON.parse(
	readFileSync(new URL("pages.json", import.meta.url), "utf8"));

async function content(page, name, expected) {
	const text = await ask(page, "text");
	const missing = (expected.texts ?? []).filter((t) => !text.includes(t));
	const leftover = (expected.texts ?? [])
		.reduce((rest, t) => rest.replaceAll(t, ""), text)
		.match(/.{0,20}(\{\{|\}\}|\bNaN\b|\(null\)|\bundefined\b).{0,20}/g);
	const { wrong, titles } = await ask(page, "headings");
	const lost = (expected.headings ?? []).filter((h) => !titles.includes(h));

	promise(`${name}: the title is of the page`,
		await page.title() === expected.title ? [] : [await page.title()]);
	promise(`${name}: headings go down one step at a time`, wrong);
	promise(`${name}: the headings are there`, lost);
	promise(`${name}: the texts are there`, missing);
	promise(`${name}: nothing of a template is left`, leftover ?? []);
	promise(`${name}: no name turns the text around it`,
		await ask(page, "turning"));
}

async function figures(page, name, expected) {
	const { wrong, count } = await ask(page, "pictures");

	if (count !== expected.figures)
		wrong.push(`${count} pictures, not ${expected.figures}`);
	promise(`${name}: pictures are drawn and say what they show`, wrong);
}

/* As somebody sees it who has scripts turned off. A page that works by them
 * says so then, and offers nothing that would do nothing. */
async function unscripted(browser, page, name, file, expected) {
	const plain = await open(browser, file, { javaScriptEnabled: false });
	const with_ = await ask(page, "text");
	const without = await ask(plain.page, "text");
	const { wrong } = await ask(plain.page, "pictures");
	const buttons = await ask(plain.page, "buttons");

	await plain.context.close();
	if (expected.unscripted === undefined) {
		if (with_ !== without)
			wrong.push(`${with_.length} characters become ${without.length}`);
		promise(`${name}: without scripts it is the same page`, wrong);
		return;
	}
	if (!without.includes(expected.unscripted))
		wrong.push("it does not say so");
	if (with_.includes(expected.unscripted))
		wrong.push("it says so with scripts, too");
	promise(`${name}: it says that it needs scripts where there are none`,
		[...wrong, ...buttons]);
}

async function keyboard(page, name) {
	const wrong = [];

	await look(page, NARROW, "light");
	await ask(page, "aim");
	const reached = new Set();
	while (reached.size < MOST_TABS) {
		await page.keyboard.press("Tab");
		const stop = await ask(page, "focused");
		if (stop.at === undefined || reached.has(stop.at))
			break;
		reached.add(stop.at);
		wrong.push(...stop.wrong);
	}
	wrong.push(...await ask(page, "missed", [...reached]));
	promise(`${name}: Tab reaches all that scrolls or leads on`, wrong);
}

function size(name, file, expected) {
	const { size: bytes } = statSync(file);

	promise(`${name}: it is less than ${expected.bytes} bytes`,
		bytes < expected.bytes ? [] : [`${bytes} bytes`]);
}

async function examine(browser, name, file) {
	const expected = expectations[name];
	const opened = await open(browser, file, {});
	const { page } = opened;

	await look(page, WIDE, "light");
	await content(page, name, expected);
	await figures(page, name, expected);
	await unscripted(browser, page, name, file, expected);
	await keyboard(page, name);
	await views(page, name);
	if (expected.bytes !== undefined)
		size(name, file, expected);
	await quiet(name, opened);
}

const browser = await launch();
for (const pair of words) {
	const at = pair.indexOf("=");

	await examine(browser, pair.slice(0, at), pair.slice(at + 1));
}
await browser.close();
