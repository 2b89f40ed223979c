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

/** A list with `data-tail` shows what is new at its head every two seconds, while its box is ticked and the page is seen. */
const box = document.querySelector("input[data-tail]");
if (box) {
  box.closest("label").hidden = false;
  setInterval(() => {
    if (box.checked && document.visibilityState === "visible") swap(location.href, box.dataset.tail);
  }, 2000);
}

/** A form with `data-sure` asks once more before it does what cannot be undone. */
for (const form of document.querySelectorAll("form[data-sure]")) {
  form.addEventListener("submit", (event) => { if (!confirm(form.dataset.sure)) event.preventDefault(); });
}

/** "/" leads to the search, as people know it from elsewhere. */
document.addEventListener("keydown", (event) => {
  const typing = /^(input|select|textarea)$/i.test(event.target.tagName) || event.ctrlKey || event.metaKey || event.altKey;
  const search = document.querySelector("input[type=search]");
  if (event.key === "/" && !typing && search) { event.preventDefault(); search.focus(); }
});
