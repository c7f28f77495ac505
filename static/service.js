// The form of a service: its two times fill in the hours.
(() => {
  const [starts, ends, hours] = ["starts_at", "ends_at", "hours"].map((name) =>
    document.querySelector(`.entry [name="${name}"]`));
  if (!starts || !ends || !hours) return;
  const minutes = (input) => {
    const [hour, minute] = input.value.split(":").map(Number);
    return hour * 60 + minute;
  };
  const fill = () => {
    const span = minutes(ends) - minutes(starts);
    if (span > 0) hours.value = (Math.max(1, Math.round(span / 6)) / 10).toFixed(1);
  };
  starts.addEventListener("change", fill);
  ends.addEventListener("change", fill);
})();
