/** Whether the text is digits and capital letters of ASCII only: nothing about its width, case or separators to put right. */
export function isPlainCode(text: string): boolean {
  const length = text.length;
  for (let i = 0; i < length; i++) {
    const unit = text.charCodeAt(i);
    if (unit < 48 || unit > 90 || (unit > 57 && unit < 65)) return false;
  }
  return length > 0;
}
