// The words of the page's interface, which the server puts into it: its own, or those of a file.

const texts = JSON.parse(document.getElementById('texts').textContent);
const rules = new Intl.PluralRules(texts.language);

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => name in values ? String(values[name]) : whole);

export const text = (key, values = {}) => fill(texts[key], values);

// One of the forms of a language, such as "one" and "other", by the number; a form that is missing is the last.
export const counted = (key, count, values = {}) =>
  fill(texts[`${key}.${rules.select(count)}`] ?? texts[`${key}.other`], { count, ...values });
