/*
 * form.mjs - a survey's page, filled in by somebody who has no mouse
 *
 *   node form.mjs PACKAGES PICTURES CHROMIUM FORM.html SAVED.json
 *
 * lib/browser.mjs tells of the first three. FORM.html asks what survey.json
 * asks; SAVED.json takes the file that the page saves.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { ask, launch, open, promise, quiet, words } from "./lib/browser.mjs";
import { look, views } from "./lib/views.mjs";

const KEYS = ["ArrowDown", "Space"];
const BYTES = 2000; // that an answer in words may have
const QUIET = 500; // ms in which nothing must happen

const LONG = "Übung & <b>more</b>  of \"it\";\n".repeat(12) + "end";
const [form, saved] = words;

/* How all that Tab reaches is read out, in its order, and what is then typed
 * there. The questions that depend on another come once that is answered. */
const WALK = [
	["A role or an alias", "operations"],
	["A year, quarter, month or day", "2026-Q3"],
	["It was undone", "ArrowDown"], // to "With trouble"
	["Installs", "Space"],
	["Restarts"],
	["הכל עובד", "Space"],
	["No answer:"],
	["Within a week"], ["No answer:", "ArrowDown"], // declined
	["Within a week"], ["No answer:", "ArrowDown", "ArrowDown"], // unknown
	["Within a week"],
	["No answer:", "ArrowDown", "ArrowDown", "ArrowDown"], // not applicable
	["Yes", "Space"],
	["No answer:"],
	["Your answer", "Whenever there is time"],
	["No answer:"],
	["Year and month, as 2026-11", "2026-03"],
	["No answer:"],
	["Name of one patch", " KB1 "],
	["No answer:"],
	["Your answer", ` ${LONG} `],
	["No answer:"],
	["Save the answers"],
	["Go on with answers saved before"],
];

async function press(page, keys) {
	for (const key of keys)
		if (KEYS.includes(key))
			await page.keyboard.press(key);
		else
			await page.keyboard.type(key);
}

async function walk(page) {
	const wrong = [];

	for (const [name, ...keys] of WALK) {
		await page.keyboard.press("Tab");
		const at = await ask(page, "standing");
		if (!at.startsWith(name))
			wrong.push(`Tab leads to "${at}", not to "${name}"`);
		await press(page, keys);
	}
	promise("form: Tab goes through the questions in their order", wrong);
}

/* Tab, or Shift+Tab, until what is read out begins with the name. */
async function seek(page, key, name) {
	for (let i = 0; i < 2 * WALK.length; i++) {
		await page.keyboard.press(key);
		if ((await ask(page, "standing")).startsWith(name))
			return;
	}
	throw new Error(`${key} does not lead to "${name}"`);
}

function differences(got, expected) {
	const lost = expected.filter((line) => !got.includes(line));
	const added = got.filter((line) => !expected.includes(line));

	return [...lost.map((line) => `lost: ${line}`),
		...added.map((line) => `added: ${line}`)];
}

// ---- What is asked -------------------------------------------------------

async function comesAndGoes(page) {
	const met = "Which time?";
	const answer = page.getByLabel("Your answer").first();
	const wrong = [];
	const is = async (shown, text) => {
		if ((await ask(page, "legends")).includes(met) !== shown)
			wrong.push(`it is ${shown ? "not " : ""}shown`);
		if (await answer.inputValue() !== text)
			wrong.push(`it holds "${await answer.inputValue()}"`);
	};

	await seek(page, "Shift+Tab", "Yes");
	await is(true, "Whenever there is time");
	await page.keyboard.press("ArrowDown");
	await is(false, "");
	await page.keyboard.press("ArrowUp");
	await is(true, "");
	await page.keyboard.press("ArrowDown");
	await is(false, "");
	promise("form: a question that is not asked goes, and loses its answer",
		wrong);
}

/* "2026-0" is before January. */
async function waitsForTyping(page) {
	const answer = page.getByLabel("Your answer").last();
	const wrong = [];

	await seek(page, "Tab", "Year and month");
	await page.keyboard.press("End");
	await page.keyboard.press("Backspace");
	if (await answer.isVisible())
		wrong.push("it is shown meanwhile");
	await page.keyboard.type("3");
	if ((await answer.inputValue()).trim() !== LONG)
		wrong.push(`it became "${await answer.inputValue()}"`);
	promise("form: an answer outlives that a month is typed anew", wrong);
}

/* Some browsers fill in what was there before a page was loaded again. */
async function takesWhatIsThere(page) {
	const wrong = [];

	await page.evaluate(() => {
		document.querySelector("[value=yes]").checked = true;
		window.dispatchEvent(new PageTransitionEvent("pageshow"));
	});
	if (!(await ask(page, "legends")).includes("Which time?"))
		wrong.push("what depends on it is not asked");
	promise("form: what a browser brings back counts", wrong);
}

// ---- Files ---------------------------------------------------------------

async function save(page) {
	const download = page.waitForEvent("download");

	await seek(page, "Tab", "Save the answers");
	await page.keyboard.press("Enter");
	const file = await download;
	promise("form: the file has the survey's name",
		file.suggestedFilename() === "form.json" ? [] :
			[file.suggestedFilename()]);
	return readFileSync(await file.path(), "utf8");
}

async function load(page, text) {
	const chooser = page.waitForEvent("filechooser");

	await seek(page, "Tab", "Go on with answers");
	await page.keyboard.press("Space");
	await (await chooser).setFiles({ name: "form.json",
		mimeType: "application/json", buffer: Buffer.from(text) });
	await page.waitForTimeout(QUIET);
}

async function goesOn(page, text, before) {
	await load(page, text);
	promise("form: a file brings back all that was there",
		differences(await ask(page, "held"), before));
	const again = await save(page);
	promise("form: and is saved as the same",
		differences(again.split("\n"), text.split("\n")));
}

async function refusesFiles(page, text) {
	const others = {
		"an empty file": "",
		"a value without members": "null",
		"half a file": text.slice(0, text.length / 2),
		"another survey's": text.replace('"form"', '"other"'),
		"a file without answers": '{"survey": "form"}',
	};
	const before = await ask(page, "held");

	for (const [what, other] of Object.entries(others)) {
		await load(page, other);
		const wrong = differences(await ask(page, "held"), before);
		if (!(await ask(page, "text")).includes("That file cannot be read"))
			wrong.push("it does not say so");
		promise(`form: ${what} is refused, and changes no answer`, wrong);
	}
}

/* What import would refuse. Of letters that have two bytes half as many fit in
 * as of others. */
async function refusesAnswers(page) {
	const answers = {
		"A year, quarter": "2026-Q5",
		"Year and month": "2026-13",
		"Name of one patch": "KB1 KB2",
		"Your answer": "ü".repeat(BYTES / 2 + 1),
	};
	const wrong = [];

	page.on("download", () => wrong.push("it is saved"));
	for (const [label, answer] of Object.entries(answers)) {
		const field = page.getByLabel(label).last();
		const before = await field.inputValue();

		await field.fill(answer);
		await seek(page, "Tab", "Save the answers");
		await page.keyboard.press("Enter");
		await page.waitForTimeout(QUIET);
		if (!(await ask(page, "standing")).startsWith(label))
			wrong.push(`${label}: the keyboard is not led to it`);
		promise(`form: ${answer.slice(0, 10)} is not saved`, wrong.splice(0));
		await field.fill(before);
	}
}

// ---- One who answers -----------------------------------------------------

const browser = await launch();
const first = await open(browser, form, {});
await look(first.page, 1280, "light");
const asked = await ask(first.page, "legends");
await walk(first.page);
promise("form: the answers bring the questions that depend on them",
	differences((await ask(first.page, "legends"))
		.filter((legend) => !asked.includes(legend)),
	["What had to be put right?", "Which time?", "What was changed then?"]));
await comesAndGoes(first.page);
await waitsForTyping(first.page);
const text = await save(first.page);
writeFileSync(saved, text);
const held = await ask(first.page, "held");
await views(first.page, "form-filled");
await quiet("form-filled", first);

const second = await open(browser, form, {});
await takesWhatIsThere(second.page);
await goesOn(second.page, text, held);
await refusesFiles(second.page, text);
await refusesAnswers(second.page);
await quiet("form-again", second);
await browser.close();
