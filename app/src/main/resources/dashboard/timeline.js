// The picture of a job's life: a row for each attempt, in one scale of time.
import { html } from './html.js';
import { clock, duration, moment } from './format.js';
import { useNow } from './live.js';
import { isOver } from './widgets.js';
import { t } from './words.js';

const PHASES = [
  ['waiting', 'Waiting'],
  ['provisioning', 'Getting machines'],
  ['setup', 'Setup'],
  ['running', 'Running'],
  ['recovering', 'Lost, recovering'],
  ['ending', 'Clearing away'],
];
const TICKS = 5;

const at = (instant) => new Date(instant).getTime();

/** The pieces of an attempt: phase, begin and end. */
export function pieces(attempt, now) {
  const points = [
    ['provisioning', attempt.requested_at],
    ['setup', attempt.setup_at],
    ['running', attempt.run_at],
    ['ending', attempt.end_at],
  ].filter(([, instant]) => instant);
  const over = attempt.terminated_at ? at(attempt.terminated_at) : now;
  return points.map(([phase, instant], index) => {
    const next = points[index + 1];
    return { phase, from: at(instant), to: Math.max(at(instant), next ? at(next[1]) : over) };
  });
}

function evidence(why, task, number) {
  const known = why.tasks.find((one) => one.task_id === task)?.attempts.find((one) => one.number === number);
  return known ? known.evidence : '';
}

// What stands between attempts: the wait for the first, and the recovery after a loss.
function gap(job, tries, index) {
  const attempt = tries[index];
  if (index === 0) {
    return { phase: 'waiting', from: at(job.submitted_at), to: at(attempt.requested_at) };
  }
  const before = tries[index - 1];
  const lost = at(before.end_at || attempt.requested_at);
  return { phase: 'recovering', from: Math.min(lost, at(attempt.requested_at)), to: at(attempt.requested_at) };
}

function rows(job, attempts, why, now) {
  const all = [];
  job.tasks.forEach((task, index) => {
    const tries = attempts[index].attempts;
    tries.forEach((attempt, number) => {
      all.push({
        key: `${task.task_id}.${attempt.number}`,
        task,
        attempt,
        evidence: evidence(why, task.task_id, attempt.number),
        pieces: [gap(job, tries, number), ...pieces(attempt, now)],
      });
    });
    const last = tries.at(-1);
    if (!isOver(task.status) && (!last || last.end_at)) {
      const from = at(last ? last.end_at : job.submitted_at);
      all.push({
        key: `${task.task_id}.next`,
        task,
        pieces: [{ phase: last ? 'recovering' : 'waiting', from, to: now }],
        evidence: '',
      });
    }
  });
  return all;
}

function Piece({ piece, scale, row }) {
  const title = PHASES.find(([id]) => id === piece.phase)[1];
  const left = scale(piece.from);
  const width = scale(piece.to) - left;
  const text = `${t(title)} ${duration((piece.to - piece.from) / 1000)}, ${clock(piece.from)} – ${clock(piece.to)}`;
  const about = row.attempt && piece.phase === 'ending' ? ` · ${row.attempt.end_sentence}` : '';
  return html`<span class="piece ${piece.phase}" style=${{ left: `${left}%`, width: `${Math.max(width, 0.3)}%` }} title=${text + about}></span>`;
}

function Line({ row, scale, many }) {
  const attempt = row.attempt;
  const spot = attempt && /spot/i.test(attempt.resources + attempt.infra);
  const told = row.pieces
    .map((piece) => `${t(PHASES.find(([id]) => id === piece.phase)[1])} ${duration((piece.to - piece.from) / 1000)}`)
    .join(', ');
  return html`<li>
    <div class="lane-name">
      ${many && html`<b>${row.task.task_name || row.task.task_id}</b> `}
      ${attempt
        ? html`${t('Attempt {n}', { n: attempt.number })} ${attempt.price_per_hour > 0 && html`<span class="tag ${spot ? 'spot' : ''}">${spot ? t('spot') : t('on demand')}</span>`}
            <span class="quiet">${attempt.infra}</span>`
        : html`<span class="quiet">${t('next attempt')}</span>`}
    </div>
    <div class="lane" role="img" aria-label=${told}>
      ${row.pieces.map((piece) => html`<${Piece} piece=${piece} scale=${scale} row=${row} />`)}
    </div>
    ${attempt && attempt.end_sentence && html`<details class="lane-end">
      <summary><code>${attempt.end_code}</code> ${attempt.end_sentence}</summary>
      <p>${moment(attempt.end_at)}${row.evidence && html`<br />${t('Evidence:')} ${row.evidence}`}
        <br />${t('Cluster:')} ${attempt.cluster}</p>
    </details>`}
  </li>`;
}

/** The timeline; nothing before there is anything to show. */
export function Timeline({ job, attempts, why }) {
  const now = useNow(isOver(job.status) && job.cleaned ? 3600000 : 1000);
  const all = rows(job, attempts, why, now);
  if (!all.length) {
    return null;
  }
  const begin = at(job.submitted_at);
  const end = Math.max(begin + 1000, ...all.flatMap((row) => row.pieces.map((piece) => piece.to)));
  const scale = (instant) => (100 * (Math.min(Math.max(instant, begin), end) - begin)) / (end - begin);
  const shown = PHASES.filter(([id]) => all.some((row) => row.pieces.some((piece) => piece.phase === id && piece.to > piece.from)));
  return html`<section class="timeline" aria-label=${t('Timeline')}>
    <h2>${t('Timeline')}</h2>
    <ul class="legend">${shown.map(([id, title]) => html`<li><span class="piece ${id}"></span> ${t(title)}</li>`)}</ul>
    <ol class="lanes">${all.map((row) => html`<${Line} key=${row.key} row=${row} scale=${scale} many=${job.tasks.length > 1} />`)}</ol>
    <div class="ticks" aria-hidden="true">${Array.from({ length: TICKS }, (_, index) =>
      html`<span>${index === 0 ? clock(begin) : `+${duration(((end - begin) * index) / (TICKS - 1) / 1000)}`}</span>`)}</div>
  </section>`;
}
