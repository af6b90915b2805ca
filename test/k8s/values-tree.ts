// Compares values.yaml with values.schema.json: the keys of each, and where the schema accepts unknown ones. Pure.
// biome-ignore lint/suspicious/noExplicitAny: values and schemas are trees
type Tree = any;

/** Follows `$ref: '#/definitions/…'`. */
function resolve(schema: Tree, node: Tree): Tree {
  if (node?.$ref === undefined) return node;
  const path: string[] = node.$ref.replace(/^#\//, '').split('/');
  return resolve(
    schema,
    path.reduce((place, key) => place?.[key], schema),
  );
}

/**
 * `/analyzer/replica is in the values only`. Ignores maps and lists that users fill, `global` of a parent chart, and deprecated keys,
 * which a template refuses with their new name.
 */
export function differences(schema: Tree, values: Tree): string[] {
  const compare = (node: Tree, value: Tree, path: string): string[] => {
    const { properties } = resolve(schema, node) ?? {};
    if (properties === undefined) return [];
    const known = Object.keys(properties).filter(
      (key) => properties[key].deprecated !== true && (path !== '' || key !== 'global'),
    );
    const given = Object.keys(value ?? {});
    return [
      ...known.filter((key) => !given.includes(key)).map((key) => `${path}/${key} is in the schema only`),
      ...given.filter((key) => !known.includes(key)).map((key) => `${path}/${key} is in the values only`),
      ...given.flatMap((key) => compare(properties[key], value[key], `${path}/${key}`)),
    ];
  };
  return compare(schema, values, '');
}

/** Paths where the schema lists keys but accepts others, or does not constrain a value's type. */
export function openPlaces(schema: Tree): string[] {
  const walk = (given: Tree, path: string): string[] => {
    const node = resolve(schema, given) ?? {};
    const typed = ['type', 'enum', 'const', 'oneOf', 'anyOf'].some((key) => key in node);
    if (!typed) return [`${path} is of any type`];
    if (node.items !== undefined) return walk(node.items, `${path}/*`);
    const entries = Object.entries(node.properties ?? {});
    return [
      ...(entries.length > 0 && node.additionalProperties !== false ? [`${path} takes other keys`] : []),
      ...entries.flatMap(([key, child]) => walk(child, `${path}/${key}`)),
    ];
  };
  return walk(schema, '');
}
