// Links that Telegram opens by itself: those into the private chat with a bot.

const HOSTS = ["t.me", "telegram.me", "telegram.dog"];
const PAYLOAD = /^[A-Za-z0-9_-]{0,64}$/;

/** The address of a path on Telegram's own host, as Mini Apps name it. */
export function telegramLink(path) {
  return new URL(path, `https://${HOSTS[0]}`).href;
}

/** What a deep link to the bot `username` carries, as {payload}; null for every other address. */
export function deepLink(address, username) {
  let url;
  try {
    url = new URL(address);
  } catch {
    return null;
  }
  const web = HOSTS.includes(url.hostname);
  const named = web ? url.pathname.slice(1) : url.searchParams.get("domain") ?? "";
  if (!web && url.protocol !== "tg:") return null;
  if (named.toLowerCase() !== username.toLowerCase()) return null;
  const payload = url.searchParams.get("start") ?? "";
  return PAYLOAD.test(payload) ? { payload } : null;
}
