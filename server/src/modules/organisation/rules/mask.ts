/** A telephone number or an address of mail, for who need not use it: 138****5678, w***@example.gov.cn. Pure. */
export function masked(value: string): string {
  const [local, domain] = value.split('@');
  if (local !== undefined && domain !== undefined) return `${local.slice(0, 1)}***@${domain}`;
  return value.length >= 7 ? `${value.slice(0, 3)}****${value.slice(-4)}` : '****';
}
