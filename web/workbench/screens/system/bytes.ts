const units = ['字节', 'KB', 'MB', 'GB', 'TB'] as const;

/** A number of bytes with the unit that keeps it short: 3.2 GB. */
export function bytesText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
