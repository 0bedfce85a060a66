// Lines over time, with their numbers as a table for those who cannot see them.
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import { html } from './html.js';
import { t } from './words.js';

const HEIGHT = 200;
const ROWS = 12;

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

const WHOLE = [1, 2, 5].flatMap((step) => [1, 10, 100, 1e3, 1e4, 1e5].map((tens) => step * tens)).sort((one, other) => one - other);

function options(width, series, format, whole) {
  const line = colour('--line');
  const quiet = colour('--quiet');
  const axis = { stroke: quiet, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  return {
    width,
    height: HEIGHT,
    legend: { live: true },
    scales: { y: { range: (plot, least, most) => [0, Math.max(most * 1.1, 0.001)] } },
    axes: [axis, { ...axis, size: 64, incrs: whole ? WHOLE : undefined, values: (plot, values) => values.map(format) }],
    series: [{}, ...series.map((one) => ({
      label: one.title,
      stroke: colour(one.colour),
      fill: one.fill ? `${colour(one.colour)}22` : undefined,
      width: 2,
      points: { show: false },
      value: (plot, value) => (value === null || value === undefined ? '-' : format(value)),
    }))],
  };
}

/**
 * A chart.
 *
 * @param times seconds since 1970
 * @param series each with title, colour (name of a CSS variable) and values
 * @param format makes a value's text
 * @param whole whether values are whole numbers
 */
export function Chart({ title, times, series, format = String, whole = false }) {
  const box = useRef(null);
  const shown = series.map((one) => one.title).join();
  useEffect(() => {
    let plot = null;
    const draw = () => {
      plot?.destroy();
      plot = new uPlot(
        options(box.current.clientWidth, series, format, whole), [times, ...series.map((one) => one.values)], box.current);
    };
    draw();
    const watch = new ResizeObserver(() => plot.setSize({ width: box.current.clientWidth, height: HEIGHT }));
    watch.observe(box.current);
    addEventListener('themechange', draw);
    return () => {
      removeEventListener('themechange', draw);
      watch.disconnect();
      plot.destroy();
    };
  }, [times, shown]);
  const step = Math.max(1, Math.ceil(times.length / ROWS));
  const rows = times.map((time, index) => index).filter((index) => index % step === 0 || index === times.length - 1);
  return html`<figure class="chart"><figcaption>${title}</figcaption>
    <div ref=${box} aria-hidden="true"></div>
    <details><summary>${t('As a table')}</summary><table>
      <thead><tr><th scope="col">${t('Time')}</th>${series.map((one) => html`<th scope="col">${one.title}</th>`)}</tr></thead>
      <tbody>${rows.map((index) => html`<tr><td>${new Date(times[index] * 1000).toLocaleString()}</td>
        ${series.map((one) => html`<td class="number">${format(one.values[index] ?? 0)}</td>`)}</tr>`)}</tbody>
    </table></details>
  </figure>`;
}
