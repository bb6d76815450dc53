/*
 * pages.mjs - what a reader meets who opens a report in a browser
 *
 *   node pages.mjs PACKAGES PICTURES CHROMIUM NAME=FILE...
 *
 * PACKAGES is the folder that the npm packages were installed into, PICTURES
 * takes what the pages look like. pages.json says under each NAME what that
 * page holds: its title, headings and texts among others, how many pictures
 * (figures), and how large it may be (bytes), where that is promised.
 *
 * A line per promise goes to standard output, "ok" or "not ok" and what was
 * promised; what broke it follows in lines that begin with two blanks.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

const WIDTHS = [360, 1280];
const SCHEMES = ["light", "dark"];
const REFLOW = 320; // to which WCAG 2.1 has a page reflow (1.4.10)
const PAPERS = { A4: 210, Letter: 215.9 }; // mm
const MARGIN = 10; // mm, on paper, as browsers set it
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa",
	"best-practice"];
// Why axe gives no contrast of text: it is a single character, or is scrolled
// out of its region.
const UNJUDGED = ["shortTextContent", "elmPartiallyObscured",
	"outsideViewport"];
const MOST_TABS = 500;

const [packages, pictures, chromiumPath, ...named] = process.argv.slice(2);
const require = createRequire(resolve(packages, "package.json"));
const { chromium } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const beside = (name) =>
	readFileSync(new URL(name, import.meta.url), "utf8");
const inside = beside("inside.js");
const expectations = JSON.parse(beside("pages.json"));

/* Holds when nothing is wrong; wrong is a list of sentences. */
function promise(what, wrong) {
	console.log(`${wrong.length === 0 ? "ok" : "not ok"} ${what}`);
	for (const sentence of wrong)
		console.log(`  ${sentence.replace(/\s+/g, " ")}`);
}

/* Put one of the questions of inside.js to the page. */
function ask(page, question, ...given) {
	return page.evaluate(([q, g]) => window.inside[q](...g),
		[question, given]);
}

/* A page with nothing around it: no network, and a record of what it said and
 * asked for. */
async function open(browser, file, options) {
	const context = await browser.newContext({ offline: true, ...options });
	const page = await context.newPage();
	const url = pathToFileURL(resolve(file)).href;
	const said = [];
	const asked = [];

	page.on("console", (message) => {
		if (["error", "warning"].includes(message.type()))
			said.push(`${message.type()}: ${message.text()}`);
	});
	page.on("pageerror", (error) => said.push(`error: ${error}`));
	page.on("websocket", (socket) => asked.push(socket.url()));
	await context.route("**", (route) => {
		if (route.request().url() === url)
			return route.continue();
		asked.push(route.request().url());
		return route.abort();
	});
	await page.goto(url);
	await page.evaluate(inside);
	return { context, page, said, asked };
}

async function look(page, width, colorScheme) {
	await page.setViewportSize({ width, height: 900 });
	await page.emulateMedia({ media: "screen", colorScheme });
}

// ---- Promises ------------------------------------------------------------

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

/* As somebody sees it who has scripts turned off. */
async function unscripted(browser, page, name, file) {
	const plain = await open(browser, file, { javaScriptEnabled: false });
	const with_ = await ask(page, "text");
	const without = await ask(plain.page, "text");
	const { wrong } = await ask(plain.page, "pictures");

	await plain.context.close();
	if (with_ !== without)
		wrong.push(`${with_.length} characters become ${without.length}`);
	promise(`${name}: without scripts it is the same page`, wrong);
}

async function widths(page, name) {
	for (const width of [REFLOW, ...WIDTHS]) {
		await look(page, width, "light");
		promise(`${name}: at ${width} px only parts of it scroll sideways`,
			await ask(page, "beyond"));
	}
}

async function grounds(page, name) {
	for (const scheme of SCHEMES) {
		await look(page, WIDTHS[1], scheme);
		const brightness = await ask(page, "brightness");
		const right = scheme === "dark" ? brightness < 0.25 :
			brightness > 0.75;

		promise(`${name}: the ground is ${scheme} where that is asked for`,
			right ? [] : [`brightness ${brightness.toFixed(2)} of 1`]);
	}
}

/* A contrast that axe cannot judge is a fault too, but for what it never
 * judges. */
function faults(found) {
	const judgeable = (node) =>
		!UNJUDGED.includes(node.any[0]?.data?.messageKey);
	const unjudged = found.incomplete
		.filter((fault) => fault.id === "color-contrast")
		.map((fault) => ({ ...fault, nodes: fault.nodes.filter(judgeable) }))
		.filter((fault) => fault.nodes.length > 0);

	return [...found.violations, ...unjudged].map((fault) =>
		`${fault.id} (${fault.nodes.length} times): ${fault.help}: ` +
		fault.nodes[0].html.slice(0, 120));
}

async function accessible(page, name) {
	await page.evaluate(axe);
	for (const scheme of SCHEMES) {
		for (const width of WIDTHS) {
			await look(page, width, scheme);
			const found = await page.evaluate((tags) => window.axe.run(
				{ exclude: "svg > *" },
				{ runOnly: tags, resultTypes: ["violations", "incomplete"] }),
			RULES);

			promise(`${name}: axe finds nothing, ${scheme}, ${width} px`,
				faults(found));
		}
	}
}

async function keyboard(page, name) {
	const wrong = [];

	await look(page, WIDTHS[0], "light");
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

async function paper(page, name) {
	for (const [format, mm] of Object.entries(PAPERS)) {
		await page.emulateMedia({ media: "print", colorScheme: "light" });
		const width = await ask(page, "printable", mm, MARGIN);
		await page.setViewportSize({ width, height: 900 });
		const wrong = await ask(page, "cut");
		const pdf = await page.pdf({ format, printBackground: true,
			margin: Object.fromEntries(["top", "right", "bottom", "left"]
				.map((side) => [side, `${MARGIN}mm`])) });
		const pages = pdf.toString("latin1").match(/\/Type ?\/Page\b/g);

		if (pages === null)
			wrong.push("no page");
		promise(`${name}: on ${format} nothing is cut at the right`, wrong);
		writeFileSync(join(pictures, `${name}-${format}.pdf`), pdf);
	}
}

function size(name, file, expected) {
	const { size: bytes } = statSync(file);

	promise(`${name}: it is less than ${expected.bytes} bytes`,
		bytes < expected.bytes ? [] : [`${bytes} bytes`]);
}

/* For people to look at; nothing is compared with them. */
async function photograph(page, name) {
	for (const scheme of SCHEMES) {
		for (const width of WIDTHS) {
			await look(page, width, scheme);
			await page.screenshot({ fullPage: true,
				path: join(pictures, `${name}-${scheme}-${width}.png`) });
		}
	}
	for (const format of Object.keys(PAPERS)) // where there is pdftoppm
		spawnSync("pdftoppm", ["-png", "-singlefile", "-r", "80",
			join(pictures, `${name}-${format}.pdf`),
			join(pictures, `${name}-${format}`)]);
}

async function examine(browser, name, file) {
	const expected = expectations[name];
	const { context, page, said, asked } = await open(browser, file, {});

	await look(page, WIDTHS[1], "light");
	await content(page, name, expected);
	await figures(page, name, expected);
	await unscripted(browser, page, name, file);
	await widths(page, name);
	await grounds(page, name);
	await keyboard(page, name);
	await paper(page, name);
	await photograph(page, name);
	await accessible(page, name);
	if (expected.bytes !== undefined)
		size(name, file, expected);
	// Last, when all of it was shown in each way.
	promise(`${name}: the browser has nothing to complain of`, said);
	promise(`${name}: it asks for nothing but itself`,
		[...asked, ...await ask(page, "lures")]);
	await context.close();
}

const browser = await chromium.launch({
	executablePath: chromiumPath,
	chromiumSandbox: process.getuid() !== 0, // there is none for root
	// So that elements tell the role and the name that they are read out by.
	args: ["--enable-blink-features=ComputedAccessibilityInfo"],
});
for (const pair of named) {
	const at = pair.indexOf("=");

	await examine(browser, pair.slice(0, at), pair.slice(at + 1));
}
await browser.close();
