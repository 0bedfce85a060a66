// Machines that may exist and cost money.
import { useEffect } from 'preact/hooks';
import { get } from './api.js';
import { ago, dollars, moment } from './format.js';
import { html } from './html.js';
import { useLive, useNow } from './live.js';
import { follow } from './route.js';
import { Empty, Reading, Status, Trouble } from './widgets.js';
import { t } from './words.js';

const MOST = 1000;

/** The page of clusters. */
export function Clusters() {
  const { value, problem } = useLive((signal) => get(`/clusters?limit=${MOST}`, signal), [], undefined, { least: 3000, every: 30000 });
  const now = useNow();
  useEffect(() => {
    document.title = `${t('Clusters')} · Skyjobs`;
  }, []);
  const clusters = value ? value.clusters : [];
  return html`<div class="head"><h1>${t('Clusters')}</h1>
      ${value && html`<span class="quiet">${t('{n} clusters, {rate} per hour', { n: value.total, rate: dollars(value.price_per_hour) })}</span>`}</div>
    <${Trouble} problem=${problem} />
    ${!value ? html`<${Reading} />` : clusters.length === 0
      ? html`<${Empty} title=${t('No clusters.')}>${t('Nothing runs, and nothing costs money.')}</${Empty}>`
      : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('Clusters')}><table class="jobs">
        <thead><tr>${['Name', 'For', 'Status', 'Infra', 'Resources', 'Nodes', 'Launched', 'Per hour'].map(
          (title) => html`<th scope="col">${t(title)}</th>`)}</tr></thead>
        <tbody>${clusters.map((one) => html`<tr key=${one.name}>
          <td data-label=${t('Name')}>${one.name}</td>
          <td data-label=${t('For')}>${one.job_id ? html`<a ...${follow(`/jobs/${one.job_id}`)}>${one.owner}</a>` : one.owner}</td>
          <td data-label=${t('Status')}><${Status} status=${one.status} /></td>
          <td data-label=${t('Infra')}>${one.infra}</td>
          <td data-label=${t('Resources')}>${one.resources}</td>
          <td data-label=${t('Nodes')} class="number">${one.nodes}</td>
          <td data-label=${t('Launched')} title=${moment(one.launched_at)}>${ago(one.launched_at, now)}</td>
          <td data-label=${t('Per hour')} class="number">${dollars(one.price_per_hour)}</td>
        </tr>`)}</tbody>
      </table></div>
      ${value?.total > MOST && html`<p class="quiet">${t('The newest {n} are shown.', { n: MOST })}</p>`}`}`;
}
