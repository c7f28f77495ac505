// [data-sum]: shows the sum of the amounts in the boxes with its name.
(() => {
  const box = document.querySelector("[data-sum]");
  if (!box) return;
  const inputs = [...document.querySelectorAll(`[data-part="${box.dataset.sum}"]`)];
  const fen = (text) => Math.round(Number(text.replace(/[,，\s]/g, "")) * 100) || 0;
  const add = () => {
    const total = inputs.reduce((sum, input) => sum + fen(input.value), 0) / 100;
    box.textContent = total.toLocaleString("zh-CN", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  };
  inputs.forEach((input) => input.addEventListener("input", add));
  add();
})();
