/*
 * inside.js - questions that are put to a page from inside it
 *
 * pages.mjs runs this in a page and then calls the functions of window.inside.
 * What is wrong comes back as sentences.
 */
window.inside = (() => {
	const MOST = 5; // examples of one fault
	const elements = "*:not(svg *)"; // what is drawn inside is no element here
	const reach = []; // what the keyboard has to reach, or did

	/* How an element is told from others, in few words. */
	function name(element) {
		const tag = element.cloneNode(false).outerHTML.replace(/<\/.*/, "");
		const text = element.innerText ?? "";

		return tag.slice(0, 80) + text.slice(0, 40);
	}

	/* All that can be read, with its blanks made one. */
	function text() {
		return document.body.innerText.replace(/\s+/g, " ");
	}

	function headings() {
		const wrong = [];
		const titles = [];
		let level = 0;

		for (const heading of document.querySelectorAll("h1,h2,h3,h4,h5,h6")) {
			const next = Number(heading.localName[1]);
			const title = heading.innerText.trim();

			if (next > level + 1)
				wrong.push(`${name(heading)} follows on h${level}`);
			if (next === 1 && level > 0)
				wrong.push(`${name(heading)} is a second h1`);
			if (title === "")
				wrong.push(`${name(heading)} is empty`);
			level = next;
			titles.push(title);
		}
		if (titles.length === 0)
			wrong.push("there is no heading");
		return { wrong, titles };
	}

	async function picture(image) {
		const speaker = image.closest("[role=img]") ?? image;
		const wrong = [];

		if (speaker.computedRole !== "image" || !speaker.computedName.trim())
			wrong.push(`${name(image)} is not an image with a name`);
		if (image.localName === "img") {
			await image.decode().catch((e) => wrong.push(`${name(image)}: ${e}`));
			if (image.naturalWidth === 0)
				wrong.push(`${name(image)} has no width`);
		}
		if (image.getBoundingClientRect().width < 50)
			wrong.push(`${name(image)} is too small to be read`);
		return wrong;
	}

	/* Those for the eye alone do not count; a figure has none of them. */
	async function pictures() {
		const silent = (image) => !image.closest("figure") &&
			(image.closest("[aria-hidden=true]") ||
			image.getAttribute("alt") === "");
		const images = [...document.querySelectorAll("img, svg:not(svg svg)")]
			.filter((image) => !silent(image));
		const wrong = (await Promise.all(images.map(picture))).flat();

		for (const figure of document.querySelectorAll("figure"))
			if (!figure.querySelector("img, svg, table"))
				wrong.push(`${name(figure)} shows nothing`);
		return { wrong, count: images.length };
	}

	/* Of the ground, from 0 to 1. */
	function brightness() {
		const brush = document.createElement("canvas").getContext("2d");
		const style = (element) => getComputedStyle(element);

		// Colours have many notations; a canvas knows them all.
		brush.canvas.style.colorScheme =
			style(document.documentElement).colorScheme;
		document.body.append(brush.canvas);
		for (const colour of ["Canvas",
			style(document.documentElement).backgroundColor,
			style(document.body).backgroundColor]) {
			brush.canvas.style.color = colour;
			brush.fillStyle = style(brush.canvas).color;
			brush.fillRect(0, 0, 1, 1);
		}
		brush.canvas.remove();
		const [red, green, blue] = brush.getImageData(0, 0, 1, 1).data;
		return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
	}

	/* How far to the right a picture or a text goes, in px. */
	function rightOf(node) {
		const range = document.createRange();

		range.selectNode(node);
		return Math.max(0,
			...[...range.getClientRects()].map((rect) => rect.right));
	}

	function clips(element) {
		return getComputedStyle(element).overflowX !== "visible";
	}

	/* Pictures and texts, each with the elements around it. */
	function* visible() {
		const walker = document.createTreeWalker(document.body,
			NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);

		for (let node; (node = walker.nextNode()) !== null;) {
			const around = [];
			for (let e = node.parentElement; e !== null; e = e.parentElement)
				around.push(e);

			// What is there for screen readers alone has no width.
			if ((node instanceof Text ? node.data.trim() !== "" :
				node.matches("img, svg")) &&
				!around[0].closest("svg, style, script") &&
				around[0].getBoundingClientRect().width > 1)
				yield { node, around };
		}
	}

	/* What lies past the window's edge, and no region scrolls it into view. */
	function beyond() {
		const edge = document.documentElement.clientWidth;
		const wrong = [];

		for (const { node, around } of visible()) {
			const right = Math.round(rightOf(node));

			if (right > edge + 1 && !around.some(clips))
				wrong.push(`${node.data ?? name(node)}: to ${right} of ` +
					`${edge} px`);
		}
		const { scrollWidth } = document.documentElement;
		if (scrollWidth > edge)
			wrong.unshift(`it is ${scrollWidth} px wide, not ${edge}`);
		return wrong.slice(0, MOST);
	}

	/* What paper would not show, where nothing can be scrolled. */
	function cut() {
		const wrong = beyond();

		for (const element of document.body.querySelectorAll(elements))
			if (clips(element) && element.clientWidth > 1 &&
				(element.scrollWidth > element.clientWidth + 1 ||
				element.scrollHeight > element.clientHeight + 1))
				wrong.push(`${name(element)}: ${element.clientWidth} by ` +
					`${element.clientHeight} of ${element.scrollWidth} by ` +
					`${element.scrollHeight} px are shown`);
		return wrong.slice(0, MOST);
	}

	/* How many px of a sheet that is so many mm wide are printed on. */
	function printable(sheet, margin) {
		const ruler = document.createElement("div");
		const px = (length) => {
			ruler.style.width = length;
			return ruler.getBoundingClientRect().width;
		};
		const own = [...document.styleSheets].flatMap((s) => [...s.cssRules])
			.flatMap((rule) => [rule, ...(rule.cssRules ?? [])])
			.filter((rule) => rule instanceof CSSPageRule &&
				rule.style.marginLeft !== "");
		const { marginLeft, marginRight } = own.at(-1)?.style ??
			{ marginLeft: `${margin}mm`, marginRight: `${margin}mm` };

		document.body.append(ruler);
		const width = px(`${sheet}mm`) - px(marginLeft) - px(marginRight);
		ruler.remove();
		return Math.floor(width);
	}

	function scrolls(element) {
		const { overflowX, overflowY } = getComputedStyle(element);

		return /auto|scroll/.test(overflowX + overflowY) &&
			(element.scrollWidth > element.clientWidth ||
			element.scrollHeight > element.clientHeight);
	}

	/* Of radio buttons that go together Tab stops at one. */
	function isStop(element) {
		return element.checkVisibility() && (element.type === "radio" ?
			element === document.getElementsByName(element.name)[0] :
			element.matches("a[href], summary, button, input, select, " +
				"textarea"));
	}

	/* Note what the keyboard has to reach. */
	function aim() {
		reach.push(...[...document.body.querySelectorAll(elements)]
			.filter((element) => scrolls(element) ||
				isStop(element)));
	}

	/* Where the keyboard is, as a number; none when it has left the page. */
	function focused() {
		const element = document.activeElement;
		const { outlineStyle, boxShadow } = getComputedStyle(element);
		const wrong = [];

		if (element === document.body)
			return { wrong };
		if (!reach.includes(element))
			reach.push(element);
		if (outlineStyle === "none" && boxShadow === "none")
			wrong.push(`${name(element)}: nobody sees that it has the focus`);
		if (element.computedRole === "generic" || !element.computedName)
			wrong.push(`${name(element)} has the focus, but not a role and ` +
				"a name");
		return { at: reach.indexOf(element), wrong };
	}

	function missed(reached) {
		return reach.filter((_, at) => !reached.includes(at))
			.map((element) => `${name(element)} is not reached`);
	}

	/* Texts that turn the direction of what follows, and are not kept apart
	 * from it: "(n = 4)" becomes "(4 = n)". */
	function turning() {
		return [...visible()].filter(({ node, around }) =>
			/[\u202a-\u202e\u2066-\u2069]/.test(node.data) &&
			!around[0].matches("bdi"))
			.map(({ node }) => node.data).slice(0, MOST);
	}

	/* Where the keyboard is, in the words that are read out. */
	function standing() {
		return document.activeElement.computedName;
	}

	/* What a form asks, without what it hides. */
	function legends() {
		return [...document.querySelectorAll("legend")]
			.filter((legend) => legend.checkVisibility())
			.map((legend) => legend.innerText);
	}

	/* All that a form holds, but for blanks around it and the ends of lines. */
	function held() {
		const plain = (text) => text.trim().replace(/\n/g, " ");

		return [...document.forms[0].elements]
			.filter((element) => element.matches("input, select, textarea") &&
				element.type !== "file")
			.map((element) => [element.name, plain(element.value),
				element.checked, element.checkVisibility()].join(" "));
	}

	function buttons() {
		return [...document.querySelectorAll("button, [type=file]")]
			.filter((button) => button.checkVisibility())
			.map((button) => `${name(button)} is shown`);
	}

	/* What has a browser fetch something or go elsewhere, or may have it. */
	function lures() {
		return [...document.querySelectorAll(
			"link[href]:not([href^='data:']), meta[http-equiv=refresh], " +
			"base, iframe, object, embed, form[action]")].map(name);
	}

	return { text, headings, pictures, brightness, beyond, cut, printable,
		aim, focused, missed, turning, standing, legends, held, buttons,
		lures };
})();
