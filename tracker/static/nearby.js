// Suggest similar obstacles and barriers while a title is typed, and store the match answers.
// Without JavaScript the page after logging shows the same suggestions.

const MIN_WORDS = 3;
const DELAY = 300;

for (const container of document.querySelectorAll("[data-nearby]")) {
  const form = container.closest("form");
  const field = form.querySelector("textarea[name=title]");
  const status = container.querySelector("[data-nearby-said]");
  const results = container.querySelector("[data-nearby-found]");
  const answers = container.querySelector("[data-nearby-answers]");
  let timer;
  let request;
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
    results.replaceChildren(...page.body.childNodes);
    results.hidden = !markup.trim();
    const words = results.querySelector("[data-said]")?.textContent.trim() ?? "";
    for (const button of results.querySelectorAll("[data-kind]")) {
      button.setAttribute("aria-pressed", String(boxOf(button)?.checked ?? false));
    }
    if (status.textContent !== words) status.textContent = words;
  };

  const search = async () => {
    const title = field.value.trim().replace(/\s+/g, " ");
    if (title === sentence) return;
    sentence = title;
    request?.abort();
    if (title.split(" ").length < MIN_WORDS) return show("");
    request = new AbortController();
    const { signal } = request;
    const body = new FormData();
    body.append("title", title);
    for (const input of form.querySelectorAll("[name=csrf_token], [name=said]")) {
      body.append(input.name, input.value);
    }
    if (container.dataset.of) body.append("of", container.dataset.of);
    if (container.dataset.only) body.append("only", container.dataset.only);
    try {
      const response = await fetch(container.dataset.nearby, { method: "POST", body, signal });
      const markup = response.ok && !response.redirected ? await response.text() : "";
      if (!signal.aborted) show(markup);
    } catch {
      if (!signal.aborted) show("");
    }
  };

  const storeAnswer = (button) => {
    const [, reference] = button.dataset.answer.split(" ");
    const isPressed = button.getAttribute("aria-pressed") === "true";
    for (const input of [...answers.children]) {
      if (input.value.endsWith(` ${reference}`)) input.remove();
    }
    for (const other of button.parentElement.children) other.setAttribute("aria-pressed", "false");
    if (isPressed) return;
    button.setAttribute("aria-pressed", "true");
    const input = document.createElement("input");
    input.type = "hidden";
    input.name = "said";
    input.value = button.dataset.answer;
    answers.append(input);
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, DELAY);
  });
  results.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-answer]");
    if (button) storeAnswer(button);
    const category = event.target.closest("button[data-kind]");
    if (category) tick(category);
  });
  if (container.dataset.of) search();
}
