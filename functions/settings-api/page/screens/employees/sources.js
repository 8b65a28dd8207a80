// Where each field comes from: the mapping of the settings, with the labels of Personio's attributes.
//
//   const sources = await loadSources({ signal });
//   sources.of('tax_code')   { label: 'Tax code', isReadable: true }, or null: entered in Pento only
//   sources.match            the label of the attribute that gives the Employee ID, or null
//   sources.fields           what GET /v1/pento-fields says, by key

import * as api from '../../api.js';

export async function loadSources(options) {
  const [settings, attributes, fields] = await Promise.all([api.settings(options), api.attributes({}, options), api.pentoFields(options)]);
  const known = new Map(attributes.items.map((attribute) => [attribute.key, attribute]));
  const { mapping, match } = settings.data;
  const named = (key) => ({ label: known.get(key)?.label ?? key, isReadable: known.get(key)?.readable ?? true });
  return {
    of: (field) => (mapping[field] ? named(mapping[field].attribute) : null),
    match: known.get(match.attribute)?.label ?? null,
    fields: new Map(fields.items.map((field) => [field.key, field])),
  };
}
