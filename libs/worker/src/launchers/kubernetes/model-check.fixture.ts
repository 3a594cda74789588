import * as models from '@kubernetes/client-node';

interface Attribute {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
}
interface Model {
  readonly getAttributeTypeMap: () => readonly Attribute[];
}
const isModel = (value: unknown): value is Model =>
  typeof value === 'function' && 'getAttributeTypeMap' in value;

/**
 * What of a value does not fit a type of the Kubernetes API, as the client's generated models describe it: members that
 * the API does not know, and values of another kind.
 */
export const misfits = (value: unknown, type: string, at = type): string[] => {
  const list = /^(?:Array|Set)<(.+)>$/.exec(type)?.[1];
  if (list !== undefined)
    return Array.isArray(value)
      ? value.flatMap((item, index) => misfits(item, list, `${at}[${index}]`))
      : [`${at} is no list`];
  const map = /^\{ \[key: string\]: (.+); \}$/.exec(type)?.[1];
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (map !== undefined)
    return isObject
      ? Object.entries(value).flatMap(([key, member]) => misfits(member, map, `${at}.${key}`))
      : [`${at} is no map`];
  if (type === 'string' || type === 'number' || type === 'boolean')
    return typeof value === type ? [] : [`${at} is no ${type}`];
  const model: unknown = Reflect.get(models, type);
  if (!isModel(model)) return []; // any, IntOrString, dates
  if (!isObject) return [`${at} is no ${type}`];
  const attributes = new Map(model.getAttributeTypeMap().map((one) => [one.name, one]));
  return Object.entries(value).flatMap(([key, member]) => {
    const attribute = attributes.get(key);
    if (!attribute) return [`${at}.${key} is not known to ${type}`];
    return member === undefined ? [] : misfits(member, attribute.type, `${at}.${key}`);
  });
};
