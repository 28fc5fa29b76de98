// Asks about photos only once there is one. Without a script the questions stand below the input.
//   [data-photos]   the input for photos with what belongs to it; [data-photos-kept]: some have arrived already
//   Hidden until then: [data-photos-words] inside, and the boxes to tick whose names begin with "photo_"
(() => {
  "use strict";
  for (const place of document.querySelectorAll("[data-photos]")) {
    const input = place.querySelector("input[type=file]");
    const fold = place.closest("details, form");
    const questions = [
      ...place.querySelectorAll("[data-photos-words]"),
      ...fold.querySelectorAll(".kern-form-check:has(input[name^=photo_])"),
    ];
    const show = () => {
      const isAsked = "photosKept" in place.dataset || input.files.length > 0;
      for (const question of questions) {
        question.hidden = !isAsked && !question.querySelector("[aria-invalid=true], :checked");
      }
    };
    input.addEventListener("change", show);
    addEventListener("pageshow", show); // Back brings the chosen files again
    show();
  }
})();
