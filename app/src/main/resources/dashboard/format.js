// Times, lengths, sizes and money as people read them.
import { currentLanguage, t } from './words.js';

/** Seconds of an ISO 8601 duration such as PT1H2.5S. */
export function seconds(text) {
  const found = /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:([\d.]+)S)?$/.exec(text || '');
  if (!found) {
    return 0;
  }
  const [, days, hours, minutes, rest] = found;
  return (+days || 0) * 86400 + (+hours || 0) * 3600 + (+minutes || 0) * 60 + (+rest || 0);
}

/** A length of time: two units are enough. */
export function duration(total) {
  if (!(total >= 0)) {
    return '-';
  }
  const whole = Math.floor(total);
  const parts = [
    [Math.floor(whole / 86400), 'd'],
    [Math.floor(whole / 3600) % 24, 'h'],
    [Math.floor(whole / 60) % 60, 'm'],
    [whole % 60, 's'],
  ];
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) {
    return total > 0 ? '<1s' : '0s';
  }
  return parts
    .slice(first, first + 2)
    .filter(([count], index) => index === 0 || count > 0)
    .map(([count, unit]) => count + unit)
    .join(' ');
}

/** How long ago. */
export function ago(instant, now) {
  if (!instant) {
    return '-';
  }
  const passed = (now - new Date(instant)) / 1000;
  return passed < 5 ? t('just now') : t('{time} ago', { time: duration(Math.max(0, passed)).split(' ')[0] });
}

/** A point in time, to the second, in the reader's zone. */
export function moment(instant) {
  return instant
    ? new Date(instant).toLocaleString(currentLanguage() === 'zh' ? 'zh-CN' : 'en-GB', {
        dateStyle: 'medium',
        timeStyle: 'medium',
      })
    : '-';
}

/** The time of day only. */
export function clock(instant) {
  return new Date(instant).toLocaleTimeString('en-GB');
}

/** Dollars, with as many digits as say something. */
export function dollars(amount) {
  if (amount === undefined || amount === null || Number.isNaN(amount)) {
    return '-';
  }
  const digits = amount !== 0 && Math.abs(amount) < 1 ? 4 : 2;
  return `$${amount.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: digits })}`;
}

/** Bytes. */
export function bytes(count) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let value = count;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

/** A number with groups of three. */
export function count(number) {
  return (number || 0).toLocaleString('en-US');
}
