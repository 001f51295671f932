// Make a table sortable by the columns whose head has data-sort, "text" or "number"; without
// JavaScript it keeps its order. A cell's data-value takes precedence over its text.
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const [body] = table.tBodies;
  const heads = [...table.tHead.rows[0].cells];

  const valueIn = (row, index, isNumber) => {
    const cell = row.cells[index];
    const value = cell.dataset.value ?? cell.textContent.trim();
    if (!isNumber) return value;
    return cell.dataset.value === undefined ? Number(value.replace(/\D/g, "") || -1) : Number(value);
  };

  const sort = (head, index) => {
    const isNumber = head.dataset.sort === "number";
    const first = isNumber ? "descending" : "ascending";
    const second = isNumber ? "ascending" : "descending";
    const order = head.getAttribute("aria-sort") === first ? second : first;
    const sign = order === "ascending" ? 1 : -1;
    const compare = isNumber
      ? (a, b) => a - b
      : new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
    const rows = [...body.rows].map((row) => [valueIn(row, index, isNumber), row]);
    rows.sort(([a], [other]) => sign * compare(a, other));
    for (const other of heads) {
      if (other.hasAttribute("aria-sort")) other.setAttribute("aria-sort", "none");
    }
    head.setAttribute("aria-sort", order);
    body.append(...rows.map(([, row]) => row));
  };

  heads.forEach((head, index) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    if (!head.hasAttribute("aria-sort")) head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => sort(head, index));
  });
  table.classList.add("is-sortable");
}
