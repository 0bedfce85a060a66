// What happened to a job, and what the controller did for it; the newest last, as in a log.
import { useEffect, useRef, useState } from 'preact/hooks';
import { get } from './api.js';
import { dollars, moment } from './format.js';
import { html } from './html.js';
import { useLive } from './live.js';
import { Reading, Trouble } from './widgets.js';
import { t } from './words.js';

const PAGE = 1000;
const MOST = 5000;

/** What is known already is not read again: a journal only grows. Of a long one the end is kept. */
async function rest(id, kind, known, signal) {
  const cursor = kind === 'events' ? 'after' : 'from';
  let { found, next, cut } = known;
  for (;;) {
    const reply = await get(`/jobs/${id}/${kind}?${cursor}=${next}&limit=${PAGE}`, signal);
    found = found.concat(reply.events);
    cut ||= found.length > MOST;
    found = found.slice(-MOST);
    next = reply.next;
    if (reply.events.length < PAGE) {
      return { of: `${id} ${kind}`, found, next, cut };
    }
  }
}

/** Events, or the controller's log. */
export function Events({ id, kind }) {
  const known = useRef({});
  const { value, problem } = useLive(async (signal) => {
    const before = known.current.of === `${id} ${kind}` ? known.current : { found: [], next: 0, cut: false };
    known.current = await rest(id, kind, before, signal);
    return known.current;
  }, [id, kind], (news) => news.more || news.jobs.includes(id));
  const events = value?.of === `${id} ${kind}` ? value.found : undefined;
  const [search, setSearch] = useState('');
  useEffect(() => setSearch(''), [id, kind]);
  if (!events) {
    return problem ? html`<${Trouble} problem=${problem} />` : html`<${Reading} />`;
  }
  const wanted = search.toLowerCase();
  const shown = events.filter((event) => `${event.kind} ${event.state} ${event.sentence} ${event.evidence} ${event.infra}`.toLowerCase().includes(wanted));
  const full = kind === 'events';
  return html`<div class="filters"><input type="search" aria-label=${t('Search')} placeholder=${t('Search')}
      value=${search} onInput=${(event) => setSearch(event.target.value)} />
      ${value.cut && html`<span class="quiet">${t('The last {n} are shown.', { n: MOST })}</span>`}</div>
    <div class="scroll" tabindex="0" role="region" aria-label=${t('Events')}><table class="events">
      <thead><tr>
        <th scope="col">${t('Time')}</th><th scope="col">${t('Task')}</th>
        ${full && html`<th scope="col">${t('Status')}</th>`}
        <th scope="col">${t('What happened')}</th>
        ${full && html`<th scope="col">${t('Infra')}</th><th scope="col">${t('Cost by then')}</th>`}
      </tr></thead>
      <tbody>${shown.map((event) => html`<tr key=${event.number}>
        <td class="nowrap">${moment(event.at)}</td>
        <td class="nowrap">${event.task_id >= 0 ? event.task_id : ''}${event.attempt > 0 ? ` · ${t('attempt {n}', { n: event.attempt })}` : ''}</td>
        ${full && html`<td>${event.state}</td>`}
        <td>${event.sentence}${event.evidence && html`<div class="quiet small-text">${event.evidence}</div>`}</td>
        ${full && html`<td>${event.infra}</td><td class="number">${dollars(event.cost_usd)}</td>`}
      </tr>`)}</tbody>
    </table></div>`;
}
