/*
 * The names that are used of the YAML package. It is a CommonJS one: loaded on demand by itself, a bundle in parts would
 * only have it as a whole.
 */
export {
  type Document,
  LineCounter,
  type Node,
  parse,
  parseAllDocuments,
  parseDocument,
  stringify,
} from 'yaml';
