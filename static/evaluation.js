// Sums that follow what is typed: [data-sum-of="data-points"] shows the sum of the inputs with that attribute.
document.querySelectorAll("[data-sum-of]").forEach((place) => {
  const inputs = [...document.querySelectorAll(`input[${place.dataset.sumOf}]`)];
  const show = () => {
    const sum = inputs.reduce((total, input) => total + Math.round((Number(input.value) || 0) * 10), 0);
    place.textContent = String(sum / 10);
  };
  inputs.forEach((input) => { input.addEventListener("input", show); input.addEventListener("change", show); });
  show();
});
