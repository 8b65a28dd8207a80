// The simulated Personio, changed as somebody in the HR department would, by the calls its page makes.

export class Personio {
  constructor(url) {
    this.home = `${url}/dev/personio`;
  }

  async #call(method, path, body) {
    const answer = await fetch(this.home + path, { method, headers: { accept: 'application/json' }, body: body && JSON.stringify(body) });
    const data = answer.status === 204 ? null : await answer.json();
    if (!answer.ok) throw new Error(`${method} /dev/personio${path}: ${answer.status} ${data.code}`);
    return data;
  }

  // { client_id, client_secret, people, attributes }
  account() {
    return this.#call('GET', '');
  }

  // The key of the attribute with this label.
  async key(label) {
    return (await this.account()).attributes.find((attribute) => attribute.label === label).key;
  }

  change(id, values) {
    return this.#call('PATCH', `/people/${id}`, values);
  }

  changeEverybody(values) {
    return this.#call('PATCH', '/people', values);
  }

  addPerson(values) {
    return this.#call('POST', '/people', values);
  }

  addAttribute(attribute) {
    return this.#call('POST', '/attributes', attribute);
  }

  tick(key, readable) {
    return this.#call('PUT', `/attributes/${key}`, { readable });
  }

  permit(name, granted) {
    return this.#call('PUT', `/permissions/${name}`, { granted });
  }

  rotate() {
    return this.#call('POST', '/credential/rotate');
  }
}
