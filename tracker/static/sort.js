// Let a table be sorted by the columns whose head bears data-sort, "text" or "number"; without
// script it stands in the order that it came in. A cell's data-value counts before its words.
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const [body] = table.tBodies;
  const heads = [...table.tHead.rows[0].cells];

  const valueIn = (row, place, isNumber) => {
    const cell = row.cells[place];
    const value = cell.dataset.value ?? cell.textContent.trim();
    if (!isNumber) return value;
    return cell.dataset.value === undefined ? Number(value.replace(/\D/g, "") || -1) : Number(value);
  };

  const sort = (head, place) => {
    const isNumber = head.dataset.sort === "number";
    const first = isNumber ? "descending" : "ascending";
    const second = isNumber ? "ascending" : "descending";
    const order = head.ariaSort === first ? second : first;
    const sign = order === "ascending" ? 1 : -1;
    const compare = isNumber
      ? (a, b) => a - b
      : new Intl.Collator(document.documentElement.lang, { numeric: true }).compare;
    const rows = [...body.rows].map((row) => [valueIn(row, place, isNumber), row]);
    rows.sort(([one], [other]) => sign * compare(one, other));
    for (const other of heads) if (other.ariaSort) other.ariaSort = "none";
    head.ariaSort = order;
    body.append(...rows.map(([, row]) => row));
  };

  heads.forEach((head, place) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.ariaSort ??= "none";
    button.addEventListener("click", () => sort(head, place));
  });
  table.classList.add("is-sortable");
}
