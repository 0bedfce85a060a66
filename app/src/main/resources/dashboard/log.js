// Logs of a job, by task, attempt, node and phase: followed, searched and saved.
import { useEffect, useState } from 'preact/hooks';
import { send } from './api.js';
import { bytes, count } from './format.js';
import { html } from './html.js';
import { LogLines } from './log-lines.js';
import { LogSource } from './log-source.js';
import { go, withParameters } from './route.js';
import { Empty, Trouble, saveFile, say } from './widgets.js';
import { t } from './words.js';

const MOST_FOUND = 10000;
const SETTLE = 250;

function choice(route, name, values, otherwise) {
  const wanted = Number(route.query.get(name));
  return route.query.has(name) && values.includes(wanted) ? wanted : otherwise;
}

// What is looked at: what the address says, else the newest attempt of the task that decides.
function chosen(job, attempts, route) {
  const task = choice(route, 'task', job.tasks.map((one) => one.task_id), job.current_task);
  const tries = attempts[task] ? attempts[task].attempts : [];
  const number = choice(route, 'attempt', tries.map((one) => one.number), tries.length ? tries.at(-1).number : 0);
  const attempt = tries.find((one) => one.number === number);
  const node = choice(route, 'node', attempt ? attempt.nodes.map((one) => one.rank) : [], 0);
  const log = attempt && attempt.nodes.find((one) => one.rank === node);
  const phase = route.query.get('phase') || (log && !attempt.run_at && log.setup.bytes ? 'setup' : 'run');
  return { task, tries, number, attempt, node, phase, size: log ? log[phase].bytes : 0 };
}

function Choice({ route, name, label, value, options }) {
  return options.length > 1
    ? html`<label>${label}
        <select value=${value} onChange=${(event) => go(withParameters(route, { [name]: event.target.value }), true)}>
          ${options.map(([one, title]) => html`<option value=${one}>${title}</option>`)}
        </select>
      </label>`
    : null;
}

function Choices({ job, now, route }) {
  return html`
    <${Choice} route=${route} name="task" label=${t('Task')} value=${now.task}
      options=${job.tasks.map((one) => [one.task_id, `${one.task_id} ${one.task_name}`])} />
    <${Choice} route=${route} name="attempt" label=${t('Attempt')} value=${now.number}
      options=${now.tries.map((one) => [one.number, `${one.number} ${one.infra}`])} />
    <${Choice} route=${route} name="node" label=${t('Node')} value=${now.node}
      options=${now.attempt ? now.attempt.nodes.map((one) => [one.rank, one.rank]) : []} />
    <${Choice} route=${route} name="phase" label=${t('Phase')} value=${now.phase}
      options=${[['setup', t('Setup')], ['run', t('Run')]]} />`;
}

// Finds lines, also in what comes later: a new text begins anew.
function useSearch(source, wanted) {
  const [found, setFound] = useState({ lines: [], done: true });
  useEffect(() => {
    if (!source || !wanted) {
      setFound({ lines: [], done: true });
      return undefined;
    }
    const over = new AbortController();
    const timer = setTimeout(
      () => source.search(wanted, MOST_FOUND, (lines, done) => setFound({ lines: [...lines], done }), over.signal), SETTLE);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [source, wanted]);
  return found;
}

function Search({ source, wanted, setWanted, setGoal, setStick }) {
  const found = useSearch(source, wanted);
  const [at, setAt] = useState(-1);
  useEffect(() => setAt(-1), [source, wanted]);
  const held = source ? found.lines.filter((line) => line >= source.gone) : [];
  const before = found.lines.length - held.length;
  const move = (step) => {
    if (held.length) {
      const next = (Math.max(-1, at - before) + step + held.length) % held.length;
      setAt(next + before);
      setStick(false);
      setGoal({ line: held[next] });
    }
  };
  const key = (event) => {
    if (event.key === 'Enter') {
      event.preventDefault();
      move(event.shiftKey ? -1 : 1);
    }
  };
  const many = `${count(held.length)}${found.lines.length >= MOST_FOUND ? '+' : ''}`;
  const where = source && source.first > 0
    ? t('{n} lines in the last {size}', { n: many, size: bytes(source.end - source.first) })
    : t('{n} lines', { n: many });
  return html`<input type="search" aria-label=${t('Search the log')} placeholder=${t('Search the log')}
      value=${wanted} onInput=${(event) => setWanted(event.target.value)} onKeyDown=${key} />
    ${wanted && html`<span class="quiet" role="status">${at >= before ? `${count(at - before + 1)} / ` : ''}${where}${found.done ? '' : '…'}</span>
      <button type="button" class="small" aria-label=${t('Previous match')} onClick=${() => move(-1)}>↑</button>
      <button type="button" class="small" aria-label=${t('Next match')} onClick=${() => move(1)}>↓</button>`}`;
}

function Save({ path, name }) {
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    try {
      const reply = await send('GET', path);
      saveFile(await reply.blob(), name);
    } catch (problem) {
      say(problem.message, true);
    } finally {
      setBusy(false);
    }
  };
  return html`<button type="button" class="small" disabled=${busy} onClick=${save}>${busy ? t('Saving…') : t('Download')}</button>`;
}

/** The view of logs. */
export function Log({ job, attempts, route }) {
  const now = chosen(job, attempts, route);
  const [source, setSource] = useState(null);
  const [version, setVersion] = useState(0);
  const [stick, setStick] = useState(true);
  const [wanted, setWanted] = useState('');
  const [goal, setGoal] = useState(null);
  const path = now.attempt
    ? `/jobs/${job.job_id}/tasks/${now.task}/attempts/${now.number}/nodes/${now.node}/log?phase=${now.phase}`
    : '';
  useEffect(() => {
    setGoal(null);
    if (!path) {
      setSource(null);
      return undefined;
    }
    const opened = new LogSource(path, now.size, () => setVersion((before) => before + 1));
    opened.run();
    setSource(opened);
    setStick(true);
    return () => opened.close();
  }, [path]);
  const complete = Boolean(now.attempt && now.attempt.logs_complete);
  useEffect(() => {
    if (source) {
      source.complete = complete && source.end >= now.size;
    }
  }, [source, complete, now.size, version]);
  if (!now.attempt) {
    return html`<${Empty} title=${t('No log yet.')}>${t('There is one as soon as the job has a machine.')}</${Empty}>`;
  }
  const name = `job-${job.job_id}-task-${now.task}-attempt-${now.number}-node-${now.node}-${now.phase}.log`;
  return html`<div class="log-tools">
      <${Choices} job=${job} now=${now} route=${route} />
      <${Search} source=${source} wanted=${wanted} setWanted=${setWanted} setGoal=${setGoal} setStick=${setStick} />
      <span class="grow"></span>
      <label class="check"><input type="checkbox" checked=${stick} onChange=${(event) => setStick(event.target.checked)} /> ${t('Follow')}</label>
      <span class="quiet">${source ? bytes(source.end) : ''}</span>
      <${Save} path=${path} name=${name} />
    </div>
    ${source && source.problem && html`<${Trouble} problem=${source.problem} />`}
    ${source && source.first > 0 && html`<p class="quiet">${t('The first {size} are left out here; download has all of it.', { size: bytes(source.first) })}</p>`}
    ${source && source.count > 0
      ? html`<${LogLines} source=${source} version=${version} stick=${stick} onStick=${setStick} wanted=${wanted.toLowerCase()} goal=${goal} />`
      : html`<${Empty} title=${complete ? t('This log is empty.') : t('Nothing was written yet.')} />`}`;
}
