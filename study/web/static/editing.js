// What writing questions gains from a script: words selected in a document become a citation.
// Offsets go to the server in code points; the browser counts in UTF-16 units.

const writing = document.getElementById("writing");
// A form that was refused holds words that are nowhere else.
let isChanged = Boolean(document.querySelector("#editor > [role=alert], #editor > .theirs"));

// Words of the document: what stands in an element with data-from, the words that only screen
// readers get apart.

function runs(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(".unseen") ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const found = [];
  while (walker.nextNode()) found.push(walker.currentNode);
  return found;
}

const wordsIn = (element) => runs(element).map((node) => node.data).join("");

// How many code points stand before a UTF-16 offset; one within a pair counts as before it.
function codePoints(text, offset) {
  const before = text.slice(0, offset);
  const isWithin = /[\ud800-\udbff]$/.test(before) && /^[\udc00-\udfff]/.test(text.slice(offset));
  return [...before].length - (isWithin ? 1 : 0);
}

// How many code points of an element's words stand before a border of a selection.
function offsetIn(element, node, offset) {
  const border = document.createRange();
  border.setStart(node, offset);
  let before = "";
  for (const run of runs(element)) {
    if (run === node) return codePoints(before + run.data, before.length + offset);
    if (border.comparePoint(run, 0) >= 0) break;
    before += run.data;
  }
  return [...before].length;
}

function selected() {
  const selection = document.getSelection();
  if (!selection?.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  for (const element of document.querySelectorAll("[data-from]")) {
    if (!range.intersectsNode(element)) continue;
    const [start, end] = borders(element, range);
    const words = [...wordsIn(element)].slice(start, end).join("");
    if (!words.trim()) continue; // The selection only touches this passage.
    const from = Number(element.dataset.from);
    return { ...element.closest("[data-document]").dataset, start: from + start, end: from + end, words };
  }
  return null;
}

// Where a selection begins and ends within an element's words.
function borders(element, range) {
  const all = document.createRange();
  all.selectNodeContents(element);
  const isBefore = range.compareBoundaryPoints(Range.START_TO_START, all) <= 0;
  const isBehind = range.compareBoundaryPoints(Range.END_TO_END, all) >= 0;
  return [
    isBefore ? 0 : offsetIn(element, range.startContainer, range.startOffset),
    isBehind ? [...wordsIn(element)].length : offsetIn(element, range.endContainer, range.endOffset),
  ];
}

const LINGER_MS = 400; // A touch takes the selection away before it presses the button.
let hiding = 0;

function onSelection() {
  clearTimeout(hiding);
  const it = selected();
  if (!it) {
    hiding = setTimeout(() => bars().forEach((bar) => { bar.hidden = true; }), LINGER_MS);
    return;
  }
  for (const bar of bars()) {
    bar.hidden = false;
    offer(bar.querySelector("[data-cite]"), it);
  }
}

const bars = () => document.querySelectorAll(".cite-bar");

function offer(button, it) {
  if (button.dataset.cite) {
    const query = new URLSearchParams({ version: it.version, start: it.start, end: it.end });
    button.href = `${button.dataset.cite}?${query}`;
    return;
  }
  button.value = [it.document, it.version, it.start, it.end].join("|");
  document.querySelector("input[name=words]").value = it.words;
  document.getElementById("selected-words").textContent = `“${it.words.trim()}”`;
}

// Pressing the button must not take away what it is pressed for.
function onMouseDown(event) {
  if (event.target.closest?.(".cite-bar")) event.preventDefault();
}

// The words that the form cites, marked in the document beside it.

function paint() {
  const source = document.getElementById("source-text");
  const states = [...document.querySelectorAll("#editor [data-start]")]
    .filter((it) => it.dataset.document === source?.dataset.document)
    .map((it) => [Number(it.dataset.start), Number(it.dataset.end)])
    .sort((a, b) => a[0] - b[0]);
  for (const element of source?.querySelectorAll("[data-from]") ?? []) mark(element, states);
}

// The first of them is brought into sight, within the document's own box.
function showFirstMark() {
  const box = document.querySelector(".source-words");
  const first = box?.querySelector("mark");
  if (first) box.scrollTop += first.getBoundingClientRect().top - box.getBoundingClientRect().top - 80;
}

function mark(element, spans) {
  const points = [...wordsIn(element)];
  const from = Number(element.dataset.from);
  const here = spans
    .map(([start, end]) => [Math.max(0, start - from), Math.min(points.length, end - from)])
    .filter(([start, end]) => start < end);
  const wanted = JSON.stringify(here);
  if ((element.dataset.marked ?? (element.querySelector("mark") ? "" : "[]")) === wanted) return;
  element.dataset.marked = wanted;
  element.replaceChildren(...pieces(points, here));
}

function pieces(points, spans) {
  const parts = [];
  let at = 0;
  for (const [start, end] of spans) {
    if (end <= at) continue;
    parts.push(points.slice(at, start).join(""), marked(points.slice(Math.max(start, at), end).join("")));
    at = end;
  }
  return [...parts, points.slice(at).join("")];
}

function marked(words) {
  const mark = document.createElement("mark");
  mark.append(unseen("Cited words: "), words, unseen(" (end of the cited words)"));
  return mark;
}

function unseen(words) {
  const span = document.createElement("span");
  span.className = "unseen";
  span.textContent = words;
  return span;
}

// The form: rows by the keyboard, and a warning before words are lost.

function onKeyDown(event) {
  if (event.isComposing) return;
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter" && event.target.form?.id === "editor") {
    event.preventDefault();
    document.querySelector("#editor [data-save]").click();
  }
  const name = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  const row = event.altKey && name && event.target.closest?.("[data-row]");
  if (!row) return;
  event.preventDefault();
  row.querySelector(`[name=${name}]`).click();
}

function onSwapped(event) {
  if (event.target.id === "editor") {
    isChanged = true;
    document.getSelection().removeAllRanges();
    document.getElementById("flash").replaceChildren();
  }
  paint();
}

// An error page in place of the form is not put into the page; its sentence is told instead.
function onBeforeSwap({ detail }) {
  if (detail.target.id !== "editor" || detail.serverResponse.includes('id="editor"')) return;
  detail.shouldSwap = false;
  detail.isError = true;
}

// Ticks of a list, all at once.

function onTicks(event) {
  const button = event.target.closest?.("[data-ticks]");
  for (const box of button?.form.querySelectorAll("[name=chosen]") ?? []) box.checked = button.dataset.ticks === "all";
}

for (const button of document.querySelectorAll("[data-ticks]")) button.hidden = false;
document.addEventListener("click", onTicks);
document.addEventListener("selectionchange", onSelection);
document.addEventListener("mousedown", onMouseDown);
document.addEventListener("keydown", onKeyDown);
document.addEventListener("htmx:beforeSwap", onBeforeSwap);
document.addEventListener("htmx:afterSettle", onSwapped);
if (writing) {
  writing.addEventListener("input", () => { isChanged = true; });
  writing.addEventListener("submit", () => { isChanged = false; });
  window.addEventListener("beforeunload", (event) => { if (isChanged) event.preventDefault(); });
  window.addEventListener("pageshow", () => { paint(); showFirstMark(); });
}
