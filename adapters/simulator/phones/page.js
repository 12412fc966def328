// Small helpers to make parts of the page. Text always goes in as text, never as markup.

const SVG = "http://www.w3.org/2000/svg";

/** Make an element; `options`: className, text, data (object), attrs (object). */
export function make(tag, options = {}, ...children) {
  const element = document.createElement(tag);
  if (options.className) element.className = options.className;
  if (options.text !== undefined) element.textContent = options.text;
  for (const [name, value] of Object.entries(options.data ?? {})) element.dataset[name] = value;
  for (const [name, value] of Object.entries(options.attrs ?? {})) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

/** A picture from the sprite in index.html, hidden from screen readers. */
export function icon(name, className = "") {
  const picture = document.createElementNS(SVG, "svg");
  picture.setAttribute("aria-hidden", "true");
  if (className) picture.setAttribute("class", className);
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#i-${name}`);
  picture.append(use);
  return picture;
}

/** Point an icon made here or in index.html at another picture of the sprite. */
export function setIcon(holder, name) {
  holder.querySelector("use").setAttribute("href", `#i-${name}`);
}

/** Set an element's text only when it differs, so that screen readers do not repeat it. */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Show or hide a line of text: hidden while `text` is empty. */
export function setNote(element, text) {
  setText(element, text);
  element.hidden = text === "";
}

/** Words that only a screen reader gets. */
export function spoken(text) {
  return make("span", { className: "spoken", text });
}

/** The mark of a message that never reached the bot. */
export function notTaken() {
  return make("span", { className: "not-taken" }, "!", spoken("没有送到"));
}

/** True when the person asked their system for less motion. */
export function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
