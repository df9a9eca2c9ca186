// Bringing files in: dropping them anywhere on the page, their sizes told before they are sent,
// rows ticked many at a time. Without it the field takes files and the forms work all the same.

const MIB = 1024 * 1024;
const form = document.querySelector(".bring");
const field = document.getElementById("files");
const size = (bytes) => (bytes < MIB / 10 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / MIB).toFixed(1)} MiB`);

// The bounds are the server's; told here, nobody waits for the sending of what will be refused.
function complaint(files) {
  const { mostFile, mostTogether, mostFiles } = form.dataset;
  const large = files.find((file) => file.size > Number(mostFile));
  if (large) return `“${large.name}” has ${size(large.size)}: at most ${size(Number(mostFile))} of each file are read.`;
  const together = files.reduce((sum, file) => sum + file.size, 0);
  if (together > Number(mostTogether)) return `Together these are ${size(together)}: at most ${size(Number(mostTogether))} are read at once.`;
  if (files.length > Number(mostFiles)) return `These are ${files.length} files: at most ${mostFiles} are read at once. A ZIP archive counts as one.`;
  return "";
}

function onChosen() {
  const files = [...field.files];
  const wrong = complaint(files);
  field.setCustomValidity(wrong);
  const names = files.slice(0, 5).map((file) => `${file.name} (${size(file.size)})`).join(", ");
  const more = files.length > 5 ? ` and ${files.length - 5} more` : "";
  document.getElementById("chosen").textContent = wrong || (files.length ? `Chosen: ${names}${more}` : "");
}

const brings = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

function onDrag(event) {
  if (!brings(event)) return;
  event.preventDefault(); // Otherwise the browser would open the file in place of the page.
  document.body.classList.toggle("dropping", event.type === "dragover");
}

function onDrop(event) {
  if (!brings(event)) return;
  event.preventDefault();
  document.body.classList.remove("dropping");
  field.files = event.dataTransfer.files;
  onChosen();
  field.focus();
}

function onTicks(event) {
  const button = event.target.closest?.("[data-ticks]");
  if (!button) return;
  for (const box of button.closest(".part").querySelectorAll("input[type=checkbox]")) {
    box.checked = button.dataset.ticks === "all";
  }
}

// While files are read the page asks by itself; a server that is away for a moment is no loss.
function onUnreached(event) {
  event.stopPropagation();
  document.querySelector(".unreached").hidden = false;
}

if (form) {
  field.addEventListener("change", onChosen);
  for (const name of ["dragover", "dragleave"]) document.addEventListener(name, onDrag);
  document.addEventListener("drop", onDrop);
}
document.addEventListener("click", onTicks);
for (const group of document.querySelectorAll(".ticking")) group.hidden = false;
const reading = document.querySelector(".reading");
for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) reading?.addEventListener(name, onUnreached);
reading?.addEventListener("htmx:afterSwap", () => { document.querySelector(".unreached").hidden = true; });
