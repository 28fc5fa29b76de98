// Keeps title and description of a form that somebody has begun, in this browser alone, for some days.
//   <form data-draft="NAME">          the form; its fields "title" and "text" are kept, nothing else
//     data-draft-days="7"             for how long
//   [data-draft-offer]                shown when there is a draft, with [data-draft-restore] and [data-draft-discard]
//   [data-draft-note]                 tells people, as soon as something is kept
//   [data-draft-sent="NAME"]          on the page after sending: the draft goes
(() => {
  "use strict";
  const FIELDS = ["title", "text"];
  const keyOf = (name) => `eving-draft-${name}`;

  // A browser may forbid its memory, or it is full: then there is no draft, and the form works as ever.
  const quietly = (task) => {
    try {
      return task();
    } catch {
      return null;
    }
  };
  const forget = (name) => quietly(() => localStorage.removeItem(keyOf(name)));
  const read = (name, days) => {
    const draft = quietly(() => JSON.parse(localStorage.getItem(keyOf(name))));
    const isOurs = draft && FIELDS.every((field) => typeof draft[field] === "string");
    if (!isOurs || !(Date.now() - draft.at < days * 86400000)) {
      forget(name);
      return null;
    }
    return draft;
  };

  const sent = document.querySelector("[data-draft-sent]");
  if (sent) forget(sent.dataset.draftSent);

  const form = document.querySelector("form[data-draft]");
  if (!form || quietly(() => localStorage.length) === null) return;
  const name = form.dataset.draft;
  const fields = FIELDS.map((field) => form.elements.namedItem(field));
  const offer = document.querySelector("[data-draft-offer]");
  const note = document.querySelector("[data-draft-note]");
  const isEmpty = () => fields.every((field) => field.value.trim() === "");

  const keep = () => {
    if (isEmpty()) return;
    const draft = { at: Date.now() };
    fields.forEach((field) => { draft[field.name] = field.value; });
    quietly(() => localStorage.setItem(keyOf(name), JSON.stringify(draft)));
    if (offer) offer.hidden = true;
    if (note) note.hidden = false;
  };
  let timer = 0;
  const keepSoon = () => {
    clearTimeout(timer);
    timer = setTimeout(keep, 400);
  };
  // Whoever goes away in the middle of a word loses none of it. An offer not yet answered stays as it is.
  const keepNow = () => {
    if (!timer) return;
    clearTimeout(timer);
    keep();
  };
  fields.forEach((field) => field.addEventListener("input", keepSoon));
  addEventListener("pagehide", keepNow);

  const draft = read(name, Number(form.dataset.draftDays));
  if (!draft || !offer || !isEmpty()) return;
  offer.hidden = false;
  // A page that comes back by "Back" gets its words only after this script.
  addEventListener("pageshow", () => { offer.hidden ||= !isEmpty(); });
  history.scrollRestoration = "manual"; // the offer stands at the top, where a reload would not lead
  offer.querySelector("[data-draft-restore]").addEventListener("click", () => {
    fields.forEach((field) => { field.value = draft[field.name] || ""; });
    offer.hidden = true;
    fields[0].focus();
    fields[0].dispatchEvent(new Event("change", { bubbles: true }));
  });
  offer.querySelector("[data-draft-discard]").addEventListener("click", () => {
    forget(name);
    offer.hidden = true;
    fields[0].focus();
  });
})();
