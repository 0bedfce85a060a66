// The window on a long log: only the lines in sight exist in the page.
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { pieces } from './ansi.js';
import { count } from './format.js';
import { html } from './html.js';
import { t } from './words.js';

const HEIGHT = 18;
// Browsers do not draw much taller boxes; a longer log is scrolled in larger steps.
const TALLEST = 8_000_000;
const AROUND = 10;

function Text({ line, wanted }) {
  const parts = pieces(line);
  if (!wanted) {
    return parts.map((part) => html`<span class=${part.class} style=${part.style}>${part.text}</span>`);
  }
  return parts.map((part) => {
    const shown = [];
    const low = part.text.toLowerCase();
    let from = 0;
    for (let at = low.indexOf(wanted); at >= 0; at = low.indexOf(wanted, from)) {
      shown.push(part.text.slice(from, at), html`<mark>${part.text.slice(at, at + wanted.length)}</mark>`);
      from = at + wanted.length;
    }
    shown.push(part.text.slice(from));
    return html`<span class=${part.class} style=${part.style}>${shown}</span>`;
  });
}

/**
 * Shows lines.
 *
 * @param source the log
 * @param version grows with it
 * @param stick whether the end stays in sight
 * @param onStick called when the reader leaves the end, or comes back to it
 * @param wanted lower-case text to mark
 * @param goal number of a line to bring into sight, counted with those that are gone, in an object that is new for each wish
 */
export function LogLines({ source, version, stick, onStick, wanted, goal }) {
  const box = useRef(null);
  const [top, setTop] = useState(0);
  const [size, setSize] = useState(400);
  const gone = useRef(source.gone);
  const total = source.count;
  const visible = Math.ceil(size / HEIGHT);
  const tall = Math.min(total * HEIGHT, TALLEST);
  const dense = tall < total * HEIGHT;
  const room = Math.max(1, tall - size);
  const first = dense
    ? Math.round((Math.min(top, room) / room) * Math.max(0, total - visible + 1))
    : Math.floor(top / HEIGHT);
  const begin = Math.max(0, first - (dense ? 0 : AROUND));
  const end = Math.min(total, first + visible + AROUND);

  useLayoutEffect(() => {
    const watch = new ResizeObserver(() => setSize(box.current.clientHeight));
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);
  useLayoutEffect(() => {
    if (stick) {
      box.current.scrollTop = tall;
    }
  }, [version, stick, size]);
  useLayoutEffect(() => {
    // What is read stays where it is when lines above it go.
    const passed = source.gone - gone.current;
    gone.current = source.gone;
    if (passed > 0 && !stick) {
      box.current.scrollTop -= dense ? (passed / Math.max(1, total - visible)) * room : passed * HEIGHT;
    }
  }, [version]);
  useEffect(() => {
    if (goal) {
      const share = Math.max(0, goal.line - source.gone - visible / 2);
      box.current.scrollTop = dense ? (share / Math.max(1, total - visible)) * room : share * HEIGHT;
    }
  }, [goal]);

  const scrolled = () => {
    const { scrollTop, scrollHeight, clientHeight } = box.current;
    setTop(scrollTop);
    const atEnd = scrollHeight - scrollTop - clientHeight < HEIGHT * 2;
    if (atEnd !== stick) {
      onStick(atEnd);
    }
  };
  const lines = [];
  for (let index = begin; index < end; index++) {
    const number = source.gone + index;
    lines.push(html`<div key=${number} class=${goal && goal.line === number ? 'line goal' : 'line'}>
      <span class="line-number" aria-hidden="true">${number + 1}</span><${Text} line=${source.line(index)} wanted=${wanted} />
    </div>`);
  }
  const offset = dense ? Math.min(top, tall - size) : begin * HEIGHT;
  return html`<div class="log" ref=${box} onScroll=${scrolled} tabindex="0" role="region"
      aria-label=${t('Log, {n} lines', { n: count(total) })}>
    <div class="log-tall" style=${{ height: `${tall}px` }}>
      <div class="log-window" style=${{ transform: `translateY(${Math.max(0, offset)}px)` }}>${lines}</div>
    </div>
  </div>`;
}
