// The bytes of one log as they come, with an index of lines: only what is looked at becomes text. So much of the end is
// held and no more, however long it grows.
import { plain } from './ansi.js';
import { send } from './api.js';

const FIRST_LINES = 1 << 14;
const FEED = 10;
const BLOCK_BITS = 20;
const BLOCK = 1 << BLOCK_BITS;
const MOST_LINES = 4_000_000;
const LONGEST_LINE = 20000;
const SEARCH_SLICE_MS = 12;
const PAUSE = 1000;

/** The end of a log that grows. */
export class LogSource {
  // So many bytes are held, and a block more while the next is filled.
  static most = 128 * BLOCK;

  /**
   * @param path of the log in the API
   * @param size how many bytes there were when last asked
   * @param changed called when there is more, at most once for each frame
   */
  constructor(path, size, changed) {
    this.path = path;
    this.changed = changed;
    // Where in the log the first held line begins, where the first block does, and where the next byte goes.
    this.first = Math.max(0, size - LogSource.most);
    this.base = this.first;
    this.end = this.first;
    this.blocks = [];
    // It begins within a line then, which is no line for a reader.
    this.cut = this.first > 0;
    this.lines = 1;
    // How many lines were held before and are not any more.
    this.gone = 0;
    this.starts = new Float64Array(FIRST_LINES);
    this.starts[0] = this.first;
    this.over = new AbortController();
    this.complete = false;
    this.problem = null;
    this.decoder = new TextDecoder();
    this.waiting = [];
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
    const reply = await send('GET', `${this.path}&from=${this.end}&follow=true`, { signal });
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
    for (let at = chunk.indexOf(FEED); at >= 0; at = chunk.indexOf(FEED, at + 1)) {
      this.#begin(this.end + at + 1);
    }
    let at = 0;
    while (at < chunk.length) {
      const place = this.end - this.base;
      if (place >> BLOCK_BITS === this.blocks.length) {
        this.blocks.push(new Uint8Array(BLOCK));
      }
      const within = place & (BLOCK - 1);
      const part = chunk.subarray(at, at + BLOCK - within);
      this.blocks.at(-1).set(part, within);
      at += part.length;
      this.end += part.length;
      this.#forget();
    }
  }

  #begin(line) {
    if (this.cut) {
      this.cut = false;
      this.first = line;
      this.starts[0] = line;
      return;
    }
    if (this.lines === this.starts.length) {
      const larger = new Float64Array(this.starts.length * 2);
      larger.set(this.starts);
      this.starts = larger;
    }
    this.starts[this.lines++] = line;
  }

  #forget() {
    let blocks = Math.max(0, Math.ceil((this.end - this.base - LogSource.most) / BLOCK) - 1);
    if (!blocks && this.lines > MOST_LINES) {
      blocks = 1;
    }
    if (!blocks || blocks >= this.blocks.length) {
      return;
    }
    this.blocks.splice(0, blocks);
    this.base += blocks * BLOCK;
    let lines = this.#lineAt(this.base);
    if (this.starts[lines] < this.base && lines + 1 < this.lines) {
      lines++;
    }
    this.starts.copyWithin(0, lines, this.lines);
    this.lines -= lines;
    this.gone += lines;
    // A line that is longer than all that is held goes on without its beginning.
    this.starts[0] = Math.max(this.starts[0], this.base);
    this.first = this.starts[0];
  }

  // The last line that begins there or before.
  #lineAt(position) {
    let low = 0;
    let high = this.lines - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle] <= position) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  #tell() {
    if (!this.pending) {
      this.pending = true;
      requestAnimationFrame(() => {
        this.pending = false;
        this.changed();
        this.waiting.splice(0).forEach((wake) => wake());
      });
    }
  }

  /** How many lines there are; one that has begun counts when it has a byte. */
  get count() {
    return this.starts[this.lines - 1] === this.end ? this.lines - 1 : this.lines;
  }

  /** A line's text without its end; what a carriage return wrote over is left out. */
  line(index) {
    const from = this.starts[index];
    const end = index + 1 < this.lines ? this.starts[index + 1] - 1 : this.end;
    const long = end - from > LONGEST_LINE;
    // Of a long line its end, where it was written over and over as a progress bar is; else its beginning.
    const last = long ? this.decoder.decode(this.#slice(end - LONGEST_LINE, end)) : '';
    const text = last.includes('\r') ? last : this.decoder.decode(this.#slice(from, Math.min(end, from + LONGEST_LINE)));
    const kept = text.endsWith('\r') ? text.slice(0, -1) : text;
    const shown = kept.slice(kept.lastIndexOf('\r') + 1);
    return long && !last.includes('\r') ? `${shown}…` : shown;
  }

  #slice(from, to) {
    const whole = new Uint8Array(to - from);
    for (let at = from; at < to; ) {
      const place = at - this.base;
      const within = place & (BLOCK - 1);
      const part = this.blocks[place >> BLOCK_BITS].subarray(within, Math.min(BLOCK, within + to - at));
      whole.set(part, at - from);
      at += part.length;
    }
    return whole;
  }

  /**
   * Finds lines with a text in them among those that are held and those that come, in slices that leave the page time to
   * move.
   *
   * @param wanted in any case
   * @param most so many are found at most
   * @param found called with the numbers of the lines so far, counted from 0 and with those that are gone
   * @param signal ends the search
   */
  async search(wanted, most, found, signal) {
    const lines = [];
    const needle = wanted.toLowerCase();
    let next = this.gone;
    let said = -1;
    let began = performance.now();
    while (!signal.aborted && lines.length < most) {
      next = Math.max(next, this.gone);
      const last = this.gone + this.count;
      if (next >= last) {
        if (said !== lines.length) {
          said = lines.length;
          found(lines, true);
        }
        await new Promise((wake) => this.waiting.push(wake));
        began = performance.now();
        // It may have been written on since.
        next = Math.max(0, last - 1);
        continue;
      }
      if (lines.at(-1) !== next && plain(this.line(next - this.gone)).toLowerCase().includes(needle)) {
        lines.push(next);
      }
      next++;
      if (performance.now() - began > SEARCH_SLICE_MS) {
        said = -1;
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
