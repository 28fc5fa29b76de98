"""One screen as somebody sees it: height, words, where its heading stands, and the fields of its form."""

from dataclasses import asdict, dataclass
from typing import Any

from playwright.sync_api import Page

PHONE, DESK = 375, 1280

# Folds stay as they are: what is in a closed one counts as a field of the form, not of the screen. Text that only
# readers of the screen hear counts for nobody's eye.
LOOK = """() => {
  const seen = (element) => element.checkVisibility({visibilityProperty: true, contentVisibilityAuto: true})
    && !element.closest('.kern-sr-only, .honeypot');
  const heading = document.querySelector('h1');
  const main = document.querySelector('main');
  let words = 0;
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const around = walker.currentNode.parentElement;
    const text = walker.currentNode.data.trim();
    if (text && !around.closest('script, style, option, textarea') && seen(around)) words += text.split(/\\s+/).length;
  }
  const fields = new Map();
  for (const input of main.querySelectorAll('form[method=post] :is(input, select, textarea)')) {
    if (!input.name || ['hidden', 'submit', 'button'].includes(input.type) || input.closest('.honeypot')
      || input.matches('.honeypot') || input.name === 'homepage2') continue;
    const field = fields.get(input.name) || {seen: false, required: false};
    // A button of our own may hide the box of a native choice, but never its label.
    field.seen ||= seen(input) || [...(input.labels || [])].some(seen);
    field.required ||= input.required;
    fields.set(input.name, field);
  }
  const rows = [...main.querySelectorAll(':is(.card-row, .cards .card, .cards > li > *)')].filter(seen);
  const heights = rows.map((row) => row.getBoundingClientRect().height).sort((one, other) => one - other);
  return {
    height: document.documentElement.scrollHeight,
    heading: Math.round(heading.getBoundingClientRect().top + window.scrollY),
    title: heading.innerText.trim(),
    words,
    fields: Object.fromEntries(fields),
    row: heights.length > 5 ? Math.round(heights[Math.floor(heights.length / 2)]) : 0,
  };
}"""


@dataclass(frozen=True)
class Screen:
    title: str
    phone: int  # px of height
    desk: int
    heading: int  # y of the h1 on a phone
    words: int
    row: int = 0  # px of the middle row of a list, on a phone
    seen: int = 0  # fields outside of closed folds
    fields: int = 0
    required: int = 0

    @classmethod
    def read(cls, row: dict[str, Any]) -> "Screen":
        return cls(**row)

    def row_of_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value}


def look(page: Page) -> Screen:
    """Measures the page on a phone and at a desk; it is left as on a phone."""
    heights = {}
    for width in (DESK, PHONE):
        page.set_viewport_size({"width": width, "height": 900 if width == DESK else 812})
        found = page.evaluate(LOOK)
        heights[width] = found["height"]
    fields = found["fields"].values()
    return Screen(
        title=found["title"],
        phone=heights[PHONE],
        desk=heights[DESK],
        heading=found["heading"],
        words=found["words"],
        row=found["row"],
        seen=sum(field["seen"] for field in fields),
        fields=len(fields),
        required=sum(field["required"] for field in fields),
    )
