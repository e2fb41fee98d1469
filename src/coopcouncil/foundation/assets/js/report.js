// Reporting a problem: the mark on the map, the device's own place, and reports that are kept on the device until there
// is a network. Every page works without this file.
const own = document.querySelector("script[data-report]").dataset;

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register(own.worker, { scope: "/report/" }).catch(() => {});
}

// --- where it is ------------------------------------------------------------------------------------------------------

const says = document.querySelector("[data-place-says]");

function tell(what) {
  if (says) {
    says.textContent = says.dataset[what] ?? "";
  }
}

function askDevice(then) {
  tell("asking");
  if (!navigator.geolocation) {
    tell("denied");
    return;
  }
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => then(coords.latitude, coords.longitude),
    () => tell("denied"),
    { enableHighAccuracy: true, timeout: 15000, maximumAge: 30000 },
  );
}

for (const part of document.querySelectorAll("[data-only-with-script]")) {
  part.hidden = false;
}

const place = document.querySelector("form[data-place]");

document.addEventListener("map:ready", (event) => {
  if (!place || !("pick" in event.target.dataset)) {
    return;
  }
  const { map } = event.detail;
  const { latitude, longitude } = place.elements;
  const borough = map.options.maxBounds;
  let mark;

  function choose(lat, lon, { move = false } = {}) {
    latitude.value = lat.toFixed(6);
    longitude.value = lon.toFixed(6);
    if (mark) {
      mark.setLatLng([lat, lon]);
    } else {
      mark = L.circleMarker([lat, lon], { radius: 10, className: "app-map__chosen" }).addTo(map);
    }
    if (move) {
      map.setView([lat, lon], Math.max(map.getZoom(), 15));
    }
    tell(borough && !borough.contains([lat, lon]) ? "outside" : "chosen");
  }

  // The points of what was reported lead elsewhere; any other press of the map sets the mark.
  map.on("click", ({ latlng }) => choose(latlng.lat, latlng.lng));
  document.querySelector("[data-middle]").addEventListener("click", () => {
    const middle = map.getCenter();
    choose(middle.lat, middle.lng);
  });
  document.querySelector("[data-here]").addEventListener("click", () => {
    askDevice((lat, lon) => choose(lat, lon, { move: true }));
  });
  if (latitude.value && longitude.value) {
    choose(Number(latitude.value), Number(longitude.value), { move: true });
  }
});

// --- kept on this device ----------------------------------------------------------------------------------------------

function store() {
  return new Promise((done, failed) => {
    const asked = indexedDB.open("reports", 1);
    asked.onupgradeneeded = () => asked.result.createObjectStore("unsent", { keyPath: "id" });
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  });
}

async function within(mode, work) {
  const held = await store();
  try {
    return await new Promise((done, failed) => {
      const turn = held.transaction("unsent", mode);
      const asked = work(turn.objectStore("unsent"));
      turn.oncomplete = () => done(asked.result);
      turn.onerror = turn.onabort = () => failed(turn.error);
    });
  } finally {
    held.close();
  }
}

const every = () => within("readonly", (unsent) => unsent.getAll());
const keep = (report) => within("readwrite", (unsent) => unsent.put(report));
const drop = (id) => within("readwrite", (unsent) => unsent.delete(id));

const kept = document.querySelector("[data-kept]");
if (kept && "indexedDB" in window) {
  every()
    .then((reports) => {
      if (reports.length) {
        const words = kept.querySelector("[data-kept-words]");
        words.textContent = reports.length === 1 ? words.dataset.one : `${words.dataset.many} ${reports.length}`;
        kept.hidden = false;
      }
    })
    .catch(() => {});
}

const offline = document.querySelector("[data-offline]");
if (offline && "indexedDB" in window) {
  begin(offline);
}

function begin(page) {
  const form = page.querySelector("[data-offline-form]");
  const list = page.querySelector("[data-unsent]");
  const words = form.dataset;
  const catalogue = JSON.parse(page.querySelector("[data-catalogue]").textContent);
  const sending = new Set();
  page.hidden = false;

  function network() {
    const line = page.querySelector("[data-network]");
    line.textContent = navigator.onLine ? line.dataset.on : line.dataset.off;
  }

  // --- writing ---

  function made(name, attributes = {}, text = "") {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      element.setAttribute(key, value);
    }
    element.textContent = text;
    return element;
  }

  function ask(code) {
    page.querySelector("[data-danger]").textContent = catalogue.dangers[code] ?? "";
    const asked = page.querySelector("[data-asked]");
    asked.replaceChildren();
    for (const item of catalogue.asked[code] ?? []) {
      const group = made("div", { class: "govuk-form-group" });
      const name = `a-${item.code}`;
      if (item.values.length) {
        const several = item.datatype === "multivaluelist";
        const kind = several ? "checkbox" : "radio";
        const set = made("fieldset", { class: "govuk-fieldset" });
        set.append(made("legend", { class: "govuk-fieldset__legend" }, item.question));
        const box = made("div", { class: several ? "govuk-checkboxes" : "govuk-radios" });
        item.values.forEach(([value, text], at) => {
          const line = made("div", { class: several ? "govuk-checkboxes__item" : "govuk-radios__item" });
          const base = several ? "govuk-checkboxes" : "govuk-radios";
          line.append(
            made("input", { class: `${base}__input`, type: kind, name, value, id: `o-${name}-${at}` }),
            made("label", { class: `govuk-label ${base}__label`, for: `o-${name}-${at}` }, text),
          );
          box.append(line);
        });
        set.append(box);
        group.append(set);
      } else {
        group.append(made("label", { class: "govuk-label", for: `o-${name}` }, item.question));
        if (item.hint) {
          group.append(made("div", { class: "govuk-hint" }, item.hint));
        }
        group.append(made("input", { class: "govuk-input", id: `o-${name}`, name }));
      }
      asked.append(group);
    }
  }

  form.elements.category.addEventListener("change", () => ask(form.elements.category.value));
  page.querySelector("[data-here]").addEventListener("click", () => {
    askDevice((lat, lon) => {
      form.elements.latitude.value = lat.toFixed(6);
      form.elements.longitude.value = lon.toFixed(6);
      tell("chosen");
    });
  });

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const data = new FormData(form);
    const photo = data.get("photo");
    data.delete("photo");
    const fields = [...data.entries()].filter(([, value]) => value !== "");
    const given = (name) => fields.some(([key]) => key === name);
    const problem = form.querySelector("[data-problem]");
    if (!given("category") || !given("description") || !(given("latitude") || given("postcode"))) {
      problem.textContent = words.missing;
      problem.scrollIntoView({ block: "center" });
      return;
    }
    problem.textContent = "";
    const category = form.elements.category;
    const report = {
      id: crypto.randomUUID(),
      title: category.options[category.selectedIndex].text,
      words: data.get("description"),
      fields,
      photo: photo && photo.size ? photo : null,
    };
    await keep(report);
    form.reset();
    ask("");
    tell("");
    const row = await show(report);
    row.querySelector("button").focus();
    send(report, row);
  });

  // --- the list, and sending ---

  function counted() {
    page.querySelector("[data-nothing]").hidden = list.children.length > 0;
  }

  async function show(report) {
    const row = page.querySelector("[data-row]").content.firstElementChild.cloneNode(true);
    row.querySelector("[data-title]").textContent = report.title;
    row.querySelector("[data-words]").textContent = report.words;
    row.querySelector("[data-send-it]").addEventListener("click", () => send(report, row));
    row.querySelector("[data-sure]").addEventListener("click", () => send(report, row, true));
    row.querySelector("[data-drop]").addEventListener("click", async () => {
      await drop(report.id);
      row.remove();
      counted();
    });
    list.append(row);
    counted();
    return row;
  }

  // The form's token is of this very visit: the kept page has none that still counts.
  async function token() {
    const answer = await fetch(own.page, { credentials: "same-origin", cache: "no-store" });
    const there = new DOMParser().parseFromString(await answer.text(), "text/html");
    return there.querySelector("input[name=csrfmiddlewaretoken]").value;
  }

  async function send(report, row, sure = false) {
    const told = row.querySelector("[data-says]");
    if (sending.has(report.id)) {
      return;
    }
    sending.add(report.id);
    try {
      const data = new FormData();
      report.fields.forEach(([key, value]) => data.append(key, value));
      data.append("id", report.id);
      if (report.photo) {
        data.append("photo", report.photo);
      }
      if (sure) {
        data.append("sure", "yes");
      }
      const answer = await fetch(own.send, {
        method: "POST",
        body: data,
        credentials: "same-origin",
        headers: { "X-CSRFToken": await token() },
      });
      await said(answer, report, row);
    } catch {
      told.textContent = words.wait;
    } finally {
      sending.delete(report.id);
    }
  }

  async function said(answer, report, row) {
    const told = row.querySelector("[data-says]");
    const body = await answer.json();
    const found = row.querySelector("[data-found]");
    found.replaceChildren();
    if (answer.status === 201) {
      await drop(report.id);
      told.replaceChildren(made("strong", {}, `${words.sent} ${body.reference}`));
      if (body.url) {
        found.append(made("li", {}));
        found.lastChild.append(made("a", { class: "govuk-link", href: body.url }, body.url));
      } else {
        found.append(made("li", {}, words.looking));
      }
      row.querySelector(".govuk-button-group").remove();
    } else if (answer.status === 409) {
      told.textContent = words.near;
      for (const item of body.near) {
        const line = made("li", {});
        line.append(
          made("a", { class: "govuk-link", href: item.url }, item.place || item.reference),
          ` ${item.metres} ${words.away}: ${item.description}`,
        );
        found.append(line);
      }
      row.querySelector("[data-sure]").hidden = false;
    } else {
      told.textContent = (body.problems ?? [words.wait]).join(" ");
    }
  }

  async function sendAll() {
    for (const row of list.children) {
      row.querySelector("[data-send-it]")?.click();
    }
  }

  window.addEventListener("online", () => {
    network();
    sendAll();
  });
  window.addEventListener("offline", network);
  network();
  counted();
  every().then(async (reports) => {
    for (const report of reports) {
      await show(report);
    }
    if (navigator.onLine) {
      await sendAll();
    }
  });
}
