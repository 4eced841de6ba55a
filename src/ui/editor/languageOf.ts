/** Monaco's name for the language of a file. */
export function languageOf(name: string): string {
  const file = name.split('/').at(-1)!.toLowerCase();
  if (/^(dockerfile|containerfile)/.test(file) || file.endsWith('.dockerfile')) return 'dockerfile';
  if (/\.(ya?ml)$/.test(file)) return 'yaml';
  if (/\.([cm]?jsx?|tsx?|json)$/.test(file)) return 'javascript';
  if (/\.(md|markdown)$/.test(file)) return 'markdown';
  if (/\.(sh|bash)$/.test(file) || file.startsWith('.bash')) return 'shell';
  return file.includes('.') ? 'plaintext' : 'yaml';
}

/** Whether a file can be sent to the API server. */
export const isManifest = (name: string): boolean => languageOf(name) === 'yaml' || name.endsWith('.json');
