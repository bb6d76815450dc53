// Which questions are asked, and answers to a file and back. The set lies in
// the page as data; what is asked follows the rules of core/survey/answers.c.
"use strict";

const set = JSON.parse(document.getElementById("set").textContent);
const form = document.forms[0];
const progress = document.getElementById("status");
const asked = []; // whether a question is; undefined while nobody can know

// What the page asks beside the questions: a survey who answers, and about
// when; a lesson what it is about, one name a line.
const who = ["respondent", "period"].filter((name) => form.elements[name]);
const links = ["patch", "wave", "product"].filter(
	(name) => form.elements[`link-${name}`]);

const inputs = (i) => Array.from(form.querySelectorAll(`[name="q${i}"]`));
const none = (i) => form.elements[`none${i}`] || { value: "" };
const isChosen = (input) => input.type === "radio" || input.type === "checkbox";

// As the terminal takes a text: one line, no blanks around it.
function plain(text) {
	return text.replace(/[\0-\x1f\x7f-\x9f]/g, " ").replace(/^ +| +$/g, "");
}

// The answer that a question has: a list of codes, or of one text.
function values(i) {
	return inputs(i)
		.filter((input) => !isChosen(input) || input.checked)
		.map((input) => plain(input.value))
		.filter((value) => value !== "");
}

const isDealtWith = (i) => values(i).length > 0 || none(i).value !== "";

function erase(i) {
	for (const input of inputs(i)) {
		if (isChosen(input))
			input.checked = false;
		else
			input.value = "";
	}
}

// ---- Conditions: true, false, or undefined while nobody can know

function compare(question, a, b) {
	if (question.type === "date-month")
		return a < b ? -1 : a > b ? 1 : 0;
	return question.codes.indexOf(a) - question.codes.indexOf(b);
}

function holds(condition) {
	const given = asked[condition.q] ? values(condition.q) : [];
	const order = () =>
		compare(set.questions[condition.q], given[0], condition.values[0]);
	const among = () =>
		given.some((value) => condition.values.includes(value));

	if (asked[condition.q] === undefined ||
		(asked[condition.q] && !isDealtWith(condition.q)))
		return undefined;
	if (condition.op === "exists")
		return (given.length > 0) === condition.wanted;
	if (given.length === 0)
		return false;
	switch (condition.op) {
	case "=":
	case "in":
		return among();
	case "!=":
		return !among();
	case "<":
		return order() < 0;
	case "<=":
		return order() <= 0;
	case ">":
		return order() > 0;
	default:
		return order() >= 0;
	}
}

function isAsked(question) {
	const truths = question.conditions.map(holds);

	if (truths.length === 0)
		return true;
	if (truths.includes(question.any))
		return question.any;
	return truths.includes(undefined) ? undefined : !question.any;
}

// Say it, once: what stands here is read out whenever it changes.
function tell(sentence) {
	if (progress.textContent !== sentence)
		progress.textContent = sentence;
}

// A limit is one of bytes, and the browser counts characters.
function measure(input) {
	const bytes = new TextEncoder().encode(plain(input.value)).length;
	const over = bytes - input.maxLength;

	input.setCustomValidity(over > 0 ? `This is ${over} bytes too long.` : "");
}

// Show what is asked.
function settle() {
	let shown = 0, done = 0;

	set.questions.forEach((question, i) => {
		asked[i] = isAsked(question);
		document.getElementById(`f${i}`).hidden = !asked[i];
		shown += asked[i] === true;
		done += asked[i] === true && isDealtWith(i);
	});
	form.querySelectorAll("[maxlength]").forEach(measure);
	tell(`${done} of ${shown} questions dealt with.`);
}

// What is not asked loses its answer, as nobody sees it any more. Not while
// somebody still types what decides about it.
function forget() {
	set.questions.forEach((question, i) => {
		if (!asked[i])
			fill(i, {});
	});
}

function renew() {
	settle();
	forget();
}

// ---- Answers to a file and back

function answers() {
	const out = {};

	set.questions.forEach((question, i) => {
		const given = values(i);

		if (!asked[i])
			return;
		if (given.length > 0)
			out[question.id] = {
				rev: question.rev,
				answer: question.type === "multi" ? given : given[0],
			};
		else if (none(i).value !== "")
			out[question.id] = {
				rev: question.rev, none: none(i).value };
	});
	return out;
}

function toText() {
	const file = { survey: set.survey, version: set.version };

	for (const name of who)
		if (plain(form.elements[name].value) !== "")
			file[name] = plain(form.elements[name].value);
	if (links.length > 0)
		file.links = {};
	for (const name of links)
		file.links[name] = form.elements[`link-${name}`].value
			.split("\n").map(plain).filter((line) => line !== "");
	file.answers = answers();
	return JSON.stringify(file, null, 1) + "\n";
}

function fill(i, answer) {
	const list = [].concat(answer.answer === undefined ? [] : answer.answer);

	erase(i);
	for (const input of inputs(i)) {
		if (isChosen(input))
			input.checked = list.includes(input.value);
		else if (list.length > 0)
			input.value = list[0];
	}
	none(i).value = answer.none || "";
}

function fromText(text) {
	const file = JSON.parse(text);

	if (file.survey !== set.survey || !file.answers)
		throw new Error(`it has no answers to "${set.survey}"`);
	for (const name of who)
		form.elements[name].value = file[name] || "";
	for (const name of links)
		form.elements[`link-${name}`].value =
			((file.links || {})[name] || []).join("\n");
	set.questions.forEach((question, i) => {
		const answer = file.answers[question.id];

		// Other words were answered then: ask again.
		fill(i, answer && answer.rev === question.rev ? answer : {});
	});
	renew();
}

function save() {
	const link = document.createElement("a");

	if (!form.reportValidity())
		return;
	link.href = URL.createObjectURL(
		new Blob([toText()], { type: "application/json" }));
	link.download = `${set.survey}.json`;
	link.click(); // what it names is freed with the page
	tell(`Saved as ${link.download}.`);
}

async function load(event) {
	for (const file of event.target.files) {
		try {
			fromText(await file.text());
		} catch (error) {
			tell(`That file cannot be read: ${error.message}.`);
		}
	}
}

// An answer and the reason for none exclude each other.
form.addEventListener("input", (event) => {
	const name = event.target.name || "";

	if (name.startsWith("none") && event.target.value !== "")
		erase(name.slice(4));
	else if (/^q\d+$/.test(name))
		none(name.slice(1)).value = "";
	settle();
});
form.addEventListener("change", forget);
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("save").addEventListener("click", save);
document.getElementById("load").addEventListener("change", load);
document.getElementById("tools").hidden = false;
window.addEventListener("pageshow", renew); // browsers may bring answers back
settle();
