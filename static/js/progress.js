// Keeps the page of a run in the background up to date; without a script its link “Refresh” does.
//   <div data-progress="?teil=1">   the address answers with a piece of this page
(() => {
  "use strict";
  const WAIT = 3000;
  const STEP = 10; // percent: more often would be read aloud for nothing
  const place = document.querySelector("[data-progress]");
  const said = place && place.querySelector("[data-progress-said]");
  if (!said) return;

  const part = (root, name) => root.querySelector(`[data-progress-${name}]`);
  const percent = () => {
    const bar = place.querySelector("progress");
    return bar ? bar.position * 100 : 0;
  };
  let last = percent();
  const show = (html) => {
    const piece = document.createElement("template");
    piece.innerHTML = html; // our own server's page, under a policy that runs no script in it
    for (const name of ["state", "actions"]) {
      const now = part(place, name);
      // A button that somebody is on stays where it is; pressed too late it does no harm.
      if (!(name === "actions" && now.contains(document.activeElement))) now.replaceWith(part(piece.content, name));
    }
    const state = part(place, "state");
    const runs = "progressRuns" in state.dataset;
    if (!runs || percent() - last >= STEP) {
      last = percent();
      said.textContent = state.dataset.progressWords;
    }
    return runs;
  };
  const look = async () => {
    let runs = true;
    try {
      const answer = await fetch(place.dataset.progress, { credentials: "same-origin" });
      // Signed out meanwhile, or it may not be looked at any more: the page stays as it was.
      if (answer.redirected || answer.status === 403 || answer.status === 404) return;
      if (answer.ok) runs = show(await answer.text());
    } catch {
      // No network for a moment: the next look may have it.
    }
    if (runs) setTimeout(look, WAIT);
  };
  if ("progressRuns" in part(place, "state").dataset) setTimeout(look, WAIT);
})();
