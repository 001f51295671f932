// Show what lies near to a sentence while it is typed, and keep what is answered to it.
// Without this the same stands on the page that comes after logging.

const FEWEST_WORDS = 3;
const REST = 300;

for (const place of document.querySelectorAll("[data-nearby]")) {
  const form = place.closest("form");
  const field = form.querySelector("textarea[name=title]");
  const told = place.querySelector("[data-nearby-said]");
  const found = place.querySelector("[data-nearby-found]");
  const answers = place.querySelector("[data-nearby-answers]");
  let waiting;
  let asked;
  let sentence = "";

  const boxOf = (button) =>
    [...form.querySelectorAll("input[name=categories]")].find(
      (box) => box.value === button.dataset.kind,
    );

  const tick = (button) => {
    const box = boxOf(button);
    if (!box) return;
    box.checked = !box.checked;
    box.dispatchEvent(new Event("change", { bubbles: true }));
    button.setAttribute("aria-pressed", String(box.checked));
  };

  const show = (markup) => {
    const page = new DOMParser().parseFromString(markup, "text/html");
    found.replaceChildren(...page.body.childNodes);
    found.hidden = !markup.trim();
    const words = found.querySelector("[data-said]")?.textContent.trim() ?? "";
    for (const button of found.querySelectorAll("[data-kind]")) {
      button.setAttribute("aria-pressed", String(boxOf(button)?.checked ?? false));
    }
    if (told.textContent !== words) told.textContent = words;
  };

  const ask = async () => {
    const typed = field.value.trim().replace(/\s+/g, " ");
    if (typed === sentence) return;
    sentence = typed;
    asked?.abort();
    if (typed.split(" ").length < FEWEST_WORDS) return show("");
    asked = new AbortController();
    const { signal } = asked;
    const body = new FormData();
    body.append("title", typed);
    for (const input of form.querySelectorAll("[name=csrf_token], [name=said]")) {
      body.append(input.name, input.value);
    }
    if (place.dataset.of) body.append("of", place.dataset.of);
    if (place.dataset.only) body.append("only", place.dataset.only);
    try {
      const answer = await fetch(place.dataset.nearby, { method: "POST", body, signal });
      const markup = answer.ok && !answer.redirected ? await answer.text() : "";
      if (!signal.aborted) show(markup);
    } catch {
      if (!signal.aborted) show("");
    }
  };

  const answer = (button) => {
    const [, reference] = button.dataset.answer.split(" ");
    const isTaken = button.getAttribute("aria-pressed") === "true";
    for (const input of [...answers.children]) {
      if (input.value.endsWith(` ${reference}`)) input.remove();
    }
    for (const other of button.parentElement.children) other.setAttribute("aria-pressed", "false");
    if (isTaken) return;
    button.setAttribute("aria-pressed", "true");
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = "said";
    input.value = button.dataset.answer;
    answers.append(input);
  };

  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, REST);
  });
  found.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-answer]");
    if (button) answer(button);
    const kind = event.target.closest("button[data-kind]");
    if (kind) tick(kind);
  });
  if (place.dataset.of) ask();
}
