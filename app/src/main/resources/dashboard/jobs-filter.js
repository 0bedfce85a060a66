// What the list of jobs is narrowed to; all of it is in the address.
import { useEffect, useState } from 'preact/hooks';
import { count } from './format.js';
import { html } from './html.js';
import { useMe } from './me.js';
import { currentRoute, go, withParameters } from './route.js';
import { ACTIVE, STATUSES, look } from './widgets.js';
import { t } from './words.js';

const HOUR = 3600 * 1000;
const SPANS = [
  ['', 'Any time', 0],
  ['1h', 'Last hour', HOUR],
  ['24h', 'Last 24 hours', 24 * HOUR],
  ['7d', 'Last 7 days', 7 * 24 * HOUR],
  ['30d', 'Last 30 days', 30 * 24 * HOUR],
];
const SETTLE = 300;

function since(span) {
  const found = SPANS.find(([code]) => code === span);
  // To the minute, so that the same filter is the same question for a while.
  return found && found[2] ? new Date(Math.floor((Date.now() - found[2]) / 60000) * 60000).toISOString() : null;
}

/** The address as parameters of the API. */
export function queryOf(route) {
  const query = route.query;
  const search = (query.get('q') || '').trim();
  const isId = /^\d+$/.test(search);
  return {
    status: query.getAll('status'),
    id: isId ? search : null,
    match: isId ? null : search,
    user: query.get('user'),
    infra: query.get('infra'),
    after: since(query.get('since')),
    sort: query.get('sort'),
    cursor: query.getAll('from').at(-1) || null,
  };
}

function Chip({ title, kind, mark, number, chosen, onClick }) {
  return html`<button type="button" class="chip ${kind}" aria-pressed=${chosen} onClick=${onClick}>
    ${mark && html`<span aria-hidden="true">${mark}</span>`} ${title} <b>${count(number)}</b>
  </button>`;
}

/** Statuses with how many jobs have them. */
export function Chips({ route, counts }) {
  const chosen = route.query.getAll('status');
  const choose = (status) => go(withParameters(route, { status, from: null }));
  const sum = (some) => some.reduce((total, status) => total + (counts[status] || 0), 0);
  const toggle = (status) =>
    choose(chosen.includes(status) ? chosen.filter((one) => one !== status) : [...chosen, status]);
  const allActive = chosen.length === ACTIVE.length && ACTIVE.every((one) => chosen.includes(one));
  const shown = STATUSES.filter((status) => counts[status] || chosen.includes(status));
  return html`<div class="chips" role="group" aria-label=${t('Status')}>
    <${Chip} title=${t('All')} number=${sum(STATUSES)} chosen=${!chosen.length} onClick=${() => choose([])} />
    <${Chip} title=${t('Active')} number=${sum(ACTIVE)} chosen=${allActive} onClick=${() => choose(allActive ? [] : ACTIVE)} />
    ${shown.map((status) => html`<${Chip}
      key=${status}
      title=${status}
      kind=${look(status)[0]}
      mark=${look(status)[1]}
      number=${counts[status] || 0}
      chosen=${!allActive && chosen.includes(status)}
      onClick=${() => toggle(status)}
    />`)}
  </div>`;
}

// What is typed is asked for when the typing rests.
function Typed({ route, name, label, wide }) {
  const kept = route.query.get(name) || '';
  const [text, setText] = useState(kept);
  useEffect(() => setText((typed) => (typed.trim() === kept ? typed : kept)), [kept]);
  useEffect(() => {
    const timer = setTimeout(() => {
      if (text.trim() !== kept) {
        go(withParameters(currentRoute(), { [name]: text.trim(), from: null }), true);
      }
    }, SETTLE);
    return () => clearTimeout(timer);
  }, [text]);
  return html`<input
    type="search"
    class=${wide ? 'wide' : ''}
    aria-label=${label}
    placeholder=${label}
    value=${text}
    onInput=${(event) => setText(event.target.value)}
  />`;
}

/** The other filters. */
export function Filters({ route }) {
  const me = useMe();
  const mine = me.name !== '' && route.query.get('user') === me.name;
  return html`<div class="filters" role="search" aria-label=${t('Filter jobs')}>
    <${Typed} route=${route} name="q" label=${t('Name or ID')} wide />
    <button type="button" aria-pressed=${mine} class=${mine ? 'on' : ''} disabled=${!me.name}
      onClick=${() => go(withParameters(route, { user: mine ? null : me.name, from: null }))}>${t('My jobs')}</button>
    <${Typed} route=${route} name="user" label=${t('User')} />
    <${Typed} route=${route} name="infra" label=${t('Infra, such as aws/us-east-1')} />
    <select
      aria-label=${t('Submitted')}
      value=${route.query.get('since') || ''}
      onChange=${(event) => go(withParameters(route, { since: event.target.value, from: null }))}
    >
      ${SPANS.map(([code, title]) => html`<option value=${code}>${t(title)}</option>`)}
    </select>
  </div>`;
}
