// Small behaviours that pages ask for with data attributes. Everything works without them.

// data-once: a form is sent once; its button says so by switching off.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  form.dataset.sent = "1";
  setTimeout(() => form.querySelectorAll("button[type=submit]").forEach((b) => { b.disabled = true; }));
});
window.addEventListener("pageshow", () => document.querySelectorAll("[data-once]").forEach((form) => {
  delete form.dataset.sent;
  // What the server blocked stays off.
  form.querySelectorAll("button[type=submit]").forEach((b) => { b.disabled = "blocked" in b.dataset; });
}));

// .villages: each township says how many of its boxes are ticked.
document.addEventListener("change", (event) => {
  const fold = event.target.closest(".villages details");
  if (!fold) return;
  const said = fold.querySelector("summary .hint");
  const count = fold.querySelectorAll(":checked").length;
  said.textContent = said.textContent.replace(/\d+/, count);
  said.hidden = count === 0;
});

// .stepper: − and + around a number.
document.addEventListener("click", (event) => {
  const button = event.target.closest(".stepper button");
  if (!button) return;
  const input = button.parentElement.querySelector("input");
  const step = Number(input.dataset.step || 1);
  const next = (Number(input.value) || 0) + step * Number(button.dataset.by);
  const most = Number(input.dataset.max || Infinity);
  input.value = String(Math.min(most, Math.max(Number(input.dataset.min || 0), Math.round(next * 10) / 10)));
  input.dispatchEvent(new Event("change", { bubbles: true }));
});

// Two times of a form, starts_at and ends_at, fill in its hours.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form");
  if (!form || !["starts_at", "ends_at"].includes(event.target.name) || !form.elements.hours) return;
  const [starts, ends] = ["starts_at", "ends_at"].map((name) => form.elements[name].value.split(":").map(Number));
  const span = (ends[0] - starts[0]) * 60 + ends[1] - starts[1];
  if (span > 0) form.elements.hours.value = (Math.max(1, Math.round(span / 6)) / 10).toFixed(1);
});

// The notice about what is wrong takes the focus, so that it is read and seen first.
document.querySelector(".notice-bad[tabindex]")?.focus();

// .scroll-x: what does not fit can be scrolled by keyboard, so it takes the focus; what fits does not.
const reachable = () => document.querySelectorAll(".scroll-x:not([role])").forEach((box) => {
  if (box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
});
reachable();
window.addEventListener("resize", reachable);
document.addEventListener("toggle", reachable, true);

// [data-shown-for]: shown only while the choice of that name is one of data-values. Looked up each time:
// the phone page draws its fields late.
(() => {
  const show = () => document.querySelectorAll("[data-shown-for]").forEach((part) => {
    const chosen = document.querySelector(`[name="${part.dataset.shownFor}"]:checked`)?.value;
    part.hidden = !part.dataset.values.split(" ").includes(chosen);
  });
  document.addEventListener("change", show);
  show();
})();
