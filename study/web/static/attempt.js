// What an attempt gains from a script: answers are saved as they are given, and the time left
// counts down. The server's clock decides; everything here only repeats what it said.

const QUIET_MS = 800; // After the last change, before it is saved.
const AGAIN_MS = [2000, 4000, 8000, 15000]; // Between tries to save what could not be.
const ASK_MS = 30000; // Between looks at the server's clock.
const ANNOUNCED = [5 * 60, 60]; // Seconds before the end that are said aloud.
const ANSWER = ["answered", "choice", "text", "place", "match"];

const form = document.querySelector("form[data-saves]");
const time = document.querySelector("[data-left]");
const begun = performance.now();
const state = { saved: "", under: "", order: 0, tries: 0, timer: 0, leaving: false, withheld: false };
let offset = Number(form?.elements.shown.value ?? 0) - begun;

const say = (words) => { document.getElementById("live").textContent = words; };
const show = (words, failed = false) => {
  const line = document.getElementById("saved");
  line.textContent = words;
  line.classList.toggle("failed", failed);
};

// The answer as it stands in the fields; ordering.js has moved its lists by now.
function answer() {
  return new URLSearchParams([...new FormData(form)].filter(([name]) => ANSWER.includes(name))).toString();
}

// Savings are numbered by the server's time at which they were said, each after the one before.
function order() {
  state.order = Math.max(state.order + 1, Math.round(performance.now() + offset));
  return String(state.order);
}

function onChange() {
  const now = answer();
  if (now === (state.under || state.saved)) return;
  show("Not saved yet …");
  state.tries = 0;
  plan(QUIET_MS);
}

function plan(wait) {
  clearTimeout(state.timer);
  state.timer = setTimeout(save, wait);
}

async function save({ keepalive = false } = {}) {
  clearTimeout(state.timer);
  const now = answer();
  if (now === state.saved) return;
  state.under = now;
  const body = new URLSearchParams(new FormData(form));
  body.set("save", order());
  body.set("quiet", "1");
  try {
    const response = await fetch(form.action, { method: "POST", body, keepalive });
    settle(now, response.status, await replied(response));
  } catch {
    failed("The server cannot be reached.");
  } finally {
    state.under = "";
  }
}

async function replied(response) {
  const type = response.headers.get("content-type") ?? "";
  return type.includes("json") ? response.json() : {};
}

function settle(now, status, reply) {
  if (status === 401) return failed("You are signed out here: sign in in another tab.");
  if (status === 422 && reply.words) return show(`Not saved yet: ${reply.words}`);
  if (status !== 200 || !reply.outcome) return failed("The server could not do it.");
  if (!reply.is_open) return ended();
  state.saved = now;
  state.tries = 0;
  follow(reply);
  form.elements.shown.value = reply.now;
  if (answer() !== now) return plan(QUIET_MS);
  show(reply.outcome === "older" ? "A newer answer was saved in another window." : `Saved ${reply.at}`);
  document.querySelector(".map [aria-current]")?.classList.add("is-answered");
}

function failed(reason) {
  const wait = AGAIN_MS[Math.min(state.tries, AGAIN_MS.length - 1)];
  state.tries += 1;
  show(`Not saved. ${reason} Your answer is still here; trying again …`, true);
  plan(wait);
}

// It was handed in, here or elsewhere: the server knows what to show instead.
function ended() {
  state.leaving = true;
  window.location.reload();
}

// A button that only goes elsewhere sends no answer that nobody gave.
function onSubmit(event) {
  state.leaving = true;
  clearTimeout(state.timer);
  form.elements.save.value = order();
  state.withheld = !("keeps" in (event.submitter?.dataset ?? {})) && answer() === state.saved;
  if (event.submitter?.hasAttribute("formaction")) state.withheld = false;
}

function onFormData(event) {
  if (!state.withheld) return;
  state.withheld = false;
  for (const name of ANSWER) event.formData.delete(name);
}

function onLeaving(event) {
  if (state.leaving || answer() === state.saved) return;
  save({ keepalive: true });
  event.preventDefault();
}

// The time.

let endsAt = time ? begun + Number(time.dataset.left) * 1000 : Infinity;
let ticking = 0;
const said = new Set(ANNOUNCED.filter((seconds) => Number(time?.dataset.left) <= seconds));

function follow(reply) {
  if (reply.now) offset = reply.now - performance.now();
  if (!time || reply.left === null || reply.left === undefined) return;
  endsAt = performance.now() + reply.left * 1000;
  time.querySelector("[data-ends]").textContent = reply.ends;
}

function tick() {
  const left = Math.max(0, Math.ceil((endsAt - performance.now()) / 1000));
  time.querySelector("[data-clock]").textContent = words(left);
  time.classList.toggle("is-short", left <= ANNOUNCED[0]);
  const due = ANNOUNCED.find((seconds) => left <= seconds && left > seconds - 20 && !said.has(seconds));
  if (due) {
    said.add(due);
    time.querySelector("p").hidden = false;
    say(due === 60 ? "One minute is left." : "Five minutes are left.");
  }
  if (left > ANNOUNCED[0]) said.clear();
  if (left === 0) finish();
}

function words(seconds) {
  if (seconds <= ANNOUNCED[0]) return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")} left`;
  const minutes = Math.floor(seconds / 60);
  const units = [[1440, "day"], [60, "hour"], [1, "minute"]];
  let rest = minutes;
  const parts = units.map(([size, name]) => {
    const count = Math.floor(rest / size);
    rest %= size;
    return count ? `${count} ${name}${count === 1 ? "" : "s"}` : "";
  });
  return `${parts.filter(Boolean).slice(0, 2).join(" ")} left`;
}

// Time is up here; whether it is there, the server says: it may have been put off meanwhile.
async function finish() {
  clearInterval(ticking);
  say("Time is up. Your answers are being handed in.");
  if (form) await save();
  const reply = await ask();
  if (!reply) return void setTimeout(finish, AGAIN_MS[0]);
  if (reply.is_open && (reply.left ?? 1) > 0) {
    say("You were given more time.");
    return start();
  }
  state.leaving = true;
  time.querySelector("[data-time-up]").submit();
}

async function ask() {
  try {
    const response = await fetch(time.dataset.url);
    if (response.status !== 200) return null;
    const reply = await response.json();
    if (!reply.is_open) ended();
    follow(reply);
    return reply;
  } catch {
    return null;
  }
}

function start() {
  clearInterval(ticking);
  ticking = setInterval(tick, 1000);
  tick();
}

function onHide(event) {
  const line = time.querySelector("p");
  line.hidden = !line.hidden;
  event.target.textContent = line.hidden ? "Show the time" : "Hide the time";
}

if (form) {
  state.saved = answer();
  for (const name of ["input", "change", "click", "pointerup", "keyup"]) form.addEventListener(name, onChange);
  form.addEventListener("submit", onSubmit);
  form.addEventListener("formdata", onFormData);
  window.addEventListener("beforeunload", onLeaving);
  window.addEventListener("pageshow", () => { state.leaving = false; });
  document.addEventListener("visibilitychange", () => document.hidden && save({ keepalive: true }));
}
if (time) {
  const button = time.querySelector("[data-hides]");
  button.hidden = false;
  button.addEventListener("click", onHide);
  start();
  setInterval(ask, ASK_MS);
  document.addEventListener("visibilitychange", () => document.hidden || ask());
}
