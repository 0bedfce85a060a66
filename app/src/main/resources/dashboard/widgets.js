// Small parts that all pages use.
import { useEffect, useRef, useState } from 'preact/hooks';
import { html } from './html.js';
import { t } from './words.js';

// How each status looks: its colour, and a mark for those who do not tell colours apart.
const LOOKS = {
  PENDING: ['wait', '◌'],
  STARTING: ['start', '◔'],
  RUNNING: ['run', '▶'],
  RECOVERING: ['recover', '↻'],
  CANCELLING: ['recover', '◓'],
  SUCCEEDED: ['good', '✓'],
  CANCELLED: ['wait', '⊘'],
  UP: ['run', '▶'],
  INIT: ['start', '◔'],
  TERMINATING: ['recover', '◓'],
};
export const STATUSES = [
  'PENDING', 'STARTING', 'RUNNING', 'RECOVERING', 'CANCELLING', 'SUCCEEDED', 'CANCELLED',
  'FAILED', 'FAILED_SETUP', 'FAILED_PRECHECKS', 'FAILED_NO_RESOURCE', 'FAILED_CONTROLLER',
];
export const ACTIVE = STATUSES.slice(0, 5);

/** Whether a status never changes again. */
export function isOver(status) {
  return !ACTIVE.includes(status);
}

/** Class and mark of a status. */
export function look(status) {
  return LOOKS[status] || ['bad', '✕'];
}

/** A status as people see it. */
export function Status({ status }) {
  const [kind, mark] = look(status);
  return html`<span class="status ${kind}"><span aria-hidden="true">${mark}</span> ${status}</span>`;
}

/** What went wrong with a request, and what to do. */
export function Trouble({ problem }) {
  return problem
    ? html`<div class="trouble" role="alert">
        <b>${problem.message}</b>${problem.hint && html` <span>${problem.hint}</span>`}
      </div>`
    : null;
}

/** A place for content that is still being read. */
export function Reading() {
  return html`<p class="quiet" role="status">${t('Reading…')}</p>`;
}

/** Where there is nothing to show. */
export function Empty({ title, children }) {
  return html`<div class="empty"><b>${title}</b><div>${children}</div></div>`;
}

/** Copies a text; says so for a moment. */
export function Copy({ text, label }) {
  const [done, set] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    set(true);
    setTimeout(() => set(false), 1500);
  };
  return html`<button type="button" class="small" onClick=${copy}>${done ? t('Copied') : label || t('Copy')}</button>`;
}

/** A question over the page. Escape and the dark around it mean no. */
export function Dialog({ title, children, onClose }) {
  const element = useRef(null);
  useEffect(() => {
    const opener = document.activeElement;
    element.current.showModal();
    // Whoever uses the keyboard goes on where they were, if that is still there: once the dialog is
    // gone, since until then nothing else takes the focus.
    return () => setTimeout(() => (opener?.isConnected ? opener : document.querySelector('main'))?.focus());
  }, []);
  const outside = (event) => event.target === element.current && onClose();
  return html`<dialog ref=${element} onClose=${onClose} onClick=${outside} aria-labelledby="dialog-title">
    <div class="dialog"><h2 id="dialog-title">${title}</h2>${children}</div>
  </dialog>`;
}

/** One of several views, chosen by keys or mouse as the ARIA practices describe tabs. */
export function Tabs({ tabs, chosen, onChoose, label }) {
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) {
      event.preventDefault();
      const at = tabs.findIndex(([id]) => id === chosen);
      const next = tabs[(at + step + tabs.length) % tabs.length][0];
      onChoose(next);
      document.getElementById(`tab-${next}`)?.focus();
    }
  };
  return html`<div class="tabs" role="tablist" aria-label=${label} onKeyDown=${move}>
    ${tabs.map(
      ([id, title]) => html`<button
        key=${id}
        type="button"
        role="tab"
        id=${`tab-${id}`}
        aria-controls="tab-panel"
        aria-selected=${id === chosen}
        tabindex=${id === chosen ? 0 : -1}
        onClick=${() => onChoose(id)}
      >${title}</button>`,
    )}
  </div>`;
}

let toast = () => {};

/** Says something for a while at the edge of the page. */
export function say(text, bad = false) {
  toast({ text, bad, at: Date.now() });
}

/** Where such sayings appear. */
export function Toasts() {
  const [said, set] = useState(null);
  useEffect(() => {
    toast = set;
  }, []);
  useEffect(() => {
    const timer = said && setTimeout(() => set(null), 6000);
    return () => clearTimeout(timer);
  }, [said]);
  return html`<div class="toasts" role="status" aria-live="polite">
    ${said && html`<div class=${said.bad ? 'toast bad' : 'toast'}>${said.text}</div>`}
  </div>`;
}

/** Gives the reader a file. */
export function saveFile(blob, name) {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
