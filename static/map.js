// [data-map]: the counties of a map are one stop of the keyboard, arrows go from county to county, and the
// line [data-map-said] says what is under the pointer, the finger or the focus, in all maps of the panel.
// Without this each county is a link with a title of its own.
document.querySelectorAll("[data-map]").forEach((map) => {
  const panel = map.closest(".panel"), said = panel.querySelector("[data-map-said]");
  const places = [...map.querySelectorAll("a[data-county]")];
  if (!places.length) return;

  const stop = (place) => places.forEach((one) => { one.setAttribute("tabindex", one === place ? "0" : "-1"); });
  const say = (place, opens) => {
    const same = [...panel.querySelectorAll(`[data-map] a[data-county="${place.dataset.county}"]`)];
    panel.querySelectorAll("[data-map] .said").forEach((one) => one.classList.remove("said"));
    same.forEach((one) => one.classList.add("said"));
    said.textContent = same.map((one) => {
      const year = one.closest("figure")?.querySelector("figcaption b")?.textContent;
      return (year ? `${year} ` : "") + one.getAttribute("aria-label");
    }).join(" · ");
    if (!opens) return;
    const link = document.createElement("a");
    link.href = place.getAttribute("href");
    link.textContent = said.dataset.open;
    said.append(" ", link);
  };

  stop(places[0]);
  said.hidden = false;
  let touched = null;
  map.addEventListener("pointerover", (event) => {
    const place = event.target.closest("a[data-county]");
    if (place) say(place, event.pointerType === "touch");
  });
  map.addEventListener("focusin", (event) => {
    const place = event.target.closest("a[data-county]");
    if (place) { stop(place); say(place, false); }
  });
  map.addEventListener("keydown", (event) => {
    const at = places.indexOf(event.target.closest("a[data-county]"));
    const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    places.at(to % places.length).focus();
  });
  // A finger cannot hover: the first tap says the figure, the second opens the county.
  map.addEventListener("click", (event) => {
    const place = event.target.closest("a[data-county]");
    if (!place || event.pointerType !== "touch" || touched === place) return;
    event.preventDefault();
    touched = place;
    stop(place);
    say(place, true);
  });
});
