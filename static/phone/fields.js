// The fields of a form: put values into them, read what was chosen, say what is wrong at each.
phone.fields = (() => {
  const named = (form, name) => [...form.querySelectorAll(`[name="${CSS.escape(name)}"]`)];
  // Two boxes beside one another are one field; each is wrong for itself.
  const fieldOf = (box) => box.closest(".pair > div") || box.closest(".field") || box.parentElement;
  const firstText = (element) => [...(element?.childNodes || [])].find((node) => node.nodeType === 3 && node.data.trim())?.data.trim() || "";
  const labelOf = (box) => firstText(fieldOf(box).querySelector("legend")) || firstText(box.id && document.querySelector(`label[for="${CSS.escape(box.id)}"]`)) || box.name;

  // Boxes that told does not name are emptied, unless only some are to be filled.
  const fill = (form, told, { only = false } = {}) => {
    const values = new Map();
    for (const [name, value] of told) values.set(name, [...(values.get(name) || []), value]);
    for (const box of form.elements) {
      if (!box.name || ["csrfmiddlewaretoken", "submission", "version"].includes(box.name) || box.type === "submit") continue;
      const mine = values.get(box.name);
      if (!mine && only) continue;
      if (box.type === "checkbox" || box.type === "radio") box.checked = (mine || []).includes(box.value);
      else if (box.type === "file") phone.pictures.put(box, (mine || []).filter(phone.body.isFile).map((blob, n) => blob instanceof File ? blob : new File([blob], `${n + 1}.jpg`, { type: blob.type })));
      else if (box.multiple) [...box.options].forEach((option) => { option.selected = (mine || []).includes(option.value); });
      else box.value = mine?.[0] ?? "";
    }
    form.querySelectorAll("details").forEach((fold) => { if (fold.querySelector("input:checked")) fold.open = true; });
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // The words of what is chosen: the tile, the option or the number.
  const chosen = (form, name) => {
    const box = named(form, name).find((one) => one.checked || !["radio", "checkbox"].includes(one.type));
    if (!box) return "";
    if (box.tagName === "SELECT") return box.selectedOptions[0]?.value ? box.selectedOptions[0].textContent.trim() : "";
    return box.type === "radio" ? firstText(box.closest("label")?.querySelector("span")) : box.value;
  };

  const clear = (form) => {
    form.querySelectorAll(".wrong").forEach((field) => field.classList.remove("wrong"));
    form.querySelectorAll("p.error, .notice-phone").forEach((line) => line.remove());
  };
  const line = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });

  const reasons = (field) => {
    const pair = field.closest(".pair");
    if (!pair) return field;
    if (!pair.querySelector(".pair-all")) pair.append(line("div", "pair-all", ""));
    return pair.querySelector(".pair-all");
  };

  // errors: {field: [texts]}; on top a notice whose words lead to the fields.
  const say = (form, errors, words) => {
    clear(form);
    const notice = line("div", "notice notice-bad notice-phone", "");
    notice.setAttribute("role", "alert");
    notice.tabIndex = -1;
    notice.append(line("b", "", words.wrong), " ");
    for (const [name, texts] of Object.entries(errors)) {
      const box = named(form, name)[0];
      if (!box) { notice.append(...texts.map((text) => line("span", "d-block", text))); continue; }
      const field = fieldOf(box);
      field.classList.add("wrong");
      reasons(field).append(...texts.map((text) => line("p", "error", text)));
      field.id = field.id || `field-${name}`;
      field.tabIndex = -1;
      notice.append(Object.assign(line("a", "", labelOf(box)), { href: `#${field.id}` }), " ");
    }
    form.prepend(notice);
    notice.focus();
  };

  // What must be there and is not, so that it is said at once and not days later.
  const missing = (form, words) => {
    const errors = {};
    for (const box of form.querySelectorAll("[name][required]")) {
      if (box.closest("[hidden]") || errors[box.name]) continue;
      const filled = ["radio", "checkbox"].includes(box.type) ? named(form, box.name).some((one) => one.checked) : box.value.trim();
      if (!filled) errors[box.name] = [words.missing];
    }
    if (named(form, "workers").length && !named(form, "workers").some((one) => one.checked)) errors.workers = [words.missing];
    return errors;
  };

  // The tick "log it all the same" of something doubtful.
  const confirm = (form, asked) => {
    form.querySelector(".confirm-phone")?.remove();
    if (!asked || named(form, asked.name).length) return;
    const field = line("div", "field check confirm-phone", "");
    const box = Object.assign(document.createElement("input"), { type: "checkbox", name: asked.name, value: "on", id: "id_confirm", className: "form-check-input" });
    field.append(box, Object.assign(line("label", "form-label", asked.label), { htmlFor: "id_confirm" }));
    form.querySelector(".save").before(field);
  };

  return { fill, chosen, say, clear, missing, confirm };
})();
