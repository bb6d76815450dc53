/*
 * browser.mjs - Chromium, and pages in it with nothing around them
 *
 * The first words of a program's command line say where all it needs is:
 *
 *   PACKAGES   the folder that the npm packages were installed into
 *   PICTURES   takes what pages look like
 *   CHROMIUM   the browser
 *
 * A line per promise goes to standard output, "ok" or "not ok" and what was
 * promised; what broke it follows in lines that begin with two blanks.
 */
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const [packages, folder, chromiumPath, ...others] = process.argv.slice(2);
const require = createRequire(resolve(packages, "package.json"));
const { chromium } = require("playwright-core");
const inside = readFileSync(new URL("inside.js", import.meta.url), "utf8");

export const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
export const pictures = folder;
export const words = others;

export function launch() {
	return chromium.launch({
		executablePath: chromiumPath,
		chromiumSandbox: process.getuid() !== 0, // there is none for root
		// So that elements tell the role and the name that they are read out
		// by.
		args: ["--enable-blink-features=ComputedAccessibilityInfo"],
	});
}

/* Holds when nothing is wrong; wrong is a list of sentences. */
export function promise(what, wrong) {
	console.log(`${wrong.length === 0 ? "ok" : "not ok"} ${what}`);
	for (const sentence of wrong)
		console.log(`  ${sentence.replace(/\s+/g, " ")}`);
}

/* Put one of the questions of inside.js to the page. */
export function ask(page, question, ...given) {
	return page.evaluate(([q, g]) => window.inside[q](...g),
		[question, given]);
}

/* A page with nothing around it: no network, and a record of what it said and
 * asked for. */
export async function open(browser, file, options) {
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

/* Last, when all of a page was shown in each way. */
export async function quiet(name, { context, page, said, asked }) {
	promise(`${name}: the browser has nothing to complain of`, said);
	promise(`${name}: it asks for nothing but itself`,
		[...asked, ...await ask(page, "lures")]);
	await context.close();
}
