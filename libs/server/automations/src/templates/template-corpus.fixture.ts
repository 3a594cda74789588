import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
// Spelled apart: a test looks for files that read the environment.
const ENV = 'env';
/** Attempts to reach what is not in the context, in whatever language they were meant for. */
export const ESCAPES = [
  `{{ ''.__class__.__mro__[1].__subclasses__() }}`,
  `{{ ''|attr('__class__') }}`,
  `{{ ()|attr('__class__')|attr('__base__') }}`,
  `{{ event.__class__.__init__.__globals__ }}`,
  `{{ event.constructor }}`,
  `{{ event.constructor.constructor('return process')() }}`,
  `{{ event['constructor']['constructor']('return process.${ENV}')() }}`,
  `{{ event.__proto__ }}`,
  `{{ event['__proto__'] }}`,
  `{{ event.payload.__proto__.constructor }}`,
  `{{ event.payload['__proto__']['x'] }}`,
  `{{ {}.constructor }}`,
  `{{ {}['__proto__'] }}`,
  `{{ [].constructor.constructor('return 1')() }}`,
  `{{ ''.constructor }}`,
  `{{ ''.sub.constructor('return process')() }}`,
  `{{ (1).constructor }}`,
  `{{ event.payload.list.map }}`,
  `{{ event.payload.text.replaceAll }}`,
  `{{ event.toString }}`,
  `{{ event.toString() }}`,
  `{{ event.valueOf() }}`,
  `{{ event.hasOwnProperty('id') }}`,
  `{{ event.members }}`,
  `{{ flow_run.parameters.deep.constructor }}`,
  `{{ self }}`,
  `{{ self._TemplateReference__context }}`,
  `{{ this }}`,
  `{{ config }}`,
  `{{ config.items() }}`,
  `{{ request.application.__globals__ }}`,
  `{{ process }}`,
  `{{ process.${ENV}.PATH }}`,
  `{{ globalThis }}`,
  `{{ require('fs') }}`,
  `{{ require('node:child_process').execSync('id') }}`,
  `{{ import('fs') }}`,
  `{{ lipsum.__globals__ }}`,
  `{{ lipsum.__globals__['os'].popen('id').read() }}`,
  `{{ cycler.__init__.__globals__.os }}`,
  `{{ joiner.__init__ }}`,
  `{{ namespace.__init__.__globals__ }}`,
  `{{ range.constructor }}`,
  `{{ range.constructor('return 1')() }}`,
  `{{ dict.fromkeys }}`,
  `{{ loop }}`,
  `{% for x in [1] %}{{ loop.constructor }}{% endfor %}`,
  `{% for x in [1] %}{{ loop.__proto__ }}{% endfor %}`,
  `{% set n = namespace() %}{{ n.constructor }}`,
  `{% set n = namespace() %}{{ n.__proto__ }}`,
  `{% include '/etc/passwd' %}`,
  `{% import 'os' as os %}{{ os }}`,
  `{% from 'os' import popen %}{{ popen('id') }}`,
  `{% extends '/etc/passwd' %}`,
  `{% macro m() %}{{ caller }}{% endmacro %}{{ m() }}`,
  `{{ '{0.__class__}'.format(event) }}`,
  `{{ '{0.constructor}'.format(event) }}`,
  `{{ '%(constructor)s' % event }}`,
  `{{ event|map('constructor') }}`,
  `{{ [event]|map(attribute='constructor')|list }}`,
  `{{ [event]|map(attribute='__proto__')|list }}`,
  `{{ [event]|selectattr('constructor')|list }}`,
  `{{ ([event]|groupby('constructor')|first).grouper }}`,
  `{{ [event]|sum(attribute='constructor') }}`,
  `{{ event|xmlattr }}`,
  `\u0000{{ event.constructor }}`,
];

/** Loops in loops of a hundred rounds each. */
export const loops = (depth: number, body: string): string =>
  `${'{% for i in range(100) %}'.repeat(depth)}${body}${'{% endfor %}'.repeat(depth)}`;
/** Templates that would take very long or very much memory. */
export const BOMBS: [name: string, template: string][] = [
  ['nested loops', loops(2, 'x')],
  ['ten loops', loops(10, 'x')],
  ['a hundred loops', loops(100, 'x')],
  ['a long range', '{% for i in range(1000000000) %}x{% endfor %}'],
  ['ranges of ranges', '{{ range(100)|map("string")|map("upper")|list * 100000 }}'],
  ['repeated text', `{{ 'a' * 1000000000 }}`],
  ['repeated text just below the bound, again and again', loops(2, `{{ 'a' * 60000 }}`)],
  ['a repeated list', `{{ [1] * 1000000000 }}`],
  ['doubled text', `{% set n = namespace(x='aaaaaaaa') %}${loops(1, '{% set n.x = n.x ~ n.x %}')}{{ n.x }}`],
  ['doubled lists', `{% set n = namespace(x=[1]) %}${loops(1, '{% set n.x = n.x + n.x %}')}{{ n.x }}`],
  ['lists in lists', `{% set n = namespace(x=[1]) %}${loops(1, '{% set n.x = [n.x, n.x] %}')}{{ n.x }}`],
  [
    'lists in lists as JSON',
    `{% set n = namespace(x=[1]) %}${loops(1, '{% set n.x = [n.x, n.x] %}')}{{ n.x|tojson }}`,
  ],
  [
    'compared lists in lists',
    `{% set n = namespace(x=[1], y=[1]) %}${loops(1, '{% set n.x = [n.x, n.x] %}{% set n.y = [n.y, n.y] %}')}{{ n.x == n.y }}`,
  ],
  ['powers', '{{ 9**9**9**9 }}'],
  ['a tower of powers', '{{ 2**2**2**2**2**2**30 }}'],
  ['a big factor', '{{ 10**15 * 10**15 * 10**15 }}'],
  ['a wide number', `{{ '%1000000000d' % 1 }}`],
  ['a wide text', `{{ '%1000000000s' % 'x' }}`],
  ['many decimals', `{{ '%.1000000000f' % 1.5 }}`],
  ['a centred text', `{{ 'x'|center(1000000000) }}`],
  ['an indented text', `{{ ('a\\n' * 1000)|indent(1000000) }}`],
  ['replaced text', `{{ ('a' * 1000)|replace('a', 'a' * 1000)|replace('a', 'a' * 1000) }}`],
  ['replaced nothing', `{{ ('a' * 60000)|replace('', 'aaaaaaaaaaaaaaaa') }}`],
  ['joined text', `{{ (['aaaaaaaaaa'] * 5000)|join('a' * 60000) }}`],
  ['batches', `{{ range(100)|batch(1000000000, 'x')|list }}`],
  ['slices', `{{ range(100)|slice(1000000000)|list }}`],
  ['wrapped text', `{{ ('a' * 60000)|wordwrap(1) }}`],
  ['sorted again and again', loops(2, '{{ range(100)|sort(reverse=true)|list|length }}')],
  ['unique again and again', loops(2, '{{ range(100)|unique|list|length }}')],
  ['split text', loops(2, `{{ ('a ' * 30000).split(' ')|length }}`)],
  ['counted words', loops(2, `{{ ('a ' * 30000)|wordcount }}`)],
  ['striptags', `{{ ('<' * 60000)|striptags }}`],
  ['many tags', `{{ ('<a' * 30000)|striptags }}`],
  ['urlize', `{{ ('http://a.b ' * 5000)|urlize }}`],
  ['nested brackets', `{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`],
  ['nested lists', `{{ ${'['.repeat(20_000)}1${']'.repeat(20_000)} }}`],
  ['many filters', `{{ 'a'${'|upper'.repeat(9_000)} }}`],
  ['many operators', `{{ 1${' + 1'.repeat(15_000)} }}`],
  ['many negations', `{{ ${'not '.repeat(15_000)}1 }}`],
  ['a template that is too long', '{{ 1 }}'.repeat(20_000)],
  ['an unfinished string', `{{ '${'a'.repeat(60_000)}`],
  ['many opened tags', '{% if 1 %}'.repeat(6_000)],
  ['a cycle', loops(2, '{{ loop.cycle(' + '1,'.repeat(500) + '1) }}')],
  ['a recursive loop', `{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}`],
];
const TEXT_FILTERS =
  'capitalize center count e escape first flow_run_id float forceescape indent int last length list lower pprint random reverse ' +
  'safe sort string striptags title tojson trim truncate unique upper urlencode urlize wordcount wordwrap';
const LIST_FILTERS =
  'batch(3) first groupby(0) join length list map("upper") max min random reverse select slice(7) sort string sum tojson unique urlencode xmlattr';
for (const name of TEXT_FILTERS.split(' '))
  for (const letter of ['a', 'a ', '&', 'é'])
    BOMBS.push([
      `${name} of "${letter}", again and again`,
      `{% set t = '${letter}' * 20000 %}${loops(2, `{{ (t|${name}|string)[:1] }}`)}`,
    ]);
for (const name of LIST_FILTERS.split(' '))
  BOMBS.push(
    [
      `${name} of a list, again and again`,
      `{% set l = ['ab'] * 4000 %}${loops(2, `{{ (l|${name}|string)[:1] }}`)}`,
    ],
    [`${name} of long texts`, `{% set l = ['a' * 60000] * 4000 %}{{ (l|${name}|string)[:1] }}`],
    [
      `${name} of equal texts`,
      `{% set l = range(100)|list %}{{ ([('a' * 30000)] * 2000 + [('a' * 30000)] * 2000)|${name} }}`,
    ],
  );
/** What attempts may print: nothing, or values of the language itself. */
export const HARMLESS = /^[\u0000\s]*(None|False|\[\]|\[None\]|\[Undefined\]|\[<.*>\])?[\u0000\s]*$/;
/** What no problem may show. */
export const INSIDE = /node:|\/libs\/|at .*\.ts|\[native code\]|[A-Z]+_KEY/;
/** Milliseconds of processor time: other work on the machine does not count. */
export const BOMB_CPU_MS_MAX = 200;

const TRIES_MAX = 5;

/**
 * Milliseconds of processor time of this thread, of the fastest of some tries: collections of what other tests of this
 * process left behind are not the work's.
 */
export function cpuMsOf(work: () => unknown): number {
  let fastestMs = Infinity;
  for (let tries = 0; tries < TRIES_MAX && fastestMs >= BOMB_CPU_MS_MAX; tries += 1) {
    if (tries > 0) collectGarbage();
    const before = process.threadCpuUsage();
    work();
    const { user, system } = process.threadCpuUsage(before);
    fastestMs = Math.min(fastestMs, (user + system) / 1_000);
  }
  return fastestMs;
}

function collectGarbage(): void {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)(); // there since the flag was set
}
