// What stands in a WeChat bubble: words with links, filled forms, articles, pictures.

import { icon, make } from "./page.js";

/** The contents of an ordinary bubble; `open(url)` opens a page in the phone. */
export function textParts(bubble, open) {
  const parts = [];
  if (bubble.title) parts.push(make("p", { className: "bubble-title", text: bubble.title }));
  if (bubble.text) parts.push(make("p", { className: "bubble-text" }, ...linked(bubble, open)));
  for (const { label, data } of bubble.buttons) {
    parts.push(make("button", {
      className: "bubble-link", text: label,
      attrs: { type: "button" }, data: { bubble: bubble.id, tap: data },
    }));
  }
  return parts;
}

/** A picture as large as the bubble allows; `loaded()` is called once it has its size. */
export function picture(bubble, loaded) {
  const alt = bubble.text.replace(/^\[|\]$/g, "") || "图片";
  const image = make("img", { className: "picture", attrs: { src: bubble.picture, alt } });
  image.addEventListener("load", loaded);
  return image;
}

/** A notice or a template message: its title, the fields, and what opens. */
export function card(bubble, open) {
  const fields = make("dl", { className: "card-fields" });
  for (const { label, value } of bubble.fields) {
    fields.append(make("dt", { text: label }), make("dd", { text: value }));
  }
  const parts = [make("p", { className: "card-title", text: bubble.title }), fields];
  for (const { label, url } of bubble.links) parts.push(opener("card-more", label, url, open));
  return make("div", { className: "card" }, ...parts);
}

/** An article: title, a line of words, a picture; all of it opens. */
export function news(bubble, open, loaded) {
  const words = make("span", { className: "news-words" },
    make("strong", { className: "news-title", text: bubble.title }),
    make("span", { className: "news-text", text: bubble.text }));
  const [{ url }] = bubble.links;
  const article = make("button", { className: "card news", attrs: { type: "button" } }, words);
  if (bubble.picture) article.append(picture({ ...bubble, text: "" }, loaded));
  article.addEventListener("click", () => open(url, article));
  return article;
}

function opener(className, label, url, open) {
  const button = make("button", { className, attrs: { type: "button" } }, label, icon("next"));
  button.addEventListener("click", () => open(url, button));
  return button;
}

// Labels of links stand in the text in their order.
function linked({ text, links }, open) {
  const parts = [];
  let rest = text;
  for (const { label, url } of links) {
    const at = rest.indexOf(label);
    if (at < 0 || !label) continue;
    const button = make("button", { className: "text-link", text: label, attrs: { type: "button" } });
    button.addEventListener("click", () => open(url, button));
    parts.push(rest.slice(0, at), button);
    rest = rest.slice(at + label.length);
  }
  return [...parts, rest].filter((part) => part !== "");
}
