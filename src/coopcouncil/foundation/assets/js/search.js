// The search page: the postcode nearest to the device, when somebody presses for it. The page works without this file.
const button = document.querySelector("[data-here]");
const says = document.querySelector("[data-here-says]");
const near = document.querySelector("#near");

async function ask({ coords }) {
  const body = new FormData();
  body.set("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]").value);
  // A hundred metres are near enough for a postcode.
  body.set("longitude", coords.longitude.toFixed(3));
  body.set("latitude", coords.latitude.toFixed(3));
  const answer = await fetch(button.dataset.here, { method: "POST", body, credentials: "same-origin" });
  const told = await answer.json();
  if (told.postcode) {
    near.value = told.postcode;
    says.textContent = button.dataset.found;
  } else {
    says.textContent = told.problem ?? button.dataset.denied;
  }
}

function denied() {
  says.textContent = button.dataset.denied;
}

if (button && navigator.geolocation) {
  button.hidden = false;
  button.addEventListener("click", () => {
    says.textContent = button.dataset.asking;
    navigator.geolocation.getCurrentPosition((place) => ask(place).catch(denied), denied, {
      timeout: 15000,
      maximumAge: 0,
    });
  });
}

// How the search ended, told once when the page is left: whether something was opened. Another search, another page of it
// or its map is no end.
const finds = document.querySelector("[data-counted]");
let goesOn = false;
let chosen = false;

if (finds && navigator.sendBeacon) {
  document.addEventListener("submit", () => {
    goesOn = true;
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (link && finds.contains(link)) {
      chosen = true;
    } else if (link && link.closest("main")) {
      goesOn = true;
    }
  });
  window.addEventListener("pagehide", () => {
    if (!goesOn || chosen) {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", document.querySelector("input[name=csrfmiddlewaretoken]").value);
      body.set("counted", finds.dataset.counted);
      if (chosen) {
        body.set("chosen", "1");
      }
      navigator.sendBeacon(finds.dataset.ended, body);
    }
    goesOn = true;
    chosen = false;
  });
}
