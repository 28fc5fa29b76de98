// Keeps the numbers of shops on this device, for comparing them. The portal learns of them by an opened address alone.
//   [data-remember="NUMBER"]       holds the link that remembers without this script; a button takes its place
//   [data-remember-cards]          its cards of shops get such a button each
//   a[data-remembered]             leads to all of them; shown while there are some
//     data-some="%s …" data-full="…" data-button="…"   what it says, what is said when no more fit, the button's word
//   [data-remembered-page="NUMBERS"]   the page that compares, with [data-forget="NUMBER"] and [data-gone="NUMBER"]
(() => {
  "use strict";
  const KEY = "eving-shops";
  const MOST = 12;
  const NUMBER = /^L-\d[\d-]{0,17}$/; // as the portal reads them
  const SHOP = /\/ladenlokale\/(L-[\d-]+)\//;

  // A browser may forbid its memory: then the links lead to addresses that hold the numbers.
  const quietly = (task) => {
    try {
      return task();
    } catch {
      return null;
    }
  };
  if (quietly(() => localStorage.length) === null) return;
  const read = () => {
    const kept = quietly(() => JSON.parse(localStorage.getItem(KEY)));
    if (!Array.isArray(kept)) return [];
    return [...new Set(kept.filter((number) => NUMBER.test(number)))].slice(0, MOST);
  };
  const write = (numbers) =>
    quietly(() => (numbers.length ? localStorage.setItem(KEY, JSON.stringify(numbers)) : localStorage.removeItem(KEY)));
  const forget = (number) => write(read().filter((other) => other !== number));

  // ------------------------------------------------------------------ the page that compares
  const page = document.querySelector("[data-remembered-page]");
  if (page) {
    const kept = read();
    if (!page.dataset.rememberedPage && !location.search && kept.length) {
      location.replace(`?nr=${kept.join(",")}`);
      return;
    }
    page.querySelectorAll("[data-gone]").forEach((note) => forget(note.dataset.gone));
    page.querySelectorAll("[data-forget]").forEach((link) => {
      link.addEventListener("click", () => forget(link.dataset.forget));
    });
    const form = page.querySelector("form");
    if (form) {
      form.addEventListener("submit", () => {
        const added = form.querySelector("input:not([type=hidden])").value.trim().toUpperCase();
        const number = added.replace(/^(?:L-?)?(?=\d)/, "L-");
        write([...read().filter((other) => other !== number), number].slice(0, MOST));
      });
    }
    return;
  }

  // ------------------------------------------------------------------ buttons on lists and pages
  const line = document.querySelector("a[data-remembered]");
  if (!line) return;
  const { some, full, button: word } = line.dataset;
  const count = line.querySelector("[data-count]");
  const told = document.createElement("span");
  told.className = "kern-sr-only";
  told.setAttribute("role", "status");
  line.after(told);
  const buttons = new Map();

  const show = () => {
    const kept = read();
    buttons.forEach((number, button) => button.setAttribute("aria-pressed", String(kept.includes(number))));
    count.textContent = some.replace("%s", kept.length);
    line.href = `${line.href.split("?")[0]}?nr=${kept.join(",")}`;
    line.hidden = kept.length === 0;
  };
  const add = (number, title) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "remember__button";
    button.append(line.querySelector("svg").cloneNode(true));
    if (title) {
      button.classList.add("remember__button--corner");
      button.setAttribute("aria-label", `${word}: ${title}`);
      button.title = word;
    } else button.append(word);
    button.addEventListener("click", () => {
      const kept = read();
      if (kept.includes(number)) forget(number);
      else if (kept.length < MOST) write([...kept, number]);
      show();
      // A full memory keeps nothing: then the address does.
      if (!kept.includes(number) && kept.length < MOST && !read().includes(number)) {
        location.assign(`${line.href.split("?")[0]}?nr=${[...kept, number].join(",")}`);
        return;
      }
      told.textContent = !kept.includes(number) && kept.length >= MOST ? full : count.textContent;
    });
    buttons.set(button, number);
    return button;
  };

  document.querySelectorAll("[data-remember]").forEach((place) => {
    place.replaceChildren(add(place.dataset.remember));
  });
  document.querySelectorAll("[data-remember-cards] :is(h2, h3, h4) a").forEach((link) => {
    const found = SHOP.exec(link.pathname);
    const card = link.closest("article, li");
    if (!found || !card || card.querySelector(".remember__button")) return;
    card.append(add(found[1], link.textContent.trim()));
  });
  show();
  // Another window may have changed them, and a page that comes back by "Back" is not read anew.
  addEventListener("storage", show);
  addEventListener("pageshow", show);
})();
