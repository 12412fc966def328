// Time in the simulated zone: a clock that runs on between states, and times in plain words.

const DAY = 86_400_000; // ms

/** The simulator's clock, read from the last state and run on by the browser's own. */
export class SimulatedClock {
  constructor() {
    this.zone = "Asia/Shanghai";
    this.at = null;
  }

  /** Take over the time `now` (ISO 8601) of a state that has just arrived. */
  set(now, zone) {
    this.zone = zone;
    this.at = Date.parse(now);
    this.since = performance.now();
  }

  /** The present simulated instant in ms, or null before the first state. */
  now() {
    return this.at === null ? null : this.at + performance.now() - this.since;
  }

  parts(ms) {
    return partsIn(this.zone, ms);
  }

  /** "07:30", with seconds "07:30:05". */
  time(ms, seconds = false) {
    const { hour, minute, second } = this.parts(ms);
    return seconds ? `${hour}:${minute}:${second}` : `${hour}:${minute}`;
  }

  /** "11月23日 星期一". */
  date(ms) {
    const { month, day, weekday } = this.parts(ms);
    return `${month}月${day}日 ${weekday}`;
  }

  /** The day as a word seen from the present: 今天, 明天, 昨天, else "11月23日". */
  day(ms) {
    const apart = this.dayNumber(ms) - this.dayNumber(this.now() ?? ms);
    const word = { "-1": "昨天", 0: "今天", 1: "明天", 2: "后天" }[apart];
    if (word) return word;
    const { month, day } = this.parts(ms);
    return `${month}月${day}日`;
  }

  /** Days since the epoch in the simulated zone. */
  dayNumber(ms) {
    const { year, month, day } = this.parts(ms);
    return Date.UTC(Number(year), Number(month) - 1, Number(day)) / DAY;
  }
}

const formats = new Map();

function partsIn(zone, ms) {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat("zh-CN", {
      timeZone: zone, hourCycle: "h23", weekday: "long",
      year: "numeric", month: "numeric", day: "numeric",
      hour: "2-digit", minute: "2-digit", second: "2-digit",
    }));
  }
  const parts = formats.get(zone).formatToParts(new Date(ms));
  return Object.fromEntries(parts.map(({ type, value }) => [type, value]));
}
