// Let a table be sorted by its columns; without script it stands in the order that it came in.
for (const table of document.querySelectorAll("table[data-sortable]")) {
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];

  const value = (row, place, kind) => {
    const cell = row.cells[place];
    const text = cell.dataset.value ?? cell.textContent.trim();
    return kind === "number" ? Number(text || -1) : text;
  };

  const sort = (head, place) => {
    const descending = head.ariaSort === "ascending";
    const sign = descending ? -1 : 1;
    const rows = [...body.rows].sort((one, other) => {
      const [a, b] = [value(one, place, head.dataset.sort), value(other, place, head.dataset.sort)];
      return sign * (typeof a === "number" ? a - b : a.localeCompare(b, document.documentElement.lang));
    });
    for (const other of heads) if (other.ariaSort) other.ariaSort = "none";
    head.ariaSort = descending ? "descending" : "ascending";
    body.append(...rows);
  };

  heads.forEach((head, place) => {
    if (!head.dataset.sort) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    head.ariaSort = "none";
    button.addEventListener("click", () => sort(head, place));
  });
}
