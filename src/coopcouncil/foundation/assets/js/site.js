// Small comforts for people whose browser runs scripts. Every page works without this file.

// A print button is of no use without scripts, so the server sends it hidden.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The skip link leaves its mark in the address, and a form sent from there keeps it: the page that comes back with
// mistakes would give the focus to its main part, not to the list of them.
function forgetMark() {
  if (location.hash === "#main-content") {
    history.replaceState(history.state, "", location.pathname + location.search);
  }
}
addEventListener("hashchange", forgetMark);
forgetMark();

// What a list now shows is told to screen readers, and the keyboard stays near where it was.
document.addEventListener("htmx:afterSwap", (event) => {
  const part = document.getElementById(event.detail.target.id);
  const told = document.getElementById("told-aloud");
  const summary = part?.querySelector("[data-list-summary]");
  if (told && summary) {
    told.textContent = summary.textContent;
  }
  const marked = event.detail.requestConfig?.elt?.dataset?.mark;
  if (part && marked) {
    part.querySelector(`[data-mark="${CSS.escape(marked)}"]`)?.focus();
  }
});

// A way out for somebody who is watched: the session is forgotten, and this page leaves the history too.
const out = ".govuk-js-exit-this-page-button";

function leave() {
  const link = document.querySelector(out);
  fetch(link.href, { keepalive: true, redirect: "manual", credentials: "same-origin" }).catch(() => {});
  location.replace(link.closest("[data-away]").dataset.away);
}

if (document.querySelector(`[data-away] ${out}`)) {
  // The button, and Shift pressed three times: GOV.UK's script covers the page first, then goes by a link.
  new MutationObserver(() => {
    if (document.body.classList.contains("govuk-exit-this-page-hide-content")) {
      leave();
    }
  }).observe(document.body, { attributes: true, attributeFilter: ["class"] });
}

// In safe mode all pages take one place in the history, so that Back leads out of them and nothing stays behind.
const oneEntry = () => document.querySelector("[data-one-entry]");

async function show(response) {
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  if (!next.querySelector("[data-one-entry]")) {
    location.replace(response.url);
    return;
  }
  history.replaceState(null, "", response.url);
  document.title = next.title;
  for (const part of [".govuk-width-container > nav", "main"]) {
    const here = document.querySelector(part);
    const there = next.querySelector(part);
    if (here && there) {
      here.replaceWith(there);
    } else if (here) {
      here.remove();
    } else if (there) {
      document.querySelector("main").before(there);
    }
  }
  const main = document.querySelector("main");
  const { initAll } = await import(document.querySelector("[data-govuk]").dataset.govuk);
  initAll({ scope: main });
  window.scrollTo(0, 0);
  if (!main.querySelector(".govuk-error-summary")) {
    main.tabIndex = -1;
    main.focus({ preventScroll: true });
  }
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!oneEntry() || event.defaultPrevented || form.method !== "post" || !form.closest("main")) {
    return;
  }
  event.preventDefault();
  if (form.dataset.sending) {
    return;
  }
  form.dataset.sending = "yes";
  const data = new FormData(form, event.submitter);
  fetch(form.action, { method: "POST", body: data, credentials: "same-origin" })
    .then(show)
    .catch(() => HTMLFormElement.prototype.submit.call(form));
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  const plain = !event.defaultPrevented && event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey;
  if (!oneEntry() || !link || !plain || link.matches(out) || link.origin !== location.origin || link.hash) {
    return;
  }
  event.preventDefault();
  location.replace(link.href);
});

// What a slider stands at is said beside it while it moves; without scripts it is what was sent last.
for (const said of document.querySelectorAll("output[data-says]")) {
  const slider = document.getElementById(said.htmlFor.value);
  slider?.addEventListener("input", () => {
    const value = Number(slider.value).toLocaleString(document.documentElement.lang);
    said.textContent = said.dataset.says.replace("{}", value);
  });
}
