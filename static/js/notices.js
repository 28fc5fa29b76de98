// The line with the office's notices: a button that closes it, also for the next visits on this device.
//   <script data-notices="VERSIONS" data-close="NAME OF THE BUTTON">   stands before the line, not deferred, so that
//   a closed line is never drawn. Kept are the versions of the notices; another notice shows the line again.
(() => {
  "use strict";
  const KEY = "eving-notices-closed";
  const { notices, close } = document.currentScript.dataset;
  const quietly = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };

  if (quietly(() => localStorage.getItem(KEY)) === notices) document.documentElement.classList.add("notices-closed");

  document.addEventListener("DOMContentLoaded", () => {
    const row = document.querySelector(".notice-line__row");
    const button = document.createElement("button");
    const sign = document.createElement("span");
    button.type = "button";
    button.className = "notice-line__close";
    button.setAttribute("aria-label", close);
    sign.className = "notice-line__cross";
    sign.setAttribute("aria-hidden", "true");
    button.append(sign);
    button.addEventListener("click", () => {
      quietly(() => localStorage.setItem(KEY, notices));
      document.documentElement.classList.add("notices-closed");
      document.querySelector("main").focus();
    });
    row.append(button);
  });
})();
