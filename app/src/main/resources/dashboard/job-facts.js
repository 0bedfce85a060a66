// What a job asked for, got, and cost.
import { bytes, dollars, duration, moment, seconds } from './format.js';
import { html } from './html.js';
import { useNow } from './live.js';
import { Status, isOver } from './widgets.js';
import { t } from './words.js';

const HOUR = 3600 * 1000;

function time(instant, otherwise) {
  return instant ? new Date(instant).getTime() : otherwise;
}

/**
 * Where the money of all attempts went: running that counts, attempts that were lost, and getting machines ready. A
 * machine is paid for from when it is up until nothing is left of it; what the server says in all is exact, the parts
 * are shares of it.
 */
export function costParts(attempts, total, now) {
  const parts = { ready: 0, lost: 0, ran: 0 };
  for (const of of attempts) {
    for (const attempt of of.attempts) {
      const end = time(attempt.terminated_at, now);
      const start = time(attempt.up_at, end);
      const run = Math.min(end, time(attempt.run_at, end));
      const rate = attempt.price_per_hour / HOUR;
      const again = attempt.end_code && of.attempts.at(-1) !== attempt;
      parts.ready += (run - start) * rate;
      parts[again ? 'lost' : 'ran'] += (end - run) * rate;
    }
  }
  const sum = parts.ready + parts.lost + parts.ran;
  const scale = sum > 0 ? total / sum : 0;
  return { ready: parts.ready * scale, lost: parts.lost * scale, ran: parts.ran * scale };
}

function Fact({ title, children }) {
  return html`<div><dt>${title}</dt><dd>${children}</dd></div>`;
}

function Cost({ attempts, cost, now }) {
  const parts = costParts(attempts, cost, now);
  return html`${dollars(cost)}
    ${cost > 0 && html`<div class="quiet small-text">
      ${t('running {ran}, recovered attempts {lost}, getting ready {ready}', {
        ran: dollars(parts.ran), lost: dollars(parts.lost), ready: dollars(parts.ready),
      })}</div>`}`;
}

/** The facts above the timeline. */
export function Facts({ job, attempts, cost }) {
  const now = useNow();
  const current = job.tasks[job.current_task] || {};
  const passed = isOver(job.status) || !job.start_at ? seconds(job.duration) : (now - new Date(job.start_at)) / 1000;
  return html`<dl class="facts">
    <${Fact} title=${t('User')}>${job.user_name || '-'}</${Fact}>
    <${Fact} title=${t('Workspace')}>${job.workspace}</${Fact}>
    <${Fact} title=${t('Submitted')}>${moment(job.submitted_at)}</${Fact}>
    <${Fact} title=${t('Ended')}>${moment(job.end_at)}</${Fact}>
    <${Fact} title=${t('Duration')}>${duration(passed)}</${Fact}>
    <${Fact} title=${t('Ran')}>${duration(seconds(job.job_duration))}</${Fact}>
    <${Fact} title=${t('Requested')}>${current.requested || '-'}</${Fact}>
    <${Fact} title=${t('Chosen')}>${current.infra || '-'}<div class="small-text quiet">${current.resources || ''}</div></${Fact}>
    <${Fact} title=${t('Recoveries')}>${job.recovery_count}</${Fact}>
    <${Fact} title=${t('Priority')}>${job.priority}</${Fact}>
    <${Fact} title=${t('Cost so far')}><${Cost} attempts=${attempts} cost=${cost} now=${now} /></${Fact}>
    <${Fact} title=${t('Cleared away')}>${job.cleaned ? t('yes, nothing is left to pay for') : t('not yet')}</${Fact}>
  </dl>`;
}

/** Tasks with their attempts, in a table. */
export function Tasks({ job, attempts }) {
  return html`<div class="scroll" tabindex="0" role="region" aria-label=${t('Tasks')}><table>
    <thead><tr>
      ${['Task', 'Attempt', 'Status', 'Cluster', 'Infra', 'Resources', 'Asked for', 'Ran', 'Ended', 'Why', 'Logs'].map(
        (title) => html`<th scope="col">${t(title)}</th>`)}
    </tr></thead>
    <tbody>${job.tasks.map((task, index) => {
      const tries = attempts[index].attempts;
      return tries.length === 0
        ? html`<tr><td>${task.task_id} ${task.task_name}</td><td>-</td><td><${Status} status=${task.status} /></td>
            <td colspan="8">${task.details}</td></tr>`
        : tries.map((one) => html`<tr>
            <td>${task.task_id} ${task.task_name}</td>
            <td class="number">${one.number}</td>
            <td>${one === tries.at(-1) ? html`<${Status} status=${task.status} />` : html`<span class="quiet">${one.end_code}</span>`}</td>
            <td>${one.cluster}</td><td>${one.infra}</td><td>${one.resources}</td>
            <td>${moment(one.requested_at)}</td><td>${moment(one.run_at)}</td><td>${moment(one.end_at)}</td>
            <td class="details">${one.end_sentence}</td>
            <td>${bytes(one.nodes.reduce((sum, node) => sum + node.setup.bytes + node.run.bytes, 0))}</td>
          </tr>`);
    })}</tbody>
  </table></div>`;
}
