const WORDS: Readonly<Record<string, string>> = {
  api: 'API',
  sso: 'SSO',
  ip: 'IP',
  oauth: 'OAuth',
  ui: 'UI',
};

/** `api_key.created` as people read it: "API key created". */
export function actionText(action: string): string {
  const words = action.split(/[._-]+/).filter(Boolean);
  const text = words.map(
    (word, index) => WORDS[word] ?? (index === 0 ? word.charAt(0).toUpperCase() + word.slice(1) : word),
  );
  return text.join(' ');
}
