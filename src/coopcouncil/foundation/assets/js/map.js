// Turns the server's picture of a map into one that zooms and pans, from the same shapes. Nothing is fetched from
// anywhere: there are no tiles. If anything here fails, the picture and the table beside it stay as they were.
function upgrade(figure) {
  const data = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  const picture = figure.querySelector("[data-map-canvas]");
  const drawn = picture.innerHTML;
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  picture.replaceChildren();
  try {
    const map = L.map(picture, {
      attributionControl: false,
      scrollWheelZoom: false, // the wheel scrolls the page
      zoomAnimation: !calm,
      fadeAnimation: !calm,
      zoomSnap: 0.25,
    });
    const drawnAreas = L.geoJSON(data.areas);
    map.fitBounds(drawnAreas.getBounds(), { padding: [8, 8] }); // points need a view before they can be drawn
    L.geoJSON(data.areas, {
      style: (feature) => ({ className: `app-map__area app-band-${feature.properties.band}` }),
      onEachFeature: (feature, layer) => {
        const words = `${feature.properties.name}: ${feature.properties.says}`;
        layer.bindTooltip(escapeText(words), { sticky: true });
        if (feature.properties.href) {
          layer.on("click", () => go(feature.properties.href));
        }
      },
    }).addTo(map);
    L.geoJSON(data.lines ?? [], {
      style: (feature) => ({ className: `app-map__line${feature.properties.main ? " app-map__line--main" : ""}` }),
      onEachFeature: (feature, layer) => layer.bindTooltip(escapeText(feature.properties.name), { sticky: true }),
    }).addTo(map);
    for (const point of data.points) {
      const mark = (point.shape === "dot" ? dot(point) : shaped(point)).addTo(map);
      mark.bindTooltip(escapeText(point.name));
      if (point.href) {
        mark.on("click", () => go(point.href));
      }
    }
    map.setMaxBounds(drawnAreas.getBounds().pad(0.5));
    map.setMinZoom(map.getZoom() - 0.5);
    picture.setAttribute("role", "group");
    picture.setAttribute("aria-label", data.title);
    // A page's own script may go on with it: to choose a place, say.
    figure.dispatchEvent(new CustomEvent("map:ready", { bubbles: true, detail: { map } }));
  } catch (error) {
    picture.innerHTML = drawn;
    throw error;
  }
}

function dot(point) {
  return L.circleMarker(point.at, { radius: 6, className: "app-map__point" });
}

// A mark of another shape lies above the areas and keeps its size.
function shaped(point) {
  const shape = `app-map__mark app-map__mark--${point.shape}`;
  const html = `<svg aria-hidden="true" focusable="false" viewBox="-16 -16 32 32"><path class="${shape}" d="${point.path}"/></svg>`;
  const icon = L.divIcon({ className: "app-map__pin", html, iconSize: [24, 24] });
  return L.marker(point.at, { icon, alt: point.name, title: point.name });
}

// In a frame on another site our pages open outside of it.
function go(address) {
  if (document.querySelector("base[target='_blank']")) {
    window.open(address, "_blank", "noopener");
  } else {
    window.location.assign(address);
  }
}

// Leaflet reads a tooltip as HTML; names are text.
function escapeText(text) {
  const holder = document.createElement("span");
  holder.textContent = text;
  return holder.innerHTML;
}

for (const figure of document.querySelectorAll("[data-map]")) {
  upgrade(figure);
}
