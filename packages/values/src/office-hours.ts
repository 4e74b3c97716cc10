const officeZone = 'Asia/Shanghai'
const officeOpens = 6
const officeCloses = 22

/** Between ten at night and six in the morning, by the clock of the offices. */
export function isOddHour(at: Date): boolean {
  const text = new Intl.DateTimeFormat('en-GB', { timeZone: officeZone, hour: '2-digit', hourCycle: 'h23' }).format(at)
  const hour = Number.parseInt(text, 10)
  return hour < officeOpens || hour >= officeCloses
}
