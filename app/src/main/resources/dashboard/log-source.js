// The bytes of one log as they come, with an index of lines: a hundred megabytes are held as bytes, and only what is
// looked at becomes text.
import { plain } from './ansi.js';
import { send } from './api.js';

const FIRST_LINES = 1 << 14;
const FEED = 10;
// More than this is not read at once: the end of a log is what people look at.
const MOST_BYTES = 256 * 1024 * 1024;
const LONGEST_LINE = 20000;
const SEARCH_SLICE_MS = 12;
const PAUSE = 1000;

/** A log that grows. */
export class LogSource {
  /**
   * @param path of the log in the API
   * @param size how many bytes there were when last asked
   * @param changed called when there is more, at most once for each frame
   */
  constructor(path, size, changed) {
    this.path = path;
    this.changed = changed;
    this.skipped = Math.max(0, size - MOST_BYTES);
    this.chunks = [];
    this.begins = [];
    this.bytes = 0;
    this.lines = 1;
    this.starts = new Float64Array(FIRST_LINES);
    this.over = new AbortController();
    this.complete = false;
    this.problem = null;
    this.decoder = new TextDecoder();
  }

  /** Reads until there is nothing more to come, or until it is closed. */
  async run() {
    while (!this.over.signal.aborted && !this.complete) {
      await this.#seen();
      try {
        await this.#read();
        this.problem = null;
      } catch (problem) {
        if (this.over.signal.aborted) {
          return;
        }
        if (document.hidden) {
          continue;
        }
        this.problem = problem;
        this.#tell();
        if (problem.status && problem.status < 500) {
          return;
        }
      }
      await new Promise((done) => setTimeout(done, PAUSE));
    }
  }

  /** Ends the reading. */
  close() {
    this.over.abort();
  }

  // A page that nobody sees holds no connection.
  async #seen() {
    while (document.hidden && !this.over.signal.aborted) {
      await new Promise((shown) => document.addEventListener('visibilitychange', shown, { once: true }));
    }
  }

  async #read() {
    const own = new AbortController();
    const end = () => own.abort();
    const hide = () => document.hidden && own.abort();
    this.over.signal.addEventListener('abort', end);
    document.addEventListener('visibilitychange', hide);
    try {
      await this.#take(own.signal);
    } finally {
      this.over.signal.removeEventListener('abort', end);
      document.removeEventListener('visibilitychange', hide);
    }
  }

  async #take(signal) {
    const from = this.skipped + this.bytes;
    const reply = await send('GET', `${this.path}&from=${from}&follow=true`, { signal });
    const reader = reply.body.getReader();
    for (;;) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      if (value.length) {
        this.#add(value);
        this.#tell();
      }
    }
  }

  #add(chunk) {
    this.begins.push(this.bytes);
    this.chunks.push(chunk);
    for (let at = chunk.indexOf(FEED); at >= 0; at = chunk.indexOf(FEED, at + 1)) {
      if (this.lines === this.starts.length) {
        const larger = new Float64Array(this.starts.length * 2);
        larger.set(this.starts);
        this.starts = larger;
      }
      this.starts[this.lines++] = this.bytes + at + 1;
    }
    this.bytes += chunk.length;
  }

  #tell() {
    if (!this.pending) {
      this.pending = true;
      requestAnimationFrame(() => {
        this.pending = false;
        this.changed();
      });
    }
  }

  /** How many lines there are; one that has begun counts when it has a byte. */
  get count() {
    return this.starts[this.lines - 1] === this.bytes ? this.lines - 1 : this.lines;
  }

  /** A line's text without its end; what a carriage return wrote over is left out. */
  line(index) {
    const from = this.starts[index];
    const end = index + 1 < this.lines ? this.starts[index + 1] - 1 : this.bytes;
    const long = end - from > LONGEST_LINE;
    // Of a long line its end, where it was written over and over as a progress bar is; else its beginning.
    const last = long ? this.decoder.decode(this.#slice(end - LONGEST_LINE, end)) : '';
    const text = last.includes('\r') ? last : this.decoder.decode(this.#slice(from, Math.min(end, from + LONGEST_LINE)));
    const kept = text.endsWith('\r') ? text.slice(0, -1) : text;
    const shown = kept.slice(kept.lastIndexOf('\r') + 1);
    return long && !last.includes('\r') ? `${shown}…` : shown;
  }

  #slice(from, to) {
    let chunk = this.#chunkOf(from);
    const parts = [];
    while (chunk < this.chunks.length && this.begins[chunk] < to) {
      const begin = this.begins[chunk];
      parts.push(this.chunks[chunk].subarray(Math.max(0, from - begin), to - begin));
      chunk++;
    }
    if (parts.length === 1) {
      return parts[0];
    }
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  #chunkOf(position) {
    let low = 0;
    let high = this.begins.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.begins[middle] <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  /**
   * The lines with a text in them, in slices that leave the page time to move.
   *
   * @param wanted in any case
   * @param most so many are found at most
   * @param found called with the lines so far
   * @param signal ends the search
   */
  async search(wanted, most, found, signal) {
    const lines = [];
    const needle = wanted.toLowerCase();
    let began = performance.now();
    for (let index = 0; index < this.count && lines.length < most && !signal.aborted; index++) {
      if (plain(this.line(index)).toLowerCase().includes(needle)) {
        lines.push(index);
      }
      if (performance.now() - began > SEARCH_SLICE_MS) {
        found(lines, false);
        await new Promise((done) => setTimeout(done));
        began = performance.now();
      }
    }
    if (!signal.aborted) {
      found(lines, true);
    }
  }
}
