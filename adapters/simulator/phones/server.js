// The simulator behind the page: one stream of states in, small JSON posts out.

const BASE = new URL("api/", import.meta.url);
const FIRST_WAIT = 500; // ms before the second try; doubled up to LONGEST_WAIT
const LONGEST_WAIT = 8000;

let person = ""; // whose Telegram phone is looked at; "" for the first one's

function where(path) {
  const url = new URL(path, BASE);
  if (person) url.searchParams.set("person", person);
  return url;
}

/**
 * Post to the simulator. Resolves to "" when it was taken, else to a sentence for the person.
 * The header keeps other sites from posting: a browser sends it across origins only on request.
 */
export async function post(path, body = {}) {
  return (await ask(path, body)).refused;
}

/** The same; resolves to {refused, told}: `told` is what the simulator answered, where it did. */
export async function ask(path, body = {}) {
  try {
    const answer = await fetch(new URL(path, BASE), {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-Requested-With": "phones" },
      body: JSON.stringify(body),
    });
    if (!answer.ok) return { refused: await refusal(answer), told: null };
    return { refused: "", told: answer.status === 204 ? null : await answer.json() };
  } catch {
    return { refused: "没发出去：连接断了。等一下再试。", told: null };
  }
}

/** Send a file by the pictured person; resolves as `post` does. */
export async function attach(path, file) {
  const url = where(path);
  url.searchParams.set("name", file.name);
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: {
        "Content-Type": file.type || "application/octet-stream",
        "X-Requested-With": "phones",
      },
      body: file,
    });
    return answer.ok ? "" : await refusal(answer);
  } catch {
    return "没发出去：连接断了。等一下再试。";
  }
}

/** Ask for the present state once; null when it cannot be had. */
export async function latest() {
  try {
    const answer = await fetch(where("state"));
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

async function refusal(answer) {
  try {
    const { error } = await answer.json();
    if (typeof error === "string" && error) return error;
  } catch {
    // no JSON: the sentence below says what can be said
  }
  return "没发出去，请再试一次。";
}

/**
 * Listen to the simulator: `onState(state)` for each state, `onTrouble(true|false)` when the
 * connection goes and comes back. It connects again by itself, also after a refusal, which
 * EventSource alone would take as final. Returns a function that has the states show the
 * Telegram phone of another person, named by the Telegram id.
 */
export function listen(onState, onTrouble) {
  let source = null;
  let wait = FIRST_WAIT;
  let timer = 0;

  function connect() {
    clearTimeout(timer);
    source?.close();
    source = new EventSource(where("events"));
    source.addEventListener("state", (event) => {
      wait = FIRST_WAIT;
      onTrouble(false);
      onState(JSON.parse(event.data));
    });
    source.addEventListener("error", retry);
  }

  function retry() {
    source.close();
    onTrouble(true);
    clearTimeout(timer);
    timer = setTimeout(connect, wait);
    wait = Math.min(wait * 2, LONGEST_WAIT);
  }

  // A laptop that slept or a phone that changed networks may hold a dead stream without knowing.
  window.addEventListener("online", connect);
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible" && awayFor() > 30_000) connect();
    if (document.visibilityState === "hidden") hiddenAt = performance.now();
  });
  let hiddenAt = 0;
  const awayFor = () => performance.now() - hiddenAt;

  connect();
  return (id) => {
    person = id;
    connect();
  };
}
