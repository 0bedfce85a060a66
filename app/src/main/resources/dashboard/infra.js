// What there is to run on: what can be used, why not, what it costs, and where capacity was short of late.
import { useEffect, useState } from 'preact/hooks';
import { get, withQuery } from './api.js';
import { ago, dollars, moment } from './format.js';
import { html } from './html.js';
import { useLive, useNow } from './live.js';
import { follow } from './route.js';
import { Empty, Reading, Trouble } from './widgets.js';
import { t } from './words.js';

const SETTLE = 300;
const MOST = 200;

function Places({ places }) {
  return html`<ul class="cards">${places.map((one) => html`<li class=${one.enabled ? 'card' : 'card off'} key=${one.name + one.features}>
    <div class="card-head"><b>${one.title}</b>
      <span class="status ${one.enabled ? 'good' : 'wait'}"><span aria-hidden="true">${one.enabled ? '✓' : '○'}</span> ${one.enabled ? t('enabled') : t('not enabled')}</span></div>
    <div class="quiet small-text">${one.features.map((feature) => t(feature)).join(', ')}${one.account && ` · ${one.account}`}</div>
    ${!one.enabled && one.hint && html`<p class="hint">${one.hint}</p>`}
    ${one.hosts.length > 0 && html`<ul class="plain small-text">${one.hosts.map((host) => html`<li>${host.name} ${host.state || ''}</li>`)}</ul>`}
  </li>`)}</ul>`;
}

function Shortages() {
  const { value, problem } = useLive((signal) => get('/infra/troubles', signal), []);
  const now = useNow(10000);
  if (!value) {
    return html`<${Trouble} problem=${problem} />`;
  }
  return value.troubles.length === 0
    ? html`<p class="quiet">${t('None that live jobs remember.')}</p>`
    : html`<div class="scroll" tabindex="0" role="region" aria-label=${t('Capacity failures')}><table class="jobs">
      <thead><tr>${['Infra', 'Resources', 'What happened', 'Left aside until', 'Job'].map((title) => html`<th scope="col">${t(title)}</th>`)}</tr></thead>
      <tbody>${value.troubles.map((one) => html`<tr>
        <td data-label=${t('Infra')}>${one.infra}</td>
        <td data-label=${t('Resources')}>${one.resources || t('all of it')}</td>
        <td data-label=${t('What happened')}>${one.sentence}${one.provider_code && html` <code>${one.provider_code}</code>`}</td>
        <td data-label=${t('Left aside until')} title=${moment(one.until)}>${new Date(one.until) > now ? moment(one.until) : ago(one.until, now)}</td>
        <td data-label=${t('Job')}><a ...${follow(`/jobs/${one.job_id}`)}>${one.job_id}</a></td>
      </tr>`)}</tbody></table></div>`;
}

function Prices() {
  const [text, setText] = useState('');
  const [name, setName] = useState('');
  const [state, setState] = useState({});
  useEffect(() => {
    const timer = setTimeout(() => setName(text.trim()), SETTLE);
    return () => clearTimeout(timer);
  }, [text]);
  useEffect(() => {
    const over = new AbortController();
    get(withQuery('/gpus', { name }), over.signal).then(
      (value) => setState({ value }),
      (problem) => !over.signal.aborted && setState({ problem }));
    return () => over.abort();
  }, [name]);
  const { value, problem } = state;
  return html`<div class="filters"><input type="search" aria-label=${t('Accelerator, such as A100')} placeholder=${t('Accelerator, such as A100')}
      value=${text} onInput=${(event) => setText(event.target.value)} /></div>
    <${Trouble} problem=${problem} />
    ${!value ? null : value.machines.length
      ? html`<div class="scroll" tabindex="0" role="region" aria-label=${t('Prices')}><table class="jobs">
        <thead><tr>${['Accelerator', 'Cloud', 'Instance', 'vCPUs', 'Memory', 'Region', 'On demand', 'Spot'].map((title) => html`<th scope="col">${t(title)}</th>`)}</tr></thead>
        <tbody>${value.machines.slice(0, MOST).map((one) => html`<tr>
          <td data-label=${t('Accelerator')}>${one.name}:${one.count}</td>
          <td data-label=${t('Cloud')}>${one.cloud}</td>
          <td data-label=${t('Instance')}>${one.instance_type}</td>
          <td data-label=${t('vCPUs')} class="number">${one.vcpus}</td>
          <td data-label=${t('Memory')} class="number">${one.memory_gb} GiB</td>
          <td data-label=${t('Region')}>${one.region || '-'}</td>
          <td data-label=${t('On demand')} class="number">${dollars(one.price_per_hour)}</td>
          <td data-label=${t('Spot')} class="number">${dollars(one.spot_price_per_hour)}</td>
        </tr>`)}</tbody></table></div>`
      : value.accelerators.length
        ? html`<p>${t('Choose one to see its prices:')}</p><div class="chips">${value.accelerators.map((one) => html`
          <button type="button" class="chip" onClick=${() => setText(one.name)}>${one.name} <b>${one.counts.join(', ')}</b></button>`)}</div>`
        : html`<${Empty} title=${t('No accelerators are on offer.')} />`}`;
}

/** The page of infrastructure. */
export function Infra() {
  const [state, setState] = useState({});
  useEffect(() => {
    document.title = `${t('Infra')} · Skyjobs`;
    get('/infra').then((value) => setState({ value }), (problem) => setState({ problem }));
  }, []);
  const { value, problem } = state;
  return html`<div class="head"><h1>${t('Infra')}</h1></div>
    <${Trouble} problem=${problem} />
    ${!value && !problem && html`<${Reading} />`}
    ${value && html`
      <h2>${t('Compute')}</h2><${Places} places=${value.infra.filter((one) => one.features.includes('compute'))} />
      <h2>${t('Storage')}</h2><${Places} places=${value.infra.filter((one) => one.features.includes('storage'))} />`}
    <h2>${t('Capacity failures')}</h2><${Shortages} />
    <h2>${t('Prices of accelerators')}</h2><${Prices} />`;
}
