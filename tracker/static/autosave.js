// Keep what is typed into a form on this device until it is sent or its writer signs out: encrypted
// under a key that only a page of that person brings along. Send forms so that nothing is lost where
// the connection is. The one script that keeps anything:
// docs/decisions/0017-encrypted-autosave-in-the-browser.md.

const STARTS = "kept ";
const KEPT_FOR = 7 * 24 * 60 * 60 * 1000;
const PATIENCE = 20 * 1000;
const MOST_OFFERED = 3;

// Storage may be shut, and encryption needs a safe connection: without either nothing is kept.
const storage = (() => {
  try {
    return window.crypto.subtle ? window.localStorage : null;
  } catch {
    return null;
  }
})();

const keptNames = () => (storage ? Object.keys(storage).filter((name) => name.startsWith(STARTS)) : []);
const forget = (names) => names.forEach((name) => storage.removeItem(name));
const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

// Reads and writes what is kept of one form; knows nothing of the page.
class Keeper {
  constructor(whose, form, secret) {
    this.mark = STARTS + whose;
    this.before = `${this.mark} ${form} `;
    this.key = crypto.subtle.importKey("raw", toBytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
    this.turn = 0;
    // Without the mark, which signing out in any tab takes away, nothing more is kept.
    forget(keptNames().filter((name) => !name.startsWith(this.mark) || this.isOld(name)));
    storage.setItem(this.mark, "here");
  }

  isOld(name) {
    return name !== this.mark && !(Date.now() - this.read(name)?.at < KEPT_FOR);
  }

  read(name) {
    try {
      return JSON.parse(storage.getItem(name));
    } catch {
      return null;
    }
  }

  cipher(name, iv) {
    return { name: "AES-GCM", iv, additionalData: new TextEncoder().encode(name) };
  }

  async keep(name, words) {
    const turn = ++this.turn;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(words);
    const box = await crypto.subtle.encrypt(this.cipher(name, iv), await this.key, plain);
    if (turn !== this.turn || !storage.getItem(this.mark)) return;
    try {
      storage.setItem(name, JSON.stringify({ at: Date.now(), iv: toText(iv), box: toText(box) }));
    } catch {
      // There is no room left: what is typed stays in the page alone.
    }
  }

  forget(name) {
    this.turn++;
    storage.removeItem(name);
  }

  async open(name) {
    const kept = this.read(name);
    try {
      const cipher = this.cipher(name, toBytes(kept.iv));
      const plain = await crypto.subtle.decrypt(cipher, await this.key, toBytes(kept.box));
      return { name, at: kept.at, fields: JSON.parse(new TextDecoder().decode(plain)) };
    } catch {
      this.forget(name);
      return null;
    }
  }

  // What was written in this form before, the latest first; not what another tab is writing now.
  async earlier(own) {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    const open = new Set(held.map((lock) => lock.name)).add(own);
    const names = keptNames().filter((name) => name.startsWith(this.before) && !open.has(name));
    const found = await Promise.all(names.map((name) => this.open(name)));
    return found.filter(Boolean).sort((one, other) => other.at - one.at);
  }
}

const fieldsOf = (form) => [...new FormData(form)].filter(([name]) => name !== "csrf_token");

function fill(form, fields) {
  const given = (name) => fields.filter(([each]) => each === name).map(([, value]) => value);
  for (const control of form.elements) {
    if (!control.name || control.name === "csrf_token" || control.type === "submit") continue;
    const values = given(control.name);
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = values.includes(control.value);
    } else if (control.type === "select-multiple") {
      for (const option of control.options) option.selected = values.includes(option.value);
    } else if (values.length) {
      control.value = values[0];
    }
  }
  const answers = given("said").map((value) => {
    const answer = document.createElement("input");
    return Object.assign(answer, { type: "hidden", name: "said", value });
  });
  form.querySelector("[data-nearby-answers]")?.replaceChildren(...answers);
  for (const folded of form.querySelectorAll("details:not([open])")) {
    const filled = folded.querySelectorAll("textarea, input[type=text], input:checked");
    folded.open = [...filled].some((control) => control.value);
  }
  form.querySelectorAll("textarea, input").forEach((control) => {
    control.dispatchEvent(new Event("input", { bubbles: true }));
  });
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

// Keeps a form as it is typed into, and offers what was typed into it before.
function keepForm(form, keeper) {
  const ownName = () => keeper.before + (form.elements.form_key?.value ?? page);
  const page = crypto.randomUUID();
  const words = () => JSON.stringify(fieldsOf(form));
  const lock = () => navigator.locks?.request(ownName(), () => new Promise(() => {}));
  // A form that is shown again, as after a mistake, was typed into already.
  const untouched = storage.getItem(ownName()) ? null : words();
  let waiting = 0;
  let isGone = false;

  const keepNow = () => {
    clearTimeout(waiting);
    waiting = 0;
    if (isGone) return null;
    return words() === untouched ? keeper.forget(ownName()) : keeper.keep(ownName(), words());
  };
  const keepSoon = () => {
    clearTimeout(waiting);
    waiting = setTimeout(keepNow, 250);
  };
  const letGo = () => {
    isGone = true;
    // The same form may have been begun on another page, and gone on with on this one.
    const key = form.elements.form_key?.value;
    const begun = keptNames().filter((name) => key && name.startsWith(keeper.mark) && name.endsWith(` ${key}`));
    for (const name of [ownName(), ...begun]) keeper.forget(name);
  };

  form.addEventListener("input", keepSoon);
  form.addEventListener("change", keepSoon);
  form.addEventListener("click", keepSoon);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && waiting) keepNow();
  });
  document.getElementById("sign-out")?.addEventListener("submit", () => {
    letGo();
    forget(keptNames());
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) isGone = false;
  });
  lock();
  offer();
  return { keepNow, letGo };

  async function offer() {
    const place = form.querySelector("[data-kept-before]");
    const line = place.querySelector("template");
    const said = (fields) => JSON.stringify(fields.filter(([name]) => !/^(form_key|version)$/.test(name)));
    for (const kept of (await keeper.earlier(ownName())).slice(0, MOST_OFFERED)) {
      if (said(kept.fields) === said(fieldsOf(form))) {
        keeper.forget(kept.name);
        continue;
      }
      const item = line.content.firstElementChild.cloneNode(true);
      const typed = [...form.querySelectorAll("textarea")].map(({ name }) => name);
      const first = kept.fields.find(([name, value]) => typed.includes(name) && value.trim());
      const when = { dateStyle: "long", timeStyle: "short" };
      item.querySelector("[data-kept-words]").textContent = (first?.[1] ?? "…").slice(0, 120);
      item.querySelector("[data-kept-at]").textContent = new Date(kept.at).toLocaleString(
        document.documentElement.lang,
        when,
      );
      const done = () => {
        keeper.forget(kept.name);
        item.remove();
        place.hidden = !place.querySelector("[data-kept-one]");
      };
      item.querySelector("[data-go-on]").addEventListener("click", () => {
        done();
        fill(form, kept.fields);
        lock();
        keepNow();
        (form.querySelector("textarea") ?? form).focus();
      });
      item.querySelector("[data-throw-away]").addEventListener("click", done);
      line.parentElement.append(item);
      place.hidden = false;
    }
  }
}

// Goes where a form leads, also where that is another place on the very page it was sent from.
function goTo(address, form) {
  const there = new URL(address, location);
  if (there.pathname + there.search !== location.pathname + location.search) {
    location.assign(there);
    return;
  }
  form.reset(); // Some browsers put back what a page held when it is loaded again.
  history.replaceState(null, "", there);
  location.reload();
}

// Sends a form from where it stands, so that it is still there if no answer comes.
function sendKindly(form, { keepNow, letGo }) {
  const told = form.querySelector("[data-unsent-told]");
  const sending = form.querySelector("[data-is-sending]");
  const lost = told.querySelector("[data-is-lost]");
  const back = told.querySelector("[data-is-back]");
  let isOnItsWay = false;
  let goesPlainly = false;
  let pressed = null;

  const show = (isBack) => {
    lost.hidden = isBack;
    back.hidden = !isBack;
  };
  const send = async (by) => {
    const fields = new URLSearchParams(new FormData(form));
    if (by?.name) fields.append(by.name, by.value);
    try {
      const answer = await fetch(form.getAttribute("action") ?? location.href, {
        body: fields,
        headers: { Accept: "text/html", "X-Kept": "1" },
        method: "POST",
        redirect: "manual",
        signal: AbortSignal.timeout(PATIENCE),
      });
      return answer.status >= 500 ? null : answer;
    } catch {
      return null;
    }
  };

  form.addEventListener("submit", async (event) => {
    if (goesPlainly) return;
    event.preventDefault();
    if (isOnItsWay) return;
    isOnItsWay = true;
    pressed = event.submitter;
    told.hidden = true;
    const slow = setTimeout(() => (sending.hidden = false), 1000);
    await keepNow();
    const answer = await send(pressed);
    clearTimeout(slow);
    sending.hidden = true;
    const next = answer?.headers.get("X-Go-To");
    if (next) {
      letGo();
      goTo(next, form);
    } else if (answer) {
      // Refused, or asked about first: the page that says so comes the ordinary way.
      goesPlainly = true;
      form.requestSubmit(pressed);
    } else {
      isOnItsWay = false;
      show(false);
      told.hidden = false;
      told.focus();
    }
  });
  told.querySelector("[data-send-again]").addEventListener("click", () => form.requestSubmit(pressed));
  window.addEventListener("pageshow", () => (isOnItsWay = goesPlainly = false));
  window.addEventListener("online", () => show(true));
  window.addEventListener("offline", () => show(false));
}

const kept = document.querySelector("form[data-keep]");
if (!kept) {
  // The page of somebody who has signed out, or was never here: nothing may be left.
  forget(keptNames());
} else {
  const given = kept.dataset.keep.split(" ");
  kept.removeAttribute("data-keep");
  const nothing = { keepNow: () => {}, letGo: () => {} };
  sendKindly(kept, storage && given.length === 3 ? keepForm(kept, new Keeper(...given)) : nothing);
}
