/** Chance that can be repeated: the same seed gives the same choices. */
export interface Random {
  readonly seed: number
  /** A whole number from 0 to below `limit`. */
  readonly below: (limit: number) => number
  readonly shuffled: <Item>(items: readonly Item[]) => Item[]
}

/** Mulberry32. `FAULT_SEED` repeats a run. */
export function createRandom(seed = Number(process.env.FAULT_SEED ?? Date.now() % 2 ** 31)): Random {
  let state = seed
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
  const shuffled = <Item>(items: readonly Item[]) => {
    const pool = [...items]
    return Array.from(items, () => pool.splice(below(pool.length), 1)[0] as Item)
  }
  return { seed, below, shuffled }
}
