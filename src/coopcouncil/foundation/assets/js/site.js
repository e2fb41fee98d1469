// Small comforts for people whose browser runs scripts. Every page works without this file.

// A print button is of no use without scripts, so the server sends it hidden.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

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
