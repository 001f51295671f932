// Small helps that every page may use; each page is whole without them.

// Lead to the list of mistakes, so that a screen reader begins there.
document.querySelector("[data-focus]")?.focus();

// Fold the filters away on a small screen.
if (window.matchMedia("(max-width: 61.99rem)").matches) {
  for (const filters of document.querySelectorAll("details[data-filters]")) {
    filters.open = false;
  }
}

// Send the form as soon as another order is chosen.
for (const select of document.querySelectorAll("select[data-send]")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

// Close the menu on Escape, on a press elsewhere, and when the keyboard has left it.
for (const menu of document.querySelectorAll("details.menu")) {
  const closeUnlessIn = (target) => {
    if (!menu.contains(target)) menu.open = false;
  };
  document.addEventListener("click", (event) => closeUnlessIn(event.target));
  document.addEventListener("focusin", (event) => closeUnlessIn(event.target));
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
}

// Keep the dock's line true: who will read what is typed, and whether with a name.
for (const line of document.querySelectorAll("[data-read-by]")) {
  const form = line.closest("form");
  const words = JSON.parse(line.dataset.readBy);
  const keep = () => {
    const chosen = form.querySelector("input[name=visibility]:checked");
    const unnamed = form.querySelector("input[name=is_unnamed]");
    line.textContent = words[chosen?.value]?.[unnamed?.checked ? "unnamed" : "named"] ?? "";
  };
  form.addEventListener("change", keep);
  keep();
}

// Count the letters that are left once a field nears its limit, and those that are too many.
for (const field of document.querySelectorAll("[data-limit]")) {
  const limit = Number(field.dataset.limit);
  const told = document.createElement("p");
  told.className = "left";
  told.setAttribute("role", "status");
  field.after(told);
  const count = () => {
    const left = limit - [...field.value].length;
    const words = left < 0 ? field.dataset.over : field.dataset.left;
    told.textContent = left < Math.max(limit / 10, 20) ? `${words} ${Math.abs(left)}` : "";
    told.classList.toggle("over", left < 0);
  };
  field.addEventListener("input", count);
  count();
}

// Ask before words that are not sent are left behind.
for (const form of document.querySelectorAll("form[data-unsent]")) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
}
