// The parts of the settings that can be changed apart from each other: what differs, and what becomes of two people's
// changes to the same document. Filters belong together, for their order and number say who is left out; so do the two
// halves of payslips.

const SIMPLE = {
  paused: ['paused'],
  pension: ['pension'],
  match: ['match'],
  excludes: ['excludes'],
  filters: ['filters'],
  payslips: ['payslips', 'folder'],
};

const MAPPING = 'mapping/';
export const mappedField = (id) => (id.startsWith(MAPPING) ? id.slice(MAPPING.length) : null);

export const partIds = (choices) => [...Object.keys(SIMPLE), ...Object.keys(choices.mapping).map((field) => MAPPING + field)];

export function partOf(choices, id) {
  const field = mappedField(id);
  if (field !== null) return choices.mapping[field];
  const keys = SIMPLE[id];
  return keys.length === 1 ? choices[keys[0]] : Object.fromEntries(keys.map((key) => [key, choices[key]]));
}

export function setPart(choices, id, value) {
  const field = mappedField(id);
  const fresh = structuredClone(value);
  if (field !== null) choices.mapping[field] = fresh;
  else if (SIMPLE[id].length === 1) choices[id] = fresh;
  else Object.assign(choices, fresh);
}

const isEqual = (a, b) => JSON.stringify(a) === JSON.stringify(b);

// [{ id, from, to }] for each part that is not the same.
export const differences = (from, to) => partIds(to)
  .map((id) => ({ id, from: partOf(from, id), to: partOf(to, id) }))
  .filter((part) => !isEqual(part.from, part.to));

// Two people began with `base`. Answers the parts that only one of them changed, and those both changed differently:
// [{ id, base, mine, theirs }] each. What both changed alike is `same`.
export function compare(base, mine, theirs) {
  const all = partIds(base).map((id) => ({ id, base: partOf(base, id), mine: partOf(mine, id), theirs: partOf(theirs, id) }));
  const isMine = (part) => !isEqual(part.base, part.mine);
  const isTheirs = (part) => !isEqual(part.base, part.theirs);
  const both = all.filter((part) => isMine(part) && isTheirs(part));
  return {
    onlyMine: all.filter((part) => isMine(part) && !isTheirs(part)),
    onlyTheirs: all.filter((part) => !isMine(part) && isTheirs(part)),
    same: both.filter((part) => isEqual(part.mine, part.theirs)),
    clashes: both.filter((part) => !isEqual(part.mine, part.theirs)),
  };
}

// Their settings, with what only I changed, and of the clashes those that are mine.
export function merge(theirs, { onlyMine, clashes }, isMine) {
  const merged = structuredClone(theirs);
  for (const part of onlyMine) setPart(merged, part.id, part.mine);
  for (const part of clashes.filter(({ id }) => isMine(id))) setPart(merged, part.id, part.mine);
  return merged;
}
