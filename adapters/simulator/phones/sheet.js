// A page opened inside the phone. Only pages of this very server can be shown here; of others the
// address is told.

import { make, setText } from "./page.js";

export class Sheet {
  /** `root` is the .sheet in index.html; `heard(type, data)` gets what a Mini App tells its app. */
  constructor(root, heard = () => {}) {
    this.root = root;
    this.heard = heard;
    this.opener = null;
    this.body = root.querySelector(".sheet-body");
    this.button = root.querySelector(".sheet-close");
    this.button.addEventListener("click", () => this.close());
    root.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.close();
    });
    window.addEventListener("message", (event) => this.told(event));
  }

  // Telegram's web events (core.telegram.org, "Web events API"): JSON from the frame shown here.
  told({ source, origin, data }) {
    const frame = this.body.querySelector("iframe");
    if (!frame || source !== frame.contentWindow || origin !== location.origin) return;
    try {
      const { eventType, eventData } = JSON.parse(data);
      this.heard(eventType, eventData ?? {});
    } catch {
      // a page that is no Mini App may say what it likes
    }
  }

  /**
   * Show `url` under the account's `title`; `opener` gets the focus back. With a platform id
   * `person` the page learns whose phone it is on; `name` says what is opened.
   */
  open(url, { title, person = "", name = "公众号的网页" }, opener) {
    this.opener = opener;
    const page = address(url);
    const own = page !== null && page.origin === location.origin;
    setText(this.root.querySelector(".sheet-title"), own ? title : page?.host ?? "小程序");
    this.body.replaceChildren(own ? frame(page, person, name) : elsewhere(page));
    this.root.hidden = false;
    this.button.focus();
  }

  close() {
    if (this.root.hidden) return;
    this.root.hidden = true;
    this.body.replaceChildren();
    if (this.opener?.isConnected) this.opener.focus();
    this.opener = null;
  }
}

function address(url) {
  try {
    const page = new URL(url);
    return /^https?:$/.test(page.protocol) ? page : null;
  } catch {
    return null;
  }
}

function frame(page, person, name) {
  // The played platform's script reads here whose phone it is; the real one knows.
  if (person) page.hash = `phone=${person}`;
  const inside = make("iframe", { className: "sheet-page", attrs: { src: page.href, title: name } });
  inside.addEventListener("load", () => fit(inside));
  return inside;
}

// A browser shows a bare picture in a frame at its full size; a phone fits it to the screen.
function fit({ contentDocument: shown }) {
  const image = shown?.contentType.startsWith("image/") ? shown.querySelector("img") : null;
  if (!image) return;
  image.style.maxWidth = "100%";
  image.style.height = "auto";
}

function elsewhere(page) {
  const words = make("div", { className: "sheet-words" },
    make("p", { text: "这个网页在演示之外，这里打不开。" }));
  if (page) words.append(make("p", { className: "sheet-address", text: page.href }));
  return words;
}
