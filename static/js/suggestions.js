// Suggestions under a search field while somebody types, as a list that arrow keys walk through.
//   <… data-suggestions="ADDRESS" data-suggestions-label="NAME">   holds the field; ADDRESS?q=… answers as JSON:
//   {"status": what a screen reader says, "found": [{"text", "kind", "url", "lang"}]}
(() => {
  "use strict";
  const WAIT = 200;
  const FEWEST_LETTERS = 3;
  let number = 0;

  const begin = (place) => {
    const field = place.querySelector("input[type=search]");
    const list = document.createElement("ul");
    const status = document.createElement("p");
    number += 1;
    list.id = `suggestions-${number}`;
    list.className = "search-suggestions";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", place.dataset.suggestionsLabel);
    status.className = "kern-sr-only";
    status.setAttribute("role", "status");
    place.append(list, status);
    field.setAttribute("role", "combobox");
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-expanded", "false");
    field.setAttribute("aria-controls", list.id);

    let timer = 0;
    let request = null;
    let asked = "";
    let active = -1;

    const choose = (next) => {
      const options = [...list.children];
      options.forEach((option, place) => option.setAttribute("aria-selected", String(place === next)));
      active = next;
      if (next < 0) {
        field.removeAttribute("aria-activedescendant");
      } else {
        field.setAttribute("aria-activedescendant", options[next].id);
        options[next].scrollIntoView({ block: "nearest" });
      }
    };
    const open = (isOpen) => {
      list.hidden = !isOpen;
      field.setAttribute("aria-expanded", String(isOpen));
      choose(-1);
    };
    const close = () => {
      clearTimeout(timer);
      if (request) request.abort();
      asked = "";
      status.textContent = "";
      open(false);
    };
    const drawn = (one, place) => {
      const option = document.createElement("li");
      option.id = `${list.id}-${place}`;
      option.className = "search-suggestions__one";
      option.setAttribute("role", "option");
      option.dataset.url = one.url;
      const text = document.createElement("span");
      text.textContent = one.text;
      if (one.lang) text.lang = one.lang;
      const kind = document.createElement("span");
      kind.className = "search-suggestions__kind";
      kind.textContent = one.kind;
      option.append(text, " ", kind);
      return option;
    };
    const show = (answer) => {
      list.replaceChildren(...answer.found.map(drawn));
      open(answer.found.length > 0);
      status.textContent = answer.status;
    };
    const ask = async () => {
      const words = field.value.trim();
      if (words === asked) return;
      if (words.length < FEWEST_LETTERS) {
        close();
        return;
      }
      if (request) request.abort();
      request = new AbortController();
      asked = words;
      try {
        const answer = await fetch(`${place.dataset.suggestions}?q=${encodeURIComponent(words)}`, {
          credentials: "omit", headers: { Accept: "application/json" }, signal: request.signal,
        });
        if (!answer.ok) throw new Error("no suggestions");
        const found = await answer.json();
        if (document.activeElement === field) show(found);
      } catch (problem) {
        // A newer question, which will be answered; or no network or too many questions: the search works without.
        if (problem.name !== "AbortError") close();
      }
    };

    field.addEventListener("input", () => {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || list.hidden) return;
      const count = list.children.length;
      if (event.key === "ArrowDown") choose(active + 1 < count ? active + 1 : -1);
      else if (event.key === "ArrowUp") choose(active < 0 ? count - 1 : active - 1);
      else if (event.key === "Escape") close();
      else if (event.key === "Enter" && active >= 0) location.assign(list.children[active].dataset.url);
      else return;
      event.preventDefault();
    });
    field.addEventListener("blur", close);
    // Else the field would lose the focus, and the list would be gone before it is clicked.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[data-url]");
      if (option) location.assign(option.dataset.url);
    });
  };
  document.querySelectorAll("[data-suggestions]").forEach(begin);
})();
