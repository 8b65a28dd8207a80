// The calls below /dev/personio, which only this machine has.

const HOME = '/dev/personio';

async function call(method, path, body) {
  let answer;
  try {
    answer = await fetch(`${HOME}${path}`, {
      method,
      headers: { accept: 'application/json' },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch {
    throw new Error('The program does not answer. Is it still running?');
  }
  if (answer.status === 204) return null;
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(data.detail ?? 'This did not work.');
  return data;
}

const at = encodeURIComponent;
export const account = () => call('GET', '');
export const addPerson = (values) => call('POST', '/people', values);
export const changePerson = (id, values) => call('PATCH', `/people/${at(id)}`, values);
export const removePerson = (id) => call('DELETE', `/people/${at(id)}`);
export const attributes = async () => (await call('GET', '/attributes')).items;
export const addAttribute = (attribute) => call('POST', '/attributes', attribute);
export const tick = (key, readable) => call('PUT', `/attributes/${at(key)}`, { readable });
export const credential = () => call('GET', '/credential');
export const rotate = () => call('POST', '/credential/rotate');
export const permit = (name, granted) => call('PUT', `/permissions/${at(name)}`, { granted });
