// What a bot answers to a tap: a line that goes by itself, or words to be confirmed.

const SHOWN = 4000; // ms

export class Toast {
  /** `line` and `dialog` are in index.html; `openLink(url)` opens what an answer names. */
  constructor(line, dialog, openLink) {
    Object.assign(this, { line, dialog, openLink });
    this.person = null;
    this.last = null;
    this.timer = 0;
    this.back = null; // what had the focus
    this.button = dialog.querySelector("button");
    this.button.addEventListener("click", () => this.close());
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      if (event.key === "Tab") event.preventDefault(); // nothing else can be reached meanwhile
    });
  }

  /** Show the newest answer once; what was answered before the page was opened is past. */
  heed({ person, toast }) {
    const old = this.person !== person || toast?.id === this.last;
    if (this.person !== person) this.hide();
    this.person = person;
    this.last = toast?.id ?? this.last;
    if (old || !toast) return;
    if (toast.alert && toast.text) this.confirm(toast.text);
    else if (toast.text) this.say(toast.text);
    if (toast.url) this.openLink(toast.url);
  }

  say(words) {
    clearTimeout(this.timer);
    this.line.textContent = words;
    this.line.hidden = false;
    this.timer = setTimeout(() => this.hide(), SHOWN);
  }

  hide() {
    clearTimeout(this.timer);
    this.line.hidden = true;
    this.line.textContent = "";
    this.dialog.hidden = true;
  }

  confirm(words) {
    this.dialog.querySelector("p").textContent = words;
    this.back = document.activeElement;
    this.dialog.hidden = false;
    this.button.focus();
  }

  close() {
    this.dialog.hidden = true;
    if (this.back?.isConnected) this.back.focus();
    this.back = null;
  }
}
