// Copies the address of a page, or hands it to the device's own dialog. Without this script it stands there to be copied.
//   [data-share="TITLE"]     with [data-share-address], the buttons [data-share-copy] and [data-share-send], hidden at
//                            first, and [data-share-told="WORDS"], where it is said that the address was copied
(() => {
  "use strict";
  document.querySelectorAll("[data-share]").forEach((place) => {
    const part = (name) => place.querySelector(`[data-share-${name}]`);
    const field = part("address");
    const told = part("told");
    const copy = part("copy");
    const send = part("send");

    field.addEventListener("focus", () => field.select());
    if (navigator.clipboard) {
      copy.hidden = false;
      copy.addEventListener("click", async () => {
        told.textContent = "";
        try {
          await navigator.clipboard.writeText(field.value);
          told.textContent = told.dataset.shareTold;
        } catch {
          field.focus(); // not allowed: the address is selected, for people to copy it themselves
        }
      });
    }
    const link = { title: place.dataset.share, url: field.value };
    if (navigator.share && (!navigator.canShare || navigator.canShare(link))) {
      send.hidden = false;
      send.addEventListener("click", () => {
        navigator.share(link).catch(() => {}); // whoever closes the dialog has changed their mind
      });
    }
  });
})();
