// Suggest what a form can name while a person types: obstacles or workarounds in a pick list, and
// after "@" in a comment the people and organisations to mention. Both pages work without it: by the
// button "Search" and radio buttons, and by the page of check boxes.

const DELAY = 200;
const PATIENCE = 400;
let listboxes = 0;

const made = (tag, className, text) => {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text) element.textContent = text;
  return element;
};

const folded = (text) =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase();

// The label, with the start of each word in bold that one of the searched words is.
function highlighted(label, words) {
  const terms = folded(words).match(/[\p{L}\p{N}]+/gu) ?? [];
  const element = made("span", "words");
  for (const part of label.split(/([\p{L}\p{N}]+)/u)) {
    const term = terms.filter((each) => folded(part).startsWith(each)).sort((a, b) => b.length - a.length)[0];
    if (!term) {
      element.append(part);
    } else {
      const letters = [...part];
      element.append(made("b", "", letters.slice(0, term.length).join("")));
      element.append(letters.slice(term.length).join(""));
    }
  }
  return element;
}

// A list of suggestions below a field, by the pattern of a combobox: the focus stays in the field.
class Suggestions {
  constructor(input, { label, address, fields, status, searching, wordsOf, markOf, pick, failed }) {
    Object.assign(this, { input, address, fields, status, searching, wordsOf, markOf, pick, failed });
    this.list = made("ul", "combo-list");
    this.list.id = `suggestions-${++listboxes}`;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", label);
    this.list.hidden = true;
    this.options = [];
    this.at = -1;
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("autocomplete", "off");
    input.addEventListener("input", () => this.searchSoon());
    input.addEventListener("blur", () => this.hide());
    input.addEventListener("keydown", (event) => this.press(event));
  }

  get isCombobox() {
    return this.input.getAttribute("role") === "combobox";
  }

  searchSoon() {
    clearTimeout(this.timer);
    if (this.wordsOf() === null) return this.close();
    this.timer = setTimeout(() => this.search(), DELAY);
  }

  async search() {
    const words = this.wordsOf() ?? "";
    this.request?.abort();
    this.request = new AbortController();
    const { signal } = this.request;
    const body = new FormData();
    body.append("words", words);
    body.append("csrf_token", this.input.form.querySelector("[name=csrf_token]").value);
    for (const [name, value] of Object.entries(this.fields)) body.append(name, value);
    const waiting = setTimeout(() => (this.status.textContent = this.searching), PATIENCE);
    try {
      const response = await fetch(this.address, { method: "POST", body, signal });
      if (!response.ok || response.redirected) throw new Error(response.statusText);
      const found = await response.json();
      if (!signal.aborted) this.show(found, words);
    } catch {
      if (signal.aborted) return;
      this.close();
      this.failed?.();
    } finally {
      clearTimeout(waiting);
    }
  }

  show({ options, summary }, words) {
    this.options = options;
    this.list.replaceChildren(
      ...options.map((option, index) => {
        const item = made("li");
        item.id = `${this.list.id}-${index}`;
        item.setAttribute("role", "option");
        item.setAttribute("aria-selected", "false");
        item.append(highlighted(option.label, words));
        const mark = this.markOf?.(option);
        if (mark) item.append(mark);
        if (option.note) item.append(made("small", "", option.note));
        item.addEventListener("pointerdown", (event) => event.preventDefault());
        item.addEventListener("click", () => this.choose(index));
        return item;
      }),
    );
    this.list.hidden = !options.length;
    if (this.isCombobox) this.input.setAttribute("aria-expanded", String(Boolean(options.length)));
    this.status.textContent = summary;
    this.point(-1);
  }

  point(index) {
    this.list.children[this.at]?.setAttribute("aria-selected", "false");
    this.at = index;
    const item = this.list.children[index];
    if (!item) return this.input.removeAttribute("aria-activedescendant");
    item.setAttribute("aria-selected", "true");
    this.input.setAttribute("aria-activedescendant", item.id);
    item.scrollIntoView({ block: "nearest" });
  }

  choose(index) {
    const option = this.options[index];
    this.close();
    this.pick(option);
  }

  close() {
    this.hide();
    this.status.textContent = "";
  }

  // The status stays, so that what is pressed next does not move from under the pointer.
  hide() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.at = -1;
    if (this.isCombobox) this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (event.isComposing) return;
    const number = this.options.length;
    if (this.list.hidden) {
      if (!this.isCombobox || event.key !== "ArrowDown") return;
      event.preventDefault();
      this.search();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = event.key === "ArrowDown" ? this.at + 1 : this.at < 0 ? number - 1 : this.at - 1;
      this.point((next + number) % number);
    } else if (event.key === "Enter" && this.at >= 0) {
      event.preventDefault();
      this.choose(this.at);
    } else if (event.key === "Escape") {
      event.preventDefault();
      this.close();
    }
  }
}

for (const root of document.querySelectorAll("[data-pick-list]")) {
  const input = root.querySelector("input[type=text]");
  const search = root.querySelector("[data-search]");
  const marks = root.querySelector("[data-marks]").content;
  const choice = made("input");
  const chosenNote = made("p", "small quiet mb-0");

  // The hidden field takes the place of the radio buttons.
  const setChoice = (reference, note) => {
    root.querySelector("[data-found]")?.remove();
    choice.value = reference;
    choice.disabled = !reference;
    chosenNote.textContent = note;
  };

  Object.assign(choice, { type: "hidden", name: `${input.name}-choice`, disabled: true });
  input.after(choice);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  const suggestions = new Suggestions(input, {
    label: input.labels[0].textContent.trim(),
    address: root.dataset.pickList,
    fields: { scope: root.dataset.scope, of: root.dataset.of },
    status: root.querySelector("[data-summary]"),
    searching: root.dataset.searching,
    wordsOf: () => (input.value.trim().length < 2 ? null : input.value),
    markOf: ({ status }) => marks.querySelector(`[data-status="${status}"]`)?.firstElementChild.cloneNode(true),
    pick: ({ value, label, note }) => {
      input.value = label;
      setChoice(value, note);
      input.dispatchEvent(new Event("change", { bubbles: true }));
    },
    failed: () => input.after(search),
  });
  input.parentElement.after(suggestions.list, chosenNote);
  search.remove();

  const checked = root.querySelector("[data-found] :checked");
  if (checked) {
    const option = checked.closest(".form-check");
    input.value = option.querySelector(".words").textContent;
    setChoice(checked.value, option.querySelector("[data-note]").textContent);
  }
  input.addEventListener("input", () => setChoice("", ""));
  // Enter without a choice opens the list; it sends the form only once something is chosen.
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.defaultPrevented || search.isConnected) return;
    if (choice.value || root.querySelector("[data-found] :checked")) return;
    event.preventDefault();
    suggestions.search();
  });
}

// What stands between "@" and the cursor, or null.
function mentionBefore(field) {
  const before = field.value.slice(0, field.selectionStart);
  return /(?:^|[\s(])@((?:[\p{L}\p{N}.’'-]+ ?){0,4})$/u.exec(before)?.[1] ?? null;
}

for (const form of document.querySelectorAll("form[data-mentions]")) {
  const field = form.querySelector("textarea");
  const { mentions, mentioned, remove, searching } = form.dataset;
  const status = made("p", "small quiet mb-2");
  const list = made("ul", "also picked");
  status.setAttribute("role", "status");
  list.setAttribute("aria-label", mentioned);
  list.hidden = true;

  const boxOf = (value) =>
    [...form.querySelectorAll("[name=told]")].find((control) => control.value === value);

  const add = (value, label) => {
    const item = made("li");
    const input = made("input");
    const button = made("button", "btn btn-line btn-sm gap-0", remove);
    Object.assign(input, { type: "hidden", name: "told", value });
    button.type = "button";
    button.append(made("span", "visually-hidden", `: ${label}`));
    button.addEventListener("click", () => {
      item.remove();
      list.hidden = !list.children.length;
      field.focus();
    });
    item.append(made("span", "", label), button, input);
    list.append(item);
    list.hidden = false;
  };

  const suggestions = new Suggestions(field, {
    label: mentioned,
    address: mentions,
    fields: {},
    status,
    searching,
    wordsOf: () => mentionBefore(field),
    // The name is not left in the text: everyone who can see the comment would read it.
    pick: ({ value, label }) => {
      const end = field.selectionStart;
      const start = end - mentionBefore(field).length - 1;
      field.setRangeText("", start, end, "end");
      const box = boxOf(value);
      if (box?.type === "checkbox") box.checked = true;
      else if (!box) add(value, label);
      field.dispatchEvent(new Event("input", { bubbles: true }));
      status.textContent = `${mentioned}: ${label}`;
    },
  });
  const shell = made("div", "combo");
  field.after(shell);
  shell.append(suggestions.list, status, list);
}
