// The rows of the list of jobs; on a narrow screen each row is a card.
import { useState } from 'preact/hooks';
import { ago, duration, moment, seconds } from './format.js';
import { html } from './html.js';
import { useNow } from './live.js';
import { mayEnd, useMe } from './me.js';
import { follow, go, withParameters } from './route.js';
import { Status, isOver } from './widgets.js';
import { t } from './words.js';

const COLUMNS = [
  ['id', 'ID'],
  ['name', 'Name'],
  ['user', 'User'],
  [null, 'Submitted'],
  [null, 'Duration'],
  [null, 'Status'],
  [null, 'Infra'],
  [null, 'Resources'],
  [null, 'Recoveries'],
];

function sorted(route) {
  const text = route.query.get('sort') || '-id';
  return { key: text.replace('-', ''), down: text.startsWith('-') };
}

function Heading({ route, column: [key, title] }) {
  if (!key) {
    return html`<th scope="col">${t(title)}</th>`;
  }
  const now = sorted(route);
  const active = now.key === key;
  const next = active && now.down ? key : `-${key}`;
  return html`<th scope="col" aria-sort=${active ? (now.down ? 'descending' : 'ascending') : undefined}>
    <button type="button" class="sort" onClick=${() => go(withParameters(route, { sort: next, from: null }))}>
      ${t(title)} <span aria-hidden="true">${active ? (now.down ? '↓' : '↑') : ''}</span>
    </button>
  </th>`;
}

/** How long it has taken so far: what the server said, and what has passed since where it goes on. */
function length(item, now) {
  if (isOver(item.status) || !item.start_at) {
    return seconds(item.duration);
  }
  return (now - new Date(item.start_at)) / 1000;
}

function cells(item, now) {
  return html`
    <td data-label=${t('Duration')} class="number">${duration(length(item, now))}</td>
    <td data-label=${t('Status')}><${Status} status=${item.status} /></td>`;
}

function TaskRow({ job, task, now }) {
  return html`<tr class="task">
    <td></td>
    <td data-label=${t('Task')} class="number">${job.job_id}.${task.task_id}</td>
    <td data-label=${t('Name')}>${task.task_name || '-'}</td>
    <td></td>
    <td></td>
    ${cells(task, now)}
    <td data-label=${t('Infra')}>${task.infra || '-'}</td>
    <td data-label=${t('Resources')}>${task.resources || task.requested || '-'}</td>
    <td data-label=${t('Recoveries')} class="number">${task.recovery_count}</td>
  </tr>`;
}

function Name({ job, open, setOpen }) {
  const tasks = job.tasks.length;
  return html`<a ...${follow(`/jobs/${job.job_id}`)}>${job.job_name || '-'}</a>
    ${tasks > 1 && html` <button
      type="button" class="small" aria-expanded=${open} onClick=${() => setOpen(!open)}
      aria-label=${t('Tasks of job {id}', { id: job.job_id })}
    >${open ? '▾' : '▸'} ${t('{n} tasks', { n: tasks })}</button>`}
    ${job.details && html`<div class="details" title=${job.details}>${job.details}</div>`}`;
}

function Row({ job, now, choosable, selected, onSelect }) {
  const [open, setOpen] = useState(false);
  const current = job.tasks[job.current_task] || {};
  return html`<tr class=${selected ? 'chosen' : ''}>
      <td class="choice">
        ${choosable && html`<input
          type="checkbox" checked=${selected} onChange=${onSelect}
          aria-label=${t('Select job {id}', { id: job.job_id })}
        />`}
      </td>
      <td data-label=${t('ID')} class="number"><a ...${follow(`/jobs/${job.job_id}`)}>${job.job_id}</a></td>
      <td data-label=${t('Name')} class="name"><${Name} job=${job} open=${open} setOpen=${setOpen} /></td>
      <td data-label=${t('User')}>${job.user_name}</td>
      <td data-label=${t('Submitted')} title=${moment(job.submitted_at)}>${ago(job.submitted_at, now)}</td>
      ${cells(job, now)}
      <td data-label=${t('Infra')}>${current.infra || '-'}</td>
      <td data-label=${t('Resources')}>${current.resources || current.requested || '-'}</td>
      <td data-label=${t('Recoveries')} class="number">${job.recovery_count}</td>
    </tr>
    ${open && job.tasks.map((task) => html`<${TaskRow} key=${task.task_id} job=${job} task=${task} now=${now} />`)}`;
}

/** The table. */
export function JobsTable({ route, jobs, stale, selected, setSelected }) {
  const now = useNow();
  const me = useMe();
  const isChoosable = (job) => !isOver(job.status) && mayEnd(me, job);
  const choosable = jobs.filter(isChoosable);
  const toggle = (job) => {
    const next = new Map(selected);
    next.delete(job.job_id) || next.set(job.job_id, job);
    setSelected(next);
  };
  const all = choosable.length > 0 && choosable.every((job) => selected.has(job.job_id));
  const toggleAll = () => setSelected(all ? new Map() : new Map(choosable.map((job) => [job.job_id, job])));
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('Jobs')}>
    <table class=${stale ? 'jobs stale' : 'jobs'} aria-busy=${Boolean(stale)}>
      <thead><tr>
        <th scope="col" class="choice"><input
          type="checkbox" checked=${all} disabled=${!choosable.length} onChange=${toggleAll}
          aria-label=${t('Select all on this page')}
        /></th>
        ${COLUMNS.map((column) => html`<${Heading} key=${column[1]} route=${route} column=${column} />`)}
      </tr></thead>
      <tbody>
        ${jobs.map((job) => html`<${Row}
          key=${job.job_id} job=${job} now=${now} choosable=${isChoosable(job)}
          selected=${selected.has(job.job_id)} onSelect=${() => toggle(job)}
        />`)}
      </tbody>
    </table>
  </div>`;
}
