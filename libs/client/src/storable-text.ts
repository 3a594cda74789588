/** A NUL and halves of surrogate pairs: the server's database holds neither. */
const UNSTORABLE = /\0|\p{Surrogate}/gu;
const REPLACEMENT = '\uFFFD';

/** A text that the control plane takes; a longer one is cut off, and says how long it was. */
export const storableText = (text: string, charsMax = Number.POSITIVE_INFINITY): string => {
  const short = text.length <= charsMax ? text : `${text.slice(0, charsMax)}… (${text.length} characters)`;
  return short.replace(UNSTORABLE, REPLACEMENT);
};

/** The same within JSON, where they are escaped; an even number of backslashes before is text. */
const ESCAPED = /(?<!\\)((?:\\\\)*)\\u(?:0000|d[89a-f][0-9a-f]{2})/g;

/** @param json as `JSON.stringify` writes it */
export const storableJson = (json: string): string =>
  json.includes('\\u0000') || json.includes('\\ud') ? json.replace(ESCAPED, `$1${REPLACEMENT}`) : json;
