// form[data-person]: a whole ID number fills in the birth date and the sex; the server reads it again.
(() => {
  const form = document.querySelector("form[data-person]");
  if (!form) return;
  const { id_number: number, born_on: born } = form.elements;
  const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
  number.addEventListener("input", () => {
    const typed = number.value.normalize("NFKC").replace(/[\s-]/g, "").toUpperCase();
    if (!/^\d{17}[\dX]$/.test(typed)) return;
    const sum = WEIGHTS.reduce((total, weight, place) => total + weight * Number(typed[place]), 0);
    if ("10X98765432"[sum % 11] !== typed[17]) return;
    born.value = `${typed.slice(6, 10)}-${typed.slice(10, 12)}-${typed.slice(12, 14)}`;
    const sex = Number(typed[16]) % 2 ? "male" : "female";
    for (const choice of form.elements.sex) choice.checked = choice.value === sex;
  });
})();
