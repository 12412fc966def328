// A small panel that opens from a button: sub menus, command list, the "more" sheet.

let open = null;

/** Let `button` open and close `panel`; returns a function that closes it. */
export function popup(button, panel) {
  const close = () => {
    panel.hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (open?.panel === panel) open = null;
  };
  button.addEventListener("click", () => {
    const closed = panel.hidden;
    open?.close();
    if (!closed) return;
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    open = { button, panel, close };
  });
  button.addEventListener("keydown", (event) => {
    if (panel.hidden || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
    event.preventDefault();
    step(panel, event.key === "ArrowDown" ? 1 : -1);
  });
  panel.addEventListener("keydown", (event) => {
    if (!["ArrowUp", "ArrowDown"].includes(event.key) || event.target.matches("select")) return;
    event.preventDefault();
    step(panel, event.key === "ArrowDown" ? 1 : -1);
  });
  return close;
}

function step(panel, by) {
  const buttons = [...panel.querySelectorAll("button")].filter(({ hidden }) => !hidden);
  const at = buttons.indexOf(document.activeElement);
  const next = at < 0 ? (by > 0 ? 0 : buttons.length - 1) : (at + by + buttons.length) % buttons.length;
  buttons[next]?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !open) return;
  const { button, close } = open;
  close();
  button.focus();
});

function closeUnlessInside({ target }) {
  if (open && !open.panel.contains(target) && !open.button.contains(target)) open.close();
}

document.addEventListener("pointerdown", closeUnlessInside);
document.addEventListener("focusin", closeUnlessInside);
