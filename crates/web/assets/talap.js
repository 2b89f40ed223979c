// What a page gains from a script; without it every page is whole. Loaded once, as a module, from our own host.

/** Puts the part of a page that has an id in the place of the same part here. */
async function swap(url, id, signal) {
  const here = document.getElementById(id);
  here?.classList.add("working");
  here?.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(url, { signal, headers: { Accept: "text/html" }, credentials: "same-origin" });
    // A session that ended answers with another page: go there as a link would.
    if (!answer.ok || answer.redirected) { location.assign(url); return false; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const there = page.getElementById(id);
    if (!there || !here) { location.assign(url); return false; }
    here.replaceWith(document.adoptNode(there));
    return true;
  } catch (error) {
    if (error.name !== "AbortError") { here?.classList.remove("working"); here?.removeAttribute("aria-busy"); }
    return false;
  }
}

/** A form with `data-live` filters as one types: its list, named by the attribute, follows. */
for (const form of document.querySelectorAll("form[data-live]")) {
  let waiting;
  let asked;
  const follow = async () => {
    asked?.abort();
    asked = new AbortController();
    const query = new URLSearchParams([...new FormData(form)].filter(([, value]) => value !== ""));
    const url = `${form.getAttribute("action")}?${query}`;
    if (await swap(url, form.dataset.live, asked.signal)) history.replaceState(null, "", url);
  };
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(follow, 200); });
  form.addEventListener("submit", (event) => { event.preventDefault(); clearTimeout(waiting); follow(); });
}

/** A list with `data-tail` shows what comes in at its head while its box is ticked and the page is seen. What was shown last
    is where it goes on; it holds no more than so many rows, the oldest of which go. */
const MOST_ROWS = 300;
const box = document.querySelector("input[data-tail]");
if (box && "EventSource" in window) {
  const told = document.getElementById("tail-told");
  const rows = document.getElementById("rows");
  const address = new URL(box.dataset.tail, location.href);
  let source;
  const say = (text) => { if (told) told.textContent = text ?? ""; };
  const show = (event) => {
    address.searchParams.set("next", event.lastEventId);
    const page = new DOMParser().parseFromString(`<table><tbody>${event.data}</tbody></table>`, "text/html");
    const there = new Set([...rows.children].slice(0, 200).map((row) => row.dataset.seq));
    const fresh = [...page.querySelectorAll("tr")].filter((row) => !there.has(row.dataset.seq));
    for (const row of fresh) row.classList.add("fresh");
    rows.prepend(...fresh.map((row) => document.adoptNode(row)));
    while (rows.children.length > MOST_ROWS) rows.lastElementChild.remove();
    document.getElementById("something")?.removeAttribute("hidden");
    document.getElementById("nothing")?.remove();
    say(event.type === "more" ? told?.dataset.more : told?.dataset.following);
  };
  const stop = (text) => { source?.close(); source = undefined; say(text); };
  const give_up = (text) => { box.checked = false; stop(text); };
  const follow = () => {
    if (!box.checked || document.visibilityState !== "visible") { stop(""); return; }
    if (source) return;
    source = new EventSource(address);
    source.addEventListener("open", () => say(told?.dataset.following));
    source.addEventListener("rows", show);
    source.addEventListener("more", show);
    source.addEventListener("trouble", (event) => give_up(event.data));
    source.addEventListener("over", () => give_up(told?.dataset.over));
    // A browser comes back by itself, but where it was answered with no stream: the session is over, or too many follow.
    source.addEventListener("error", () => { if (source?.readyState === EventSource.CLOSED) give_up(told?.dataset.over); });
  };
  box.closest("label").hidden = false;
  box.checked = false;
  box.addEventListener("change", follow);
  document.addEventListener("visibilitychange", follow);
}

/** A field with `data-only` is shown where the input that it names has one of the values, and one with `data-must` asked for;
    without a script all are there, and their hints say when. A field that is not shown is not sent. */
const depending = document.querySelectorAll("[data-only], [data-must]");
if (depending.length) {
  const inputs = (field) => field.querySelectorAll("input, select, textarea");
  const has = (field, name, values) => {
    const other = field.closest("form")?.elements.namedItem(name);
    return !other || (!other.disabled && JSON.parse(values).includes(other.value));
  };
  const settle = () => {
    // A field may hang on one that hangs on a third: as often as there are fields, all is settled.
    for (let round = 0; round < depending.length; round += 1) {
      let changed = false;
      for (const field of depending) {
        const { only, onlyIs, must, mustIs } = field.dataset;
        const shown = !only || has(field, only, onlyIs);
        changed ||= field.hidden === shown;
        field.hidden = !shown;
        for (const input of inputs(field)) {
          input.disabled = !shown;
          if (must && input.type !== "hidden" && input.type !== "checkbox") input.required = shown && has(field, must, mustIs);
        }
      }
      if (!changed) return;
    }
  };
  document.addEventListener("change", settle);
  settle();
}

/** A box with `data-all` ticks every box of its form that has the name, and is no longer ticked once one of them is not. */
document.addEventListener("change", (event) => {
  const changed = event.target;
  const name = changed.dataset?.all;
  for (const box of changed.form?.elements ?? []) {
    if (name && box.name === name) box.checked = changed.checked;
    if (!name && !changed.checked && box.dataset.all === changed.name) box.checked = false;
  }
});

/** A form with `data-sure` asks once more before it does what cannot be undone. */
for (const form of document.querySelectorAll("form[data-sure]")) {
  form.addEventListener("submit", (event) => { if (!confirm(form.dataset.sure)) event.preventDefault(); });
}

/** What a form that changes something sends is sent once: its buttons wait for the answer. The browser reads them first, for the
    one that was pressed is sent along. They are there again after half a minute, for an answer may be a file or never come, and
    on a page that the browser brings back. */
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post") return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  const waiting = [...form.querySelectorAll("button:enabled")];
  setTimeout(() => { for (const button of waiting) { button.disabled = true; button.dataset.waiting = "1"; } });
  setTimeout(() => again(form), 30000);
});
const again = (form) => {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("button[data-waiting]")) { button.disabled = false; delete button.dataset.waiting; }
};
addEventListener("pageshow", () => { for (const form of document.querySelectorAll("form[data-sent]")) again(form); });

/** In a text with `data-ask`, Ctrl+Enter (⌘+Enter) sends its form: Enter alone begins a line. */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.target.dataset?.ask === undefined) return;
  event.preventDefault();
  event.target.form?.requestSubmit();
});

/** "/" leads to the search, as people know it from elsewhere. */
document.addEventListener("keydown", (event) => {
  const typing = /^(input|select|textarea)$/i.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey;
  const search = document.querySelector("input[type=search]");
  if (event.key === "/" && !typing && search) { event.preventDefault(); search.focus(); }
});
