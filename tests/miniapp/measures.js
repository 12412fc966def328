// Measures a page as it is drawn: text, what can be touched, edges that tell something, overflow.
() => {
  const visible = (element) =>
    element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) &&
    getComputedStyle(element).clipPath === "none" &&
    !element.closest("[aria-hidden=true]") &&
    !element.closest(".unseen, .skip");
  const parse = (color) => {
    const numbers = color.match(/[\d.]+/g).map(Number);
    return { rgb: numbers.slice(0, 3), alpha: numbers[3] ?? 1 };
  };
  const over = (top, below) => top.rgb.map((c, i) => c * top.alpha + below[i] * (1 - top.alpha));
  const ground = (element) => {
    const layers = [];
    for (let at = element; at; at = at.parentElement) {
      layers.unshift(parse(getComputedStyle(at).backgroundColor));
      if (layers[0].alpha === 1) break;
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
    return Math.round(((bright + 0.05) / (dark + 0.05)) * 100) / 100;
  };
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    if (!words || !visible(element) || element.closest("script, noscript")) continue;
    const style = getComputedStyle(element);
    const below = ground(element);
    const size = parseFloat(style.fontSize);
    texts.push({
      words: words.slice(0, 30),
      size,
      spacing: style.lineHeight === "normal" ? 1.2 : Math.round((parseFloat(style.lineHeight) / size) * 100) / 100,
      contrast: ratio(over(parse(style.color), below), below),
    });
  }
  const touched = "a, button, summary, label.choice, input:not([type=hidden], [type=radio], [type=checkbox])";
  const targets = [...document.querySelectorAll(touched)].filter(visible).map((element) => {
    const { width, height } = element.getBoundingClientRect();
    return { name: element.textContent.trim().slice(0, 20) || element.id, width, height };
  });
  const edges = [...document.querySelectorAll("button, .button, .field input, .state")]
    .filter(visible)
    .map((element) => ({
      name: element.textContent.trim().slice(0, 20) || element.id,
      contrast: ratio(parse(getComputedStyle(element).borderTopColor).rgb, ground(element.parentElement)),
    }));
  const room = document.documentElement.clientWidth;
  const wide = [...document.body.querySelectorAll("*")].filter(
    (element) => visible(element) && element.getBoundingClientRect().right > room + 0.5,
  );
  const cut = [...document.querySelectorAll("input:not([type=hidden])")]
    .filter((element) => visible(element) && element.scrollWidth > element.clientWidth)
    .map((element) => element.id || element.name);
  return {
    texts,
    cut,
    targets,
    edges,
    overflow: document.documentElement.scrollWidth - room,
    widest: wide.slice(0, 5).map((element) => `${element.tagName}.${element.className}`),
  };
}
