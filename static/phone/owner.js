// Whose phone it is: on every page. body[data-user]: who is signed in; body[data-phone]: she logs services.
// Signing out, or signing in as somebody else, drops what this phone kept of the one before.
phone.settled = (async () => {
  const { user = "", phone: logs } = document.body.dataset;
  if (user && phone.owner() && phone.owner() !== user) await phone.forget();
  if (user && logs !== undefined) phone.setOwner(user);
})();
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form[data-leaves]") || !phone.owner()) return;
  event.preventDefault();
  const leave = () => HTMLFormElement.prototype.submit.call(form);
  const enough = new Promise((done) => setTimeout(done, 1000));
  Promise.race([phone.forget().catch(() => {}), enough]).then(leave);
});
