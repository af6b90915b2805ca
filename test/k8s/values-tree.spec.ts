// The comparison of values with their schema.
import { differences, openPlaces } from './values-tree.ts';

const schema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    global: { type: 'object' },
    image: { $ref: '#/definitions/image' },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    names: { type: 'array', items: { type: 'string' } },
  },
  definitions: {
    image: { type: 'object', additionalProperties: false, properties: { tag: { type: 'string' } } },
  },
};
const values = { image: { tag: '' }, labels: { any: 'thing' }, names: ['a'] };

it('finds no difference when both have the same keys, also behind a $ref', () => {
  expect(differences(schema, values)).toEqual([]);
});

it('reports a key that only one of them has', () => {
  expect(differences(schema, { ...values, image: { tga: '' } })).toEqual([
    '/image/tag is in the schema only',
    '/image/tga is in the values only',
  ]);
});

it('finds no open place in a closed schema', () => {
  expect(openPlaces(schema)).toEqual([]);
});

it('reports where a schema accepts unlisted keys or any type', () => {
  const open = {
    type: 'object',
    properties: {
      image: { $ref: '#/definitions/image' },
      list: { type: 'array', items: { type: 'object', properties: { name: {} } } },
    },
    definitions: { image: { type: 'object', properties: { tag: { type: 'string' } } } },
  };
  expect(openPlaces(open)).toEqual([
    ' takes other keys',
    '/image takes other keys',
    '/list/* takes other keys',
    '/list/*/name is of any type',
  ]);
});
