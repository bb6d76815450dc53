// Which questions are asked, and answers to a file and back. The set lies in
// the page as data; what is asked follows the rules of core/survey/answers.c.
"use strict";

const set = JSON.parse(document.getElementById("set").textContent);
const form = document.forms[0];
const progress = document.getElementById("status");

// What the page asks beside the questions: a survey who answers, and about
// when; a lesson what it is about, one name a line.
const who = ["respondent", "period"].filter((name) => form.elements[name]);
const links = ["patch", "wave", "product"].filter(
	(name) => form.elements[`link-${name}`]);

const inputs = (i) => Array.from(form.querySelectorAll(`[name="q${i}"]`));
const none = (i) => form.elements[`none${i}`] || { value: "" };
const isChosen = (input) => input.type === "radio" || input.type === "checkbox";

// The answer to a question: a list of codes, or of one text; empty: none.
function values(i) {
	return inputs(i)
		.filter((input) => !isChosen(input) || input.checked)
		.map((input) => input.value.replace(/\s+/g, " ").trim())
		.filter((value) => value !== "");
}

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
	const given = values(condition.q);
	const order = () =>
		compare(set.questions[condition.q], given[0], condition.values[0]);
	const among = () =>
		given.some((value) => condition.values.includes(value));

	if (given.length === 0 && none(condition.q).value === "" &&
		!document.getElementById(`f${condition.q}`).dataset.notAsked)
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

// Show what is asked. What is not loses its answer, as nobody sees it any more.
function settle() {
	let asked = 0, done = 0;

	set.questions.forEach((question, i) => {
		const field = document.getElementById(`f${i}`);
		const is = isAsked(question);

		field.hidden = is !== true;
		if (is === true) {
			delete field.dataset.notAsked;
			asked++;
			done += values(i).length > 0 || none(i).value !== "";
			return;
		}
		erase(i);
		none(i).value = "";
		if (is === false)
			field.dataset.notAsked = "yes";
		else
			delete field.dataset.notAsked;
	});
	progress.textContent = `${done} of ${asked} questions dealt with.`;
}

// ---- Answers to a file and back

function answers() {
	const out = {};

	set.questions.forEach((question, i) => {
		const given = values(i);

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
		if (form.elements[name].value.trim() !== "")
			file[name] = form.elements[name].value.trim();
	if (links.length > 0)
		file.links = {};
	for (const name of links)
		file.links[name] = form.elements[`link-${name}`].value
			.split("\n").map((line) => line.trim())
			.filter((line) => line !== "");
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

	if (file.survey !== set.survey)
		throw new Error(`these are answers to "${file.survey}"`);
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
	settle();
}

function save() {
	const link = document.createElement("a");

	if (!form.reportValidity())
		return;
	link.href = URL.createObjectURL(
		new Blob([toText()], { type: "application/json" }));
	link.download = `${set.survey}.json`;
	link.click(); // what it names is freed with the page
}

async function load(event) {
	try {
		fromText(await event.target.files[0].text());
	} catch (error) {
		progress.textContent = `That file cannot be read: ${error.message}`;
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
form.addEventListener("submit", (event) => event.preventDefault());
document.getElementById("save").addEventListener("click", save);
document.getElementById("load").addEventListener("change", load);
settle();
