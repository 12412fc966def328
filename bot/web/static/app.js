// Signs in with what Telegram hands its Mini Apps, and takes people back into their chat. All else
// on these pages works without a script. Telegram's side: core.telegram.org/api/web-events.
(() => {
  "use strict";

  // Tells the app that shows us; false where there is none. Who may frame us is fixed by our
  // content policy, so a message to the frame around us needs no address.
  const tell = (type, data = {}) => {
    if (window.TelegramWebviewProxy) {
      window.TelegramWebviewProxy.postEvent(type, JSON.stringify(data));
    } else if (window.external && "notify" in window.external) {
      window.external.notify(JSON.stringify({ eventType: type, eventData: data }));
    } else if (window.parent !== window) {
      window.parent.postMessage(JSON.stringify({ eventType: type, eventData: data }), "*");
    } else {
      return false;
    }
    return true;
  };

  // "dark" or "light", by the ground that the app draws on; undefined where it does not say.
  const theme = (colours) => {
    try {
      const [, ...parts] = /^#(..)(..)(..)$/.exec(JSON.parse(colours).bg_color);
      const [red, green, blue] = parts.map((part) => Number.parseInt(part, 16));
      return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? "dark" : "light";
    } catch {
      return undefined;
    }
  };

  const signIn = (entry) => {
    const given = new URLSearchParams(location.hash.slice(1));
    const proof = given.get("tgWebAppData");
    // What proves who somebody is does not stay in an address that can be shared.
    history.replaceState(null, "", location.pathname + location.search);
    tell("web_app_ready");
    tell("web_app_expand");

    const show = (name) => {
      for (const one of ["waiting", "outside", "refused", "trouble"]) {
        document.getElementById(one).hidden = one !== name;
      }
      if (name !== "waiting") document.getElementById(name).focus();
    };
    const ask = async () => {
      show("waiting");
      try {
        const answer = await fetch(entry.dataset.session, {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify({
            account: entry.dataset.account,
            proof,
            theme: theme(given.get("tgWebAppThemeParams")),
          }),
        });
        if (answer.ok) location.replace((await answer.json()).next);
        else show(answer.status < 500 ? "refused" : "trouble");
      } catch {
        show("trouble");
      }
    };
    document.getElementById("again").addEventListener("click", ask);
    if (proof && entry.dataset.account) ask();
    else if ("signedIn" in entry.dataset) location.replace(entry.dataset.shelf);
    else show("outside");
  };

  const entry = document.getElementById("entry");
  if (entry) signIn(entry);

  for (const link of document.querySelectorAll("a[data-chat]")) {
    link.addEventListener("click", (event) => {
      const { pathname, search } = new URL(link.href);
      if (!tell("web_app_open_tg_link", { path_full: pathname + search })) return;
      event.preventDefault();
      tell("web_app_close");
    });
  }

  // A screen reader says what changes in a status, not what stood in it from the start.
  const said = document.getElementById("said");
  if (said?.childElementCount) {
    const words = [...said.children];
    said.replaceChildren();
    setTimeout(() => said.replaceChildren(...words), 200);
  }
  // What is wrong is seen whole, with the words beside it, and not behind the navigation.
  const wrong = document.querySelector("[aria-invalid=true]");
  wrong?.focus({ preventScroll: true });
  wrong?.scrollIntoView({ block: "center" });
})();
