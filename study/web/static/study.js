// What the page gains from a script: keys, focus after each swap, and care that nothing is
// answered twice or lost. Everything here presses buttons that work without it.

const QUIET_MS = 300; // A new card ignores input this long: the second half of a double click.
// Keys of what lies in here count once it is open; its own opens it.
const SHUT = "[data-guards]:not([open]) > :not(summary)";
const TEXT_FIELDS = "textarea, select, input:not([type=radio], [type=checkbox], [type=submit])";

const state = { swappedAt: -Infinity, busy: false, leaving: false, last: null };

const sitting = () => document.getElementById("sitting");
const flash = () => document.getElementById("flash");
const tooSoon = () => state.busy || performance.now() - state.swappedAt < QUIET_MS;

// Keys.

function onKeyDown(event) {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter" && event.repeat && event.target.closest?.("#sitting input, #sitting button")) {
    event.preventDefault(); // A held key must not send the next card's empty answer.
    return;
  }
  if (event.target.matches?.(TEXT_FIELDS)) return onFieldKey(event);
  if (document.body.dataset.shortcuts !== "on" || event.defaultPrevented) return;
  if (document.querySelector("dialog[open]")) return;
  const target = event.key === "Enter" || event.key === " " ? primary(event) : named(event.key);
  if (!target) return;
  event.preventDefault();
  if (event.repeat) return;
  if (target.matches("input")) target.focus();
  target.click();
}

function onFieldKey(event) {
  if (event.key !== "Escape" || event.target.closest("dialog")) return;
  event.target.blur();
  sitting()?.querySelector("h1")?.focus({ preventScroll: true });
}

function primary(event) {
  const { target } = event;
  if (target.matches("button, a, summary, [role=button]")) return null; // It has a use for the key itself.
  if (event.key === " " && target.matches("input")) return null;
  return document.querySelector("#sitting [data-primary]");
}

function named(key) {
  const wanted = key.toLowerCase();
  return option(wanted) ?? [...document.querySelectorAll("[data-key]")]
    .find((button) => button.dataset.key.split(" ").includes(wanted) && !button.closest(SHUT));
}

function option(key) {
  if (key.length !== 1) return undefined;
  const options = sitting()?.querySelectorAll(".option input") ?? [];
  const place = /[1-9]/.test(key) ? Number(key) - 1 : key.charCodeAt(0) - "a".charCodeAt(0);
  return options[place];
}

// One click, one answer.

function onClick(event) {
  const opener = event.target.closest?.("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens).showModal();
  const retry = event.target.closest?.("[data-retry]");
  if (retry) return tryAgain();
  if (event.target.closest?.("#sitting button, #sitting .option") && tooSoon()) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}

function onSubmit(event) {
  if (!event.target.closest("#sitting")) return;
  if (tooSoon()) {
    event.preventDefault();
    event.stopImmediatePropagation();
    return;
  }
  state.last = { form: event.target, submitter: event.submitter };
  state.leaving = !window.htmx; // Without htmx the browser itself sends the form.
}

// Under way, done, failed.

function setBusy(busy) {
  state.busy = busy;
  const root = sitting();
  if (!root) return;
  root.setAttribute("aria-busy", String(busy));
  for (const button of root.querySelectorAll("button[type=submit]")) {
    if (busy) button.setAttribute("aria-disabled", "true");
    else button.removeAttribute("aria-disabled");
  }
}

function onSwapped(event) {
  const root = sitting();
  if (!root || !isSitting(event)) return;
  state.swappedAt = performance.now();
  setBusy(false);
  flash().replaceChildren();
  const focus = root.querySelector("[data-focus]");
  focus?.focus({ preventScroll: true });
  if (root.getBoundingClientRect().top < 0) root.scrollIntoView({ block: "start" });
  document.title = `${root.dataset.title} · Study`;
  say([root.dataset.message, root.querySelector("h1")?.textContent].filter(Boolean).join(" "));
}

function isSitting(event) {
  const element = event.detail?.elt ?? event.target;
  return element.id === "sitting" || Boolean(element.closest?.("#sitting"));
}

function say(words) {
  document.getElementById("live").textContent = words.replace(/\s+/g, " ").trim();
}

// An error page in place of the region is not put into the page; its sentence is told instead.
function onBeforeSwap(event) {
  const { detail } = event;
  if (detail.target.id !== "sitting" || detail.serverResponse.includes('id="sitting"')) return;
  detail.shouldSwap = false;
  detail.isError = true;
}

function toldBy(response) {
  const page = new DOMParser().parseFromString(response ?? "", "text/html");
  return page.getElementById("reason")?.textContent;
}

// Whoever is signed out signs in in another window, so that what they wrote stays in this one.
function wayOn(response) {
  const page = new DOMParser().parseFromString(response ?? "", "text/html");
  const found = page.getElementById("way");
  if (!found) return [];
  const link = document.createElement("a");
  link.href = found.getAttribute("href");
  link.target = "_blank";
  link.textContent = `${found.textContent} in another window`;
  return [link];
}

const REASONS = {
  "htmx:sendError": "The server could not be reached.",
  "htmx:timeout": "The server did not reply in time.",
  "htmx:responseError": "The server could not do it.",
};

function onFailure(event) {
  setBusy(false);
  const text = document.createElement("span");
  const reason = toldBy(event.detail.xhr?.responseText) ?? REASONS[event.type];
  text.textContent = `Not saved. ${reason} ${sitting() ? "Your card" : "What you wrote"} is still here.`;
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.retry = "";
  button.textContent = "Try again";
  const way = wayOn(event.detail.xhr?.responseText);
  flash().replaceChildren(text, ...way, ...(sitting() ? [button] : []));
}

// The form is sent as it stands, with the same showing, so a second sending does no harm.
function tryAgain() {
  flash().replaceChildren();
  const { form, submitter } = state.last ?? {};
  if (!form?.isConnected) return window.location.reload();
  (sitting().contains(document.activeElement) ? document.activeElement : submitter)?.focus();
  form.requestSubmit(submitter?.isConnected ? submitter : null);
}

function onLeaving(event) {
  if (state.leaving || state.busy) return;
  const fields = sitting()?.querySelectorAll("textarea, input[type=text]") ?? [];
  if ([...fields].some((field) => field.value !== field.defaultValue)) event.preventDefault();
}

document.addEventListener("keydown", onKeyDown);
document.addEventListener("click", onClick, true);
document.addEventListener("submit", onSubmit, true);
document.addEventListener("htmx:beforeRequest", (event) => isSitting(event) && setBusy(true));
document.addEventListener("htmx:beforeSwap", onBeforeSwap);
document.addEventListener("htmx:afterSettle", onSwapped);
document.addEventListener("htmx:afterRequest", (event) => event.detail.xhr.status === 204 && setBusy(false));
for (const name of Object.keys(REASONS)) document.addEventListener(name, onFailure);
window.addEventListener("beforeunload", onLeaving);
window.addEventListener("pageshow", () => { state.leaving = false; });
for (const opener of document.querySelectorAll("[data-opens]")) opener.hidden = false;
// Whoever begins to type on a fresh page means the field, not the single keys.
sitting()?.querySelector("input[type=text][data-focus]")?.focus({ preventScroll: true });
