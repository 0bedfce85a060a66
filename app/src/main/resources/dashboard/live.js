// What changed, told by the server, and data that is read again when it did.
import { useEffect, useState } from 'preact/hooks';
import { send, session } from './api.js';

const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15000;
const SILENCE = 45000;
const LEAST_BETWEEN_READS = 1000;

const readers = new Set();
const watchers = new Set();
let connected = false;
let stopped = new AbortController();
let lastId = '';
let running = false;

function setConnected(now) {
  if (connected !== now) {
    connected = now;
    watchers.forEach((watcher) => watcher(now));
  }
}

function tell(news) {
  readers.forEach((reader) => reader(news));
}

async function read(reply, touch) {
  const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  let data = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) {
      return;
    }
    touch();
    const lines = (rest + value).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const text = line.replace(/\r$/, '');
      if (text.startsWith('id:')) {
        lastId = text.slice(3).trim();
      } else if (text.startsWith('data:')) {
        data += text.slice(5).trim();
      } else if (text === '' && data) {
        tell(JSON.parse(data));
        data = '';
      }
    }
  }
}

async function once() {
  const aborted = stopped.signal;
  const own = new AbortController();
  const end = () => own.abort();
  aborted.addEventListener('abort', end);
  let timer = setTimeout(end, SILENCE);
  const touch = () => {
    clearTimeout(timer);
    timer = setTimeout(end, SILENCE);
  };
  try {
    const headers = lastId ? { 'Last-Event-ID': lastId } : {};
    const reply = await send('GET', '/events', { headers, signal: own.signal });
    setConnected(true);
    await read(reply, touch);
  } finally {
    clearTimeout(timer);
    aborted.removeEventListener('abort', end);
  }
}

// A page that nobody sees holds no connection: a browser has few of them for all its pages.
async function run() {
  if (running) {
    return;
  }
  running = true;
  let pause = FIRST_PAUSE;
  while (!document.hidden && session()) {
    const began = Date.now();
    try {
      await once();
    } catch {
      // Away for now; it is asked again.
    }
    if (document.hidden || !session()) {
      break;
    }
    if (Date.now() - began > LONGEST_PAUSE) {
      pause = FIRST_PAUSE;
    }
    setConnected(false);
    await new Promise((done) => setTimeout(done, pause));
    pause = Math.min(LONGEST_PAUSE, pause * 2);
  }
  setConnected(false);
  running = false;
}

/** Begins to follow; asked again, it only makes sure that it goes on. */
export function startFeed() {
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      stopped.abort();
      stopped = new AbortController();
    } else {
      run();
    }
  });
  run();
}

/** Goes on after a sign-in. */
export function wakeFeed() {
  run();
}

/** Whether the server tells of changes now. */
export function useConnected() {
  const [now, set] = useState(connected);
  useEffect(() => {
    watchers.add(set);
    set(connected);
    return () => watchers.delete(set);
  }, []);
  return now;
}

/**
 * Data that is read at once, and again when the server says that something changed, once a second at most.
 *
 * @param load reads it, given a signal that ends the reading
 * @param deps as of an effect
 * @param concerns whether a piece of news matters to it
 * @param pace milliseconds between two reads at least, and how often it is read without news (0 for never)
 * @return value, problem and whether nothing was read yet
 */
export function useLive(load, deps, concerns = () => true, { least = LEAST_BETWEEN_READS, every = 0 } = {}) {
  const [state, set] = useState({ loading: true });
  useEffect(() => {
    const over = new AbortController();
    let busy = false;
    let dirty = false;
    let last = 0;
    let timer = 0;
    const readAgain = () => {
      clearTimeout(timer);
      timer = setTimeout(now, Math.max(0, last + least - Date.now()));
    };
    const now = async () => {
      busy = true;
      dirty = false;
      last = Date.now();
      try {
        const value = await load(over.signal);
        if (!over.signal.aborted) {
          set({ value, loading: false, at: Date.now() });
        }
      } catch (problem) {
        if (!over.signal.aborted) {
          set((before) => ({ ...before, problem, loading: false, stale: false }));
          // Away or busy for a moment: asked again, though nothing is heard of it.
          dirty = !problem.status || problem.status >= 500;
        }
      }
      busy = false;
      if (dirty && !over.signal.aborted) {
        readAgain();
      }
    };
    const heard = (news) => {
      if (concerns(news)) {
        dirty = true;
        if (!busy) {
          readAgain();
        }
      }
    };
    set((before) => ({ ...before, stale: true, problem: undefined }));
    now();
    const regularly = every && setInterval(() => !document.hidden && !busy && readAgain(), every);
    readers.add(heard);
    return () => {
      over.abort();
      clearTimeout(timer);
      clearInterval(regularly);
      readers.delete(heard);
    };
  }, deps);
  return state;
}

/** The time, moving on every so often, for durations that grow. */
export function useNow(every = 1000) {
  const [now, set] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => !document.hidden && set(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
