/*
 * views.mjs - a page as it looks in each way that somebody may have it
 *
 * Narrow and wide, light and dark, on paper; pictures of all that are kept.
 */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ask, axe, pictures, promise } from "./browser.mjs";

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

export async function look(page, width, colorScheme) {
	await page.setViewportSize({ width, height: 900 });
	await page.emulateMedia({ media: "screen", colorScheme });
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
		promise(`${name}: on ${format} nothing is cut off`, wrong);
		writeFileSync(join(pictures, `${name}-${format}.pdf`), pdf);
	}
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

export async function views(page, name) {
	await widths(page, name);
	await grounds(page, name);
	await paper(page, name);
	await photograph(page, name);
	await accessible(page, name);
}
