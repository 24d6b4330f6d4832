/** One value in COPY text format. */
export function copyText(value: string | null | undefined): string {
  if (value === null || value === undefined) return '\\N';
  for (let i = 0; i < value.length; i++) {
    const code = value.charCodeAt(i);
    if (code === 0x5c || code < 0x20) return escapeCopy(value);
  }
  return value;
}

/** JSON text: it holds no control characters, only its own backslashes. */
export function copyJson(json: string): string {
  return json.includes('\\') ? json.replaceAll('\\', '\\\\') : json;
}

function escapeCopy(value: string): string {
  return value
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\0', '');
}
