const builtInDayFormats: readonly (readonly [first: number, last: number])[] = [
  [14, 17],
  [22, 22],
  [27, 31],
  [34, 36],
  [50, 58],
]

/** Whether a number format shows a day: one of those every program knows, or a pattern with year, month or day in it. */
export function showsDay(formatId: number, pattern: string | undefined): boolean {
  if (pattern === undefined) return builtInDayFormats.some(([first, last]) => formatId >= first && formatId <= last)
  const bare = pattern.replace(/"[^"]*"|\\.|_.|\*.|\[[^\]]*\]/g, '')
  return /[yd]/i.test(bare) || (/m/i.test(bare) && !/[hs]/i.test(bare))
}

/** The day a whole serial number means, `2026-10-08`; undefined where programs disagree, and for a time of day. */
export function dayOfSerial(text: string, from1904: boolean): string | undefined {
  if (!/^\d{1,7}$/.test(text)) return undefined
  const serial = Number(text)
  // Before March 1900 the calendars of programs differ by a day that never was.
  if (!from1904 && serial < 61) return undefined
  const [year, month, day] = from1904 ? [1904, 0, 1] : [1899, 11, 30]
  const date = new Date(Date.UTC(year ?? 0, month, (day ?? 0) + serial))
  return date.getUTCFullYear() > 9999 ? undefined : date.toISOString().slice(0, 10)
}
