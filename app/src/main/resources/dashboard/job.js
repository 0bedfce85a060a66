// One job: where it stands and why, how it got there, and what it said.
import { useEffect, useState } from 'preact/hooks';
import { get, send } from './api.js';
import { CancelJobs } from './cancel.js';
import { Events } from './events.js';
import { html } from './html.js';
import { Facts, Tasks } from './job-facts.js';
import { useLive } from './live.js';
import { Log } from './log.js';
import { mayEnd, useMe } from './me.js';
import { follow, go, withParameters } from './route.js';
import { Timeline } from './timeline.js';
import { Copy, Reading, Status, Tabs, Trouble, isOver } from './widgets.js';
import { t } from './words.js';

// What grows without an event, such as cost, and the place in the queue, which others change.
const REFRESH = 30000;
const TABS = [
  ['logs', 'Logs'],
  ['events', 'Events'],
  ['controller', 'Controller log'],
  ['tasks', 'Tasks'],
  ['yaml', 'YAML'],
];

async function load(id, signal) {
  const job = await get(`/jobs/${id}?detail=true`, signal);
  const [why, events, ...attempts] = await Promise.all([
    get(`/jobs/${id}/explain`, signal),
    get(`/jobs/${id}/events?limit=1`, signal),
    ...job.tasks.map((task) => get(`/jobs/${id}/tasks/${task.task_id}/attempts`, signal)),
  ]);
  return { job, why, cost: events.cost_usd, attempts };
}

function Yaml({ id }) {
  const [text, setText] = useState(null);
  const [problem, setProblem] = useState(null);
  useEffect(() => {
    send('GET', `/jobs/${id}/yaml`).then((reply) => reply.text()).then(setText, setProblem);
  }, [id]);
  return html`<${Trouble} problem=${problem} />
    ${text !== null && html`<div class="yaml">
      <${Copy} text=${text} />
      <pre tabindex="0" aria-label="YAML">${text}</pre>
    </div>`}`;
}

function Why({ why }) {
  const task = why.tasks.find((one) => one.sentence) || {};
  return html`<section class="why" aria-label=${t('Why it is where it is')}>
    <p><b>${why.sentence}</b></p>
    ${task.unblocked_by && html`<p>${t('What would help:')} ${task.unblocked_by}</p>`}
    ${task.tried && task.tried.length > 0 && html`<details>
      <summary>${t('{n} places were tried', { n: task.tried.length })}</summary>
      <ul>${task.tried.map((one) => html`<li><b>${one.infra} ${one.resources}</b>: ${one.sentence}
        ${one.provider_code && html` <code>${one.provider_code}</code>`}</li>`)}</ul>
    </details>`}
  </section>`;
}

function Panel({ tab, data, route }) {
  switch (tab) {
    case 'events':
      return html`<${Events} id=${data.job.job_id} kind="events" />`;
    case 'controller':
      return html`<${Events} id=${data.job.job_id} kind="controller-log" />`;
    case 'tasks':
      return html`<${Tasks} job=${data.job} attempts=${data.attempts} />`;
    case 'yaml':
      return html`<${Yaml} id=${data.job.job_id} />`;
    default:
      return html`<${Log} job=${data.job} attempts=${data.attempts} route=${route} />`;
  }
}

/** The page of a job. */
export function Job({ id, route }) {
  const { value: data, problem } = useLive(
    (signal) => load(id, signal), [id], (news) => news.more || news.jobs.includes(id), { every: REFRESH });
  const [cancelling, setCancelling] = useState(false);
  const me = useMe();
  const tab = route.query.get('tab') || 'logs';
  const name = data ? data.job.job_name : '';
  useEffect(() => {
    document.title = `${id} ${name} · Skyjobs`;
  }, [id, name]);
  if (!data) {
    return problem ? html`<${Trouble} problem=${problem} />` : html`<${Reading} />`;
  }
  const { job, why, cost, attempts } = data;
  return html`<nav class="crumbs" aria-label=${t('Where you are')}><a ...${follow('/jobs')}>${t('Jobs')}</a> / ${id}</nav>
    <div class="head">
      <h1>${job.job_name || '-'} <span class="quiet">${id}</span></h1>
      <${Status} status=${job.status} />
      <span class="grow"></span>
      <${Copy} text=${`sky jobs logs ${id}`} label=${t('Copy command for logs')} />
      ${!isOver(job.status) && job.status !== 'CANCELLING' && mayEnd(me, job) && html`
        <button type="button" class="danger" onClick=${() => setCancelling(true)}>${t('Cancel job…')}</button>`}
    </div>
    <${Trouble} problem=${problem} />
    <${Why} why=${why} />
    <${Facts} job=${job} attempts=${attempts} cost=${cost} />
    <${Timeline} job=${job} attempts=${attempts} why=${why} />
    <${Tabs} label=${t('Views of the job')} chosen=${tab}
      tabs=${TABS.map(([one, title]) => [one, t(title)])}
      onChoose=${(one) => go(withParameters(route, { tab: one === 'logs' ? null : one }), true)} />
    <div id="tab-panel" role="tabpanel" aria-labelledby=${`tab-${tab}`}>
      <${Panel} tab=${tab} data=${data} route=${route} />
    </div>
    ${cancelling && html`<${CancelJobs} jobs=${[job]} onClose=${() => setCancelling(false)} />`}`;
}
