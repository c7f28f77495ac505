// Pictures are scaled down before they are kept or sent, and one tap opens the camera.
// phone.pictures.prepare(root, words) looks after each box for files in root.
phone.pictures = (() => {
  const LONG_SIDE = 1600, QUALITY = 0.82, SMALL = 400 * 1024;

  const scaled = async (file) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size <= SMALL) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const by = Math.min(1, LONG_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * by);
      canvas.height = Math.round(picture.height * by);
      const pen = canvas.getContext("2d");
      pen.fillStyle = "#fff"; // what is transparent would turn black
      pen.fillRect(0, 0, canvas.width, canvas.height);
      pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      if (!blob || blob.size >= file.size) return file;
      return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
    } catch {
      return file; // the server says what is wrong with it
    }
  };

  const put = (box, files) => {
    const carrier = new DataTransfer();
    files.forEach((file) => carrier.items.add(file));
    box.files = carrier.files;
  };

  const scaleIn = async (box, more = []) => {
    const chosen = more.length ? (box.multiple ? [...box.files, ...more] : more) : [...box.files];
    box.dataset.scaling = "1";
    put(box, await Promise.all(chosen.map(scaled)));
    delete box.dataset.scaling;
    box.dispatchEvent(new CustomEvent("scaled", { bubbles: true }));
  };

  const addCamera = (box, words) => {
    const camera = document.createElement("input");
    Object.assign(camera, { type: "file", accept: "image/*", capture: "environment", className: "visually-hidden", tabIndex: -1 });
    camera.setAttribute("aria-hidden", "true");
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn btn-plain camera", textContent: words.camera });
    button.addEventListener("click", () => camera.click());
    camera.addEventListener("change", () => { scaleIn(box, [...camera.files]); camera.value = ""; });
    box.after(camera, button);
  };

  const prepare = (root, words) => root.querySelectorAll("input[type=file][name]").forEach((box) => {
    if (box.dataset.pictures) return;
    box.dataset.pictures = "1";
    box.addEventListener("change", () => scaleIn(box));
    if (/image|^$/.test(box.accept)) addCamera(box, words);
  });

  // Waits until no picture of the form is being scaled.
  const ready = async (form) => {
    while (form.querySelector("[data-scaling]")) await new Promise((done) => form.addEventListener("scaled", done, { once: true }));
  };

  return { prepare, put, ready };
})();
