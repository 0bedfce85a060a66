// How everything is going: counts of now, and the last hours.
import { useEffect, useMemo, useState } from 'preact/hooks';
import { get } from './api.js';
import { Chart } from './chart.js';
import { count, dollars } from './format.js';
import { html } from './html.js';
import { useLive } from './live.js';
import { follow } from './route.js';
import { ACTIVE, Reading, Trouble } from './widgets.js';
import { t } from './words.js';

const REFRESH = 30000;
const SPANS = [[1, 'Last hour'], [24, 'Last 24 hours'], [168, 'Last 7 days']];

function Tile({ title, children, to }) {
  const inner = html`<span class="tile-title">${title}</span><b>${children}</b>`;
  return to ? html`<a class="tile" ...${follow(to)}>${inner}</a>` : html`<div class="tile">${inner}</div>`;
}

function Warnings() {
  const [warnings, set] = useState([]);
  useEffect(() => {
    get('/server/warnings').then((reply) => set(reply.warnings || []), () => {});
  }, []);
  return warnings.length > 0 && html`<div class="trouble mild" role="note">${warnings.map((one) => html`<p>${one}</p>`)}</div>`;
}

function failed(status) {
  return status.startsWith('FAILED');
}

/** The page of the whole. */
export function Overview() {
  const [hours, setHours] = useState(24);
  const { value, problem } = useLive(
    (signal) => get(`/overview?hours=${hours}`, signal), [hours], undefined, { least: 5000, every: REFRESH });
  const { value: counted } = useLive((signal) => get('/jobs?limit=1', signal), [], undefined, { least: 2000 });
  useEffect(() => {
    document.title = `${t('Overview')} · Skyjobs`;
  }, []);
  const times = useMemo(() => (value ? value.points.map((point) => new Date(point.at) / 1000) : []), [value]);
  const counts = counted ? counted.status_counts : {};
  const sum = (wanted) => Object.entries(counts).reduce((all, [status, n]) => (wanted(status) ? all + n : all), 0);
  const list = (some) => `/jobs?${some.map((one) => `status=${one}`).join('&')}`;
  return html`<div class="head"><h1>${t('Overview')}</h1><span class="grow"></span>
      <select aria-label=${t('Time')} value=${hours} onChange=${(event) => setHours(Number(event.target.value))}>
        ${SPANS.map(([length, title]) => html`<option value=${length}>${t(title)}</option>`)}
      </select></div>
    <${Warnings} />
    <${Trouble} problem=${problem} />
    <div class="tiles">
      <${Tile} title=${t('Running')} to="/jobs?status=RUNNING">${count(counts.RUNNING)}</${Tile}>
      <${Tile} title=${t('Active')} to=${list(ACTIVE)}>${count(sum((status) => ACTIVE.includes(status)))}</${Tile}>
      <${Tile} title=${t('Recovering')} to="/jobs?status=RECOVERING">${count(counts.RECOVERING)}</${Tile}>
      <${Tile} title=${t('Succeeded')} to="/jobs?status=SUCCEEDED">${count(counts.SUCCEEDED)}</${Tile}>
      <${Tile} title=${t('Failed')} to=${list(Object.keys(counts).filter(failed).concat(sum(failed) ? [] : ['FAILED']))}>${count(sum(failed))}</${Tile}>
      ${value && html`
        <${Tile} title=${t('Cost per hour now')} to="/clusters">${dollars(value.cost_per_hour)}</${Tile}>
        <${Tile} title=${t('Spent in this time')}>${dollars(value.cost_usd)}</${Tile}>
        <${Tile} title=${t('Saved against on demand')}>${value.on_demand_usd > 0
          ? `${dollars(value.saved_usd)} (${Math.round((100 * value.saved_usd) / value.on_demand_usd)} %)`
          : '-'}</${Tile}>`}
    </div>
    ${!value ? html`<${Reading} />` : html`<div class="charts">
      <${Chart} title=${t('Jobs')} whole times=${times} format=${(number) => count(Math.round(number))} series=${[
        { title: t('Running'), colour: '--run', values: value.points.map((point) => point.running) },
        { title: t('Waiting'), colour: '--wait', values: value.points.map((point) => point.waiting) },
        { title: t('Failed in this time'), colour: '--bad', values: value.points.map((point) => point.failed) },
      ]} />
      <${Chart} title=${t('Cost per hour')} times=${times} format=${dollars} series=${[
        { title: t('Paid'), colour: '--start', fill: true, values: value.points.map((point) => point.cost_per_hour) },
        { title: t('On demand it would be'), colour: '--recover', values: value.points.map((point) => point.on_demand_per_hour) },
      ]} />
    </div>
    ${value.partial && html`<p class="quiet">${t('There were more attempts in this time than are added up here; the figures are of the newest ones.')}</p>`}`}`;
}
