// Shows published ideas like the one being written, below the field of the title.
//   <div data-similar="ADDRESS" data-similar-after="ID">   ADDRESS answers ?titel=… with a piece of a page
(() => {
  "use strict";
  const WAIT = 600;
  const FEWEST_LETTERS = 5;
  const place = document.querySelector("[data-similar]");
  const field = place && document.getElementById(place.dataset.similarAfter);
  const title = field && field.querySelector("input");
  if (!title) return;

  const status = document.createElement("p");
  status.className = "kern-sr-only";
  status.setAttribute("aria-live", "polite");
  const list = document.createElement("div");
  place.append(status, list);
  field.after(place);

  let timer = 0;
  let asked = "";
  let request = null;
  const show = (html) => {
    // Whoever types further down already keeps their field where it was on the screen.
    const writing = document.activeElement;
    const before = writing.getBoundingClientRect().top;
    list.innerHTML = html; // our own server's page, under a policy that runs no script in it
    const moved = writing.getBoundingClientRect().top - before;
    if (writing !== document.body && moved !== 0) {
      window.scrollBy({ top: moved, behavior: "instant" });
      writing.scrollIntoView({ block: "nearest" }); // the page may have been on its way to the field
    }
    const found = list.querySelector("[data-status]");
    status.textContent = found ? found.dataset.status : "";
  };
  const ask = async () => {
    const words = title.value.trim();
    if (words === asked) return;
    asked = words;
    if (request) request.abort();
    if (words.length < FEWEST_LETTERS) {
      show("");
      return;
    }
    request = new AbortController();
    try {
      const address = `${place.dataset.similar}?titel=${encodeURIComponent(words)}`;
      const answer = await fetch(address, { credentials: "omit", signal: request.signal });
      if (answer.ok) show(await answer.text());
    } catch {
      // No network, or a newer question: the form works without.
    }
  };
  title.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  title.addEventListener("change", ask);
  if (title.value) ask();
})();
