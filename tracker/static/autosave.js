// Autosave form input as encrypted drafts in this browser until the form is sent or the author signs
// out; only a page of the same person has the key. Send forms in the background, so that no input is
// lost without a connection. The only script that stores anything:
// docs/decisions/0017-encrypted-autosave-in-the-browser.md.

const KEY_PREFIX = "kept ";
const MAX_AGE = 7 * 24 * 60 * 60 * 1000;
const TIMEOUT = 20 * 1000;
const MAX_DRAFTS_SHOWN = 3;

// Storage may be disabled, and encryption requires HTTPS: without either nothing is stored.
const storage = (() => {
  try {
    return window.crypto.subtle ? window.localStorage : null;
  } catch {
    return null;
  }
})();

const storedNames = () => (storage ? Object.keys(storage).filter((name) => name.startsWith(KEY_PREFIX)) : []);
const removeAll = (names) => names.forEach((name) => storage.removeItem(name));
const toBytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
const toText = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));

// Stores the encrypted drafts of one form; independent of the page.
class DraftStore {
  constructor(owner, form, secret) {
    this.marker = KEY_PREFIX + owner;
    this.prefix = `${this.marker} ${form} `;
    this.key = crypto.subtle.importKey("raw", toBytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]);
    this.revision = 0;
    // Without the marker, which signing out in any tab removes, nothing more is stored.
    removeAll(storedNames().filter((name) => !name.startsWith(this.marker) || this.isOld(name)));
    storage.setItem(this.marker, "here");
  }

  isOld(name) {
    return name !== this.marker && !(Date.now() - this.read(name)?.at < MAX_AGE);
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

  async save(name, text) {
    const revision = ++this.revision;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const plain = new TextEncoder().encode(text);
    const box = await crypto.subtle.encrypt(this.cipher(name, iv), await this.key, plain);
    if (revision !== this.revision || !storage.getItem(this.marker)) return;
    try {
      storage.setItem(name, JSON.stringify({ at: Date.now(), iv: toText(iv), box: toText(box) }));
    } catch {
      // Storage is full: the input stays in the page only.
    }
  }

  remove(name) {
    this.revision++;
    storage.removeItem(name);
  }

  async open(name) {
    const stored = this.read(name);
    try {
      const cipher = this.cipher(name, toBytes(stored.iv));
      const plain = await crypto.subtle.decrypt(cipher, await this.key, toBytes(stored.box));
      return { name, at: stored.at, fields: JSON.parse(new TextDecoder().decode(plain)) };
    } catch {
      this.remove(name);
      return null;
    }
  }

  // Earlier drafts of this form, the latest first; not those being edited in another tab.
  async earlierDrafts(own) {
    const { held = [] } = (await navigator.locks?.query()) ?? {};
    const open = new Set(held.map((lock) => lock.name)).add(own);
    const names = storedNames().filter((name) => name.startsWith(this.prefix) && !open.has(name));
    const drafts = await Promise.all(names.map((name) => this.open(name)));
    return drafts.filter(Boolean).sort((one, other) => other.at - one.at);
  }
}

const fieldsOf = (form) => [...new FormData(form)].filter(([name]) => name !== "csrf_token");

function fill(form, fields) {
  const valuesOf = (name) => fields.filter(([each]) => each === name).map(([, value]) => value);
  for (const control of form.elements) {
    if (!control.name || control.name === "csrf_token" || control.type === "submit") continue;
    const values = valuesOf(control.name);
    if (control.type === "checkbox" || control.type === "radio") {
      control.checked = values.includes(control.value);
    } else if (control.type === "select-multiple") {
      for (const option of control.options) option.selected = values.includes(option.value);
    } else if (values.length) {
      control.value = values[0];
    }
  }
  const answers = valuesOf("said").map((value) => {
    const input = document.createElement("input");
    return Object.assign(input, { type: "hidden", name: "said", value });
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

// Autosaves a form, and shows its earlier drafts.
function autosaveForm(form, store) {
  const ownName = () => store.prefix + (form.elements.form_key?.value ?? page);
  const page = crypto.randomUUID();
  const content = () => JSON.stringify(fieldsOf(form));
  const lock = () => navigator.locks?.request(ownName(), () => new Promise(() => {}));
  // A form that is shown again after a validation error has been edited already.
  const initial = storage.getItem(ownName()) ? null : content();
  let timer = 0;
  let isDiscarded = false;

  const saveNow = () => {
    clearTimeout(timer);
    timer = 0;
    if (isDiscarded) return null;
    return content() === initial ? store.remove(ownName()) : store.save(ownName(), content());
  };
  const saveSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(saveNow, 250);
  };
  const discard = () => {
    isDiscarded = true;
    // The same form may have been started on another page and restored on this one.
    const key = form.elements.form_key?.value;
    const started = storedNames().filter((name) => key && name.startsWith(store.marker) && name.endsWith(` ${key}`));
    for (const name of [ownName(), ...started]) store.remove(name);
  };

  form.addEventListener("input", saveSoon);
  form.addEventListener("change", saveSoon);
  form.addEventListener("click", saveSoon);
  document.addEventListener("visibilitychange", () => {
    if (document.hidden && timer) saveNow();
  });
  document.getElementById("sign-out")?.addEventListener("submit", () => {
    discard();
    removeAll(storedNames());
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) isDiscarded = false;
  });
  lock();
  showEarlier();
  return { saveNow, discard };

  async function showEarlier() {
    const container = form.querySelector("[data-drafts]");
    const template = container.querySelector("template");
    const comparable = (fields) => JSON.stringify(fields.filter(([name]) => !/^(form_key|opened_with|version)$/.test(name)));
    for (const draft of (await store.earlierDrafts(ownName())).slice(0, MAX_DRAFTS_SHOWN)) {
      if (comparable(draft.fields) === comparable(fieldsOf(form))) {
        store.remove(draft.name);
        continue;
      }
      const item = template.content.firstElementChild.cloneNode(true);
      const textareas = [...form.querySelectorAll("textarea")].map(({ name }) => name);
      const first = draft.fields.find(([name, value]) => textareas.includes(name) && value.trim());
      const when = { dateStyle: "long", timeStyle: "short" };
      item.querySelector("[data-draft-text]").textContent = (first?.[1] ?? "…").slice(0, 120);
      item.querySelector("[data-draft-time]").textContent = new Date(draft.at).toLocaleString(
        document.documentElement.lang,
        when,
      );
      const done = () => {
        store.remove(draft.name);
        item.remove();
        container.hidden = !container.querySelector("[data-draft]");
      };
      item.querySelector("[data-draft-restore]").addEventListener("click", () => {
        done();
        fill(form, draft.fields);
        lock();
        saveNow();
        (form.querySelector("textarea") ?? form).focus();
      });
      item.querySelector("[data-draft-discard]").addEventListener("click", done);
      template.parentElement.append(item);
      container.hidden = false;
    }
  }
}

// Opens the page that a form leads to, also if it is another fragment of the same page.
function goTo(address, form) {
  const there = new URL(address, location);
  if (there.pathname + there.search !== location.pathname + location.search) {
    location.assign(there);
    return;
  }
  form.reset(); // Some browsers restore form input on reload.
  history.replaceState(null, "", there);
  location.reload();
}

// Sends a form in the background, so that the input is still there if there is no response.
function sendInBackground(form, { saveNow, discard }) {
  const notice = form.querySelector("[data-unsent-notice]");
  const sending = form.querySelector("[data-is-sending]");
  const lost = notice.querySelector("[data-is-lost]");
  const back = notice.querySelector("[data-is-back]");
  let isInFlight = false;
  let submitsNormally = false;
  let pressed = null;

  const show = (isBack) => {
    lost.hidden = isBack;
    back.hidden = !isBack;
  };
  const send = async (by) => {
    const fields = new URLSearchParams(new FormData(form));
    if (by?.name) fields.append(by.name, by.value);
    const controller = new AbortController();
    const timeout = setTimeout(() => controller.abort(), TIMEOUT);
    const request = fetch(form.getAttribute("action") ?? location.href, {
      body: fields,
      headers: { Accept: "text/html", "X-Kept": "1" },
      method: "POST",
      redirect: "manual",
      signal: controller.signal,
    });
    const response = await request.catch(() => null);
    clearTimeout(timeout);
    return response?.status >= 500 ? null : response;
  };

  // Without requestSubmit, a browser sends no pressed button: a hidden field does.
  const submitNormally = () => {
    submitsNormally = true;
    if (form.requestSubmit) return form.requestSubmit(pressed);
    const { name = "", value = "" } = pressed ?? {};
    if (name) form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
    if (pressed?.hasAttribute("formaction")) form.action = pressed.formAction;
    HTMLFormElement.prototype.submit.call(form);
  };

  form.addEventListener("submit", async (event) => {
    if (submitsNormally) return;
    event.preventDefault();
    if (isInFlight) return;
    isInFlight = true;
    pressed = event.submitter;
    try {
      await sendOrNotify();
    } catch {
      // A mistake of this script must not stop the form. While the event is dispatched, browsers
      // ignore requestSubmit.
      setTimeout(submitNormally);
    }
  });

  async function sendOrNotify() {
    notice.hidden = true;
    const slow = setTimeout(() => (sending.hidden = false), 1000);
    await saveNow();
    const response = await send(pressed);
    clearTimeout(slow);
    sending.hidden = true;
    const next = response?.headers.get("X-Go-To");
    if (next) {
      discard();
      goTo(next, form);
    } else if (response) {
      // Refused, or to be confirmed first: submit normally to show the page that says so.
      submitNormally();
    } else {
      isInFlight = false;
      show(false);
      notice.hidden = false;
      notice.focus();
    }
  }

  notice.querySelector("[data-send-again]").addEventListener("click", () => {
    form.dispatchEvent(new SubmitEvent("submit", { cancelable: true, submitter: pressed }));
  });
  window.addEventListener("pageshow", () => (isInFlight = submitsNormally = false));
  window.addEventListener("online", () => show(true));
  window.addEventListener("offline", () => show(false));
}

const form = document.querySelector("form[data-autosave]");
if (!form) {
  // The page of a visitor or after a sign-out: no drafts may be left.
  removeAll(storedNames());
} else {
  const keys = form.dataset.autosave.split(" ");
  form.removeAttribute("data-autosave");
  const withoutStorage = { saveNow: () => {}, discard: () => {} };
  sendInBackground(
    form,
    storage && keys.length === 3 ? autosaveForm(form, new DraftStore(...keys)) : withoutStorage,
  );
}
