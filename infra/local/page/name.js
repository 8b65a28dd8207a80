// What to call a person: everything about them can be blanked.

const isText = (part) => typeof part === 'string' && part !== '';

export const nameOf = (person) => [person.first_name, person.last_name].filter(isText).join(' ') || `Person ${person.id}`;
