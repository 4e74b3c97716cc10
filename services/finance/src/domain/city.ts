/** A city as it is kept: one width of letters, no blanks around it, and without the 市 that its name may end in. */
export function cityName(written: string | null): string | null {
  const name = (written ?? '').normalize('NFKC').trim()
  // What has one character besides is no name without it, such as 沙市.
  const short = [...name].length > 2 && name.endsWith('市') ? name.slice(0, -1).trim() : name
  return short === '' ? null : short
}

/** What cities are compared by, however they were written; null for none. */
export function cityKey(written: string | null): string | null {
  return cityName(written)?.toLowerCase() ?? null
}
