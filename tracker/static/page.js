// Small enhancements for every page; each page works without them.

// Focus the error summary, so that a screen reader starts there.
document.querySelector("[data-focus]")?.focus();

// Collapse the filters on a small screen.
if (window.matchMedia("(max-width: 61.99rem)").matches) {
  for (const filters of document.querySelectorAll("details[data-filters]")) {
    filters.open = false;
  }
}

// Submit the form when another sort order is chosen.
for (const select of document.querySelectorAll("select[data-send]")) {
  select.addEventListener("change", () => select.form.submit());
}

// Reload a page that comes back from the browser's cache: its reader may have signed out since.
if (document.getElementById("sign-out")) {
  window.addEventListener("pageshow", (event) => event.persisted && location.reload());
}

// Close the menu on Escape, on a click outside, and when the focus leaves it.
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

// Update the dock's line on who will read the input, and whether with a name.
for (const line of document.querySelectorAll("[data-read-by]")) {
  const form = line.closest("form");
  const labels = JSON.parse(line.dataset.readBy);
  const update = () => {
    const chosen = form.querySelector("input[name=visibility]:checked");
    const unnamed = form.querySelector("input[name=is_unnamed]");
    line.textContent = labels[chosen?.value]?.[unnamed?.checked ? "unnamed" : "named"] ?? "";
  };
  form.addEventListener("change", update);
  update();
}

// Show the remaining characters when a field is near its limit, and the excess beyond it. They are
// counted as the server counts them: code points of the trimmed text in NFC.
for (const field of document.querySelectorAll("[data-limit]")) {
  const limit = Number(field.dataset.limit);
  const status = document.createElement("p");
  status.className = "left";
  status.setAttribute("role", "status");
  field.after(status);
  const count = () => {
    const left = limit - [...field.value.normalize("NFC").trim()].length;
    const label = left < 0 ? field.dataset.over : field.dataset.left;
    status.textContent = left < Math.max(limit / 10, 20) ? `${label} ${Math.abs(left)}` : "";
    status.classList.toggle("over", left < 0);
  };
  field.addEventListener("input", count);
  count();
}

// Offer to print where a page is there for it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Propose a programme's web address and prefix from its name, until they are typed by hand.
for (const name of document.querySelectorAll("[data-proposes]")) {
  const [slug, prefix] = name.dataset.proposes.split(" ").map((id) => document.getElementById(id));
  const wordsOf = (text) =>
    text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").toLowerCase()
      .replaceAll("œ", "oe").replaceAll("æ", "ae").match(/[a-z0-9]+/g) ?? [];
  const proposals = new Map([
    [slug, (words) => words.join("-").slice(0, 60).replace(/-$/, "")],
    [prefix, (words) =>
      (words.length === 1 ? words[0] : words.map((word) => word[0]).join("")).slice(0, 8).toUpperCase()],
  ]);
  for (const field of [slug, prefix]) {
    field.addEventListener("input", () => proposals.delete(field));
    if (field.value) proposals.delete(field);
  }
  name.addEventListener("input", () => {
    for (const [field, propose] of proposals) field.value = propose(wordsOf(name.value));
  });
}

// Warn before leaving a page with unsent input.
for (const form of document.querySelectorAll("form[data-unsent]")) {
  let changed = false;
  form.addEventListener("input", () => (changed = true));
  form.addEventListener("submit", () => (changed = false));
  window.addEventListener("beforeunload", (event) => changed && event.preventDefault());
}
