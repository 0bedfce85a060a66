// All jobs: what they are doing now, found and acted upon.
import { useEffect, useState } from 'preact/hooks';
import { get, withQuery } from './api.js';
import { CancelJobs } from './cancel.js';
import { count } from './format.js';
import { html } from './html.js';
import { Chips, Filters, queryOf } from './jobs-filter.js';
import { JobsTable } from './jobs-table.js';
import { useLive } from './live.js';
import { mayEnd, useMe } from './me.js';
import { go, withParameters } from './route.js';
import { Empty, Reading, Trouble, isOver } from './widgets.js';
import { t } from './words.js';

const SIZES = [10, 25, 50, 100, 200, 500];
const MOST_AT_ONCE = 1000;
// An address has an end: so many pages can be gone back.
const MOST_CURSORS = 50;
const CHIPS_PAUSE = 4000;

function Pager({ route, size, reply, jobs }) {
  const cursors = route.query.getAll('from');
  const to = (from) => go(withParameters(route, { from }));
  const first = cursors.length * size + 1;
  return html`<div class="pager">
    <label>${t('Rows')}
      <select value=${size} onChange=${(event) => go(withParameters(route, { size: event.target.value, from: null }))}>
        ${SIZES.map((one) => html`<option value=${one}>${one}</option>`)}
      </select>
    </label>
    <span>${jobs.length
      ? t('{first}–{last} of {total}', { first: count(first), last: count(first + jobs.length - 1), total: count(reply.total) })
      : ''}</span>
    <button type="button" disabled=${!cursors.length} onClick=${() => to(cursors.slice(0, -1))}>${t('Previous')}</button>
    <button type="button" disabled=${!reply.next} onClick=${() => to([...cursors, reply.next].slice(-MOST_CURSORS))}>${t('Next')}</button>
  </div>`;
}

function Selection({ route, reply, selected, setSelected, onCancel }) {
  const me = useMe();
  const all = async () => {
    const found = await get(withQuery('/jobs', { ...queryOf(route), cursor: null, limit: MOST_AT_ONCE }));
    setSelected(new Map(found.jobs.filter((job) => !isOver(job.status) && mayEnd(me, job)).map((job) => [job.job_id, job])));
  };
  return html`<div class="selection" role="region" aria-label=${t('Selected jobs')}>
    <b>${t('{n} selected', { n: count(selected.size) })}</b>
    ${reply.total > selected.size && reply.total <= MOST_AT_ONCE && html`
      <button type="button" class="small" onClick=${all}>${t('Select all of the filter that are not over')}</button>`}
    <button type="button" class="danger" onClick=${() => onCancel([...selected.values()])}>${t('Cancel jobs…')}</button>
    <button type="button" class="small" onClick=${() => setSelected(new Map())}>${t('Clear')}</button>
  </div>`;
}

/** The page of jobs. */
export function Jobs({ route }) {
  const size = Number(route.query.get('size')) || 50;
  const [selected, setSelected] = useState(new Map());
  const [cancelling, setCancelling] = useState(null);
  const wanted = withQuery('/jobs', { ...queryOf(route), limit: size, detail: true });
  const chips = withQuery('/jobs', { ...queryOf(route), status: null, cursor: null, limit: 1 });
  const { value: reply, problem, stale } = useLive((signal) => get(wanted, signal), [wanted]);
  const { value: counted } = useLive((signal) => get(chips, signal), [chips], undefined, { least: CHIPS_PAUSE });
  useEffect(() => {
    document.title = `${t('Jobs')} · Skyjobs`;
  }, []);
  useEffect(() => setSelected(new Map()), [route.query.toString()]);
  const jobs = reply ? reply.jobs : [];
  return html`<div class="head"><h1>${t('Jobs')}</h1></div>
    <${Chips} route=${route} counts=${counted ? counted.status_counts : {}} />
    <${Filters} route=${route} />
    <${Trouble} problem=${problem} />
    ${selected.size > 0 && html`<${Selection}
      route=${route} reply=${reply} selected=${selected} setSelected=${setSelected} onCancel=${setCancelling} />`}
    ${!reply
      ? html`<${Reading} />`
      : jobs.length
        ? html`<${JobsTable} route=${route} jobs=${jobs} stale=${stale} selected=${selected} setSelected=${setSelected} />`
        : html`<${Nothing} route=${route} />`}
    ${reply && html`<${Pager} route=${route} size=${size} reply=${reply} jobs=${jobs} />`}
    ${cancelling && html`<${CancelJobs} jobs=${cancelling} onClose=${(done) => {
      setCancelling(null);
      if (done) {
        setSelected(new Map());
      }
    }} />`}`;
}

function Nothing({ route }) {
  const filtered = [...route.query.keys()].some((name) => !['size', 'sort'].includes(name));
  return filtered
    ? html`<${Empty} title=${t('No job matches.')}>
        <button type="button" onClick=${() => go('/jobs')}>${t('Show all jobs')}</button>
      </${Empty}>`
    : html`<${Empty} title=${t('No jobs yet.')}>
        ${t('Launch one:')} <code>sky jobs launch examples/hello_sky.yaml</code>
      </${Empty}>`;
}
