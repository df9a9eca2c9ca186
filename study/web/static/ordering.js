// Ordering by buttons and by dragging. The select lists stay in the form, in their first order,
// because the server reads the places by it; the items move, and the lists follow.

const SIGNS = { up: "↑", down: "↓" };

function enhance(list) {
  const items = [...list.children];
  const selects = items.map((item) => item.querySelector("select"));
  const fields = document.createElement("div");
  fields.hidden = true;
  fields.append(...selects);
  list.after(fields);
  delete list.dataset.ordering;
  for (const item of items) {
    item.querySelector(".place").remove();
    item.prepend(grip(list, item, settle));
    item.append(mover(item, "up", move), mover(item, "down", move));
  }
  const placed = (item) => Number(selects[items.indexOf(item)].value) || Infinity;
  list.append(...[...items].sort((a, b) => placed(a) - placed(b) || items.indexOf(a) - items.indexOf(b)));
  settle();

  function settle() {
    [...list.children].forEach((item, index) => {
      selects[items.indexOf(item)].value = String(index + 1);
      item.querySelector(".grip").textContent = String(index + 1);
    });
  }

  function move(item, way) {
    const other = way === "up" ? item.previousElementSibling : item.nextElementSibling;
    if (!other) return;
    if (way === "up") other.before(item);
    else other.after(item);
    settle();
    const place = [...list.children].indexOf(item) + 1;
    document.getElementById("live").textContent = `${words(item)}: place ${place} of ${items.length}.`;
  }
}

const words = (item) => item.querySelector(".item").textContent.trim();

function mover(item, way, move) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "move";
  button.textContent = SIGNS[way];
  button.setAttribute("aria-label", `Move ${way}: ${words(item)}`);
  button.addEventListener("click", () => {
    move(item, way);
    button.focus(); // Moving an element in the page takes the focus off it.
  });
  return button;
}

function grip(list, item, settle) {
  const handle = document.createElement("span");
  handle.className = "grip";
  handle.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    handle.setPointerCapture(event.pointerId);
    item.classList.add("dragged");
  });
  handle.addEventListener("pointermove", (event) => {
    if (handle.hasPointerCapture(event.pointerId)) follow(list, item, event.clientY, settle);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    handle.addEventListener(end, () => item.classList.remove("dragged"));
  }
  return handle;
}

// The neighbours move past the dragged item: moving it itself would let go of the pointer.
function follow(list, item, y, settle) {
  const middle = (element) => {
    const box = element.getBoundingClientRect();
    return box.top + box.height / 2;
  };
  const before = item.previousElementSibling;
  const after = item.nextElementSibling;
  if (before && y < middle(before)) item.after(before);
  else if (after && y > middle(after)) item.before(after);
  else return;
  settle();
}

function enhanceAll() {
  document.querySelectorAll("[data-ordering]").forEach(enhance);
}

document.addEventListener("htmx:load", enhanceAll);
enhanceAll();
