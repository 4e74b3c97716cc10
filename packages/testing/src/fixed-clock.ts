export interface FixedClock {
  readonly now: () => Date
  /** Moves it forward by so many milliseconds. */
  readonly advance: (milliseconds: number) => void
}

/** A clock that stands still unless told otherwise. */
export function fixedClock(start: string): FixedClock {
  let time = new Date(start).getTime()
  if (Number.isNaN(time)) throw new Error(`${start} is no instant.`)
  return {
    now: () => new Date(time),
    advance: (milliseconds) => {
      time += milliseconds
    },
  }
}
