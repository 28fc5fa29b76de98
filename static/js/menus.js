// A menu closes by Escape, and whoever was in it stands on its button again.
//   <details data-menu>
(() => {
  "use strict";
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    const menu = document.querySelector("details[data-menu][open]");
    const button = menu && menu.querySelector("summary");
    // On wide screens the menu of the portal stands open, and its button is not there.
    if (!button || !button.getClientRects().length) return;
    const isInside = menu.contains(document.activeElement) || document.activeElement === document.body;
    menu.open = false;
    if (isInside) button.focus();
  });
})();
