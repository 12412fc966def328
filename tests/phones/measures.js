// Measures what a test asks for, inside the page. Returns plain lists.
() => {
  const visible = (element) => {
    for (let at = element; at; at = at.parentElement) {
      if (getComputedStyle(at).clipPath !== "none") return false; // for screen readers only
    }
    return element.checkVisibility({ visibilityProperty: true, opacityProperty: true })
      && !element.closest("[aria-hidden=true], svg");
  };
  const parse = (color) => {
    const numbers = color.match(/[\d.]+/g).map(Number);
    return { rgb: numbers.slice(0, 3), alpha: numbers[3] ?? 1 };
  };
  const over = (top, below) => top.rgb.map((c, i) => c * top.alpha + below[i] * (1 - top.alpha));
  // The colours under an element, outermost first; text over a picture has no background to trust.
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      layers.unshift(color);
      if (color.alpha === 1) return layers.reduce((below, top) => over(top, below), [255, 255, 255]);
      if (at.classList.contains("chat") && at.querySelector(".wallpaper")) return null;
    }
    return layers.reduce((below, top) => over(top, below), [255, 255, 255]);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((c) => {
      const part = c / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (one, other) => {
    const [dark, bright] = [light(one), light(other)].sort((a, b) => a - b);
    return (bright + 0.05) / (dark + 0.05);
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    if (!words || !visible(element)) continue;
    const below = ground(element);
    const style = getComputedStyle(element);
    const color = parse(style.color);
    texts.push({
      words: words.slice(0, 30),
      // How a message came is the demo's own note, not what a senior has to read.
      where: element.closest(".rung") ? "note" : element.closest(".screen")?.parentElement.parentElement.id ?? "page",
      size: parseFloat(style.fontSize),
      contrast: below === null ? 0 : ratio(over(color, below), below),
    });
  }
  const targets = [...document.querySelectorAll("button, input, a")].filter(visible).map((element) => {
    const box = element.getBoundingClientRect();
    const name = element.getAttribute("aria-label") ?? element.textContent.trim();
    return { name, width: box.width, height: box.height };
  });
  return { texts, targets };
}
