import type { Decimal } from './decimal.ts'
import type { Money } from './money.ts'

/**
 * Splits a total by weights so that the parts add up to it exactly: everyone gets the whole minor units of the share, the
 * units left over go to the largest remainders, the earlier line first on a tie. A negative total mirrors the positive one.
 * Throws RangeError when a weight is negative, or when there is something to split and no weight above zero.
 */
export function allocate(total: Money, weights: readonly Decimal[]): Money[] {
  const shares = wholeNumbers(weights)
  if (shares.some((share) => share < 0n)) throw new RangeError('A weight is not negative.')
  const all = shares.reduce((left, right) => left + right, 0n)
  if (all === 0n) {
    if (total.minor !== 0n) throw new RangeError('Something can be split only over a weight above zero.')
    return shares.map(() => ({ minor: 0n, currency: total.currency }))
  }

  const size = total.minor < 0n ? -total.minor : total.minor
  const floors = shares.map((share) => (size * share) / all)
  const leftOver = Number(size - floors.reduce((left, right) => left + right, 0n))
  const receivers = new Set(
    shares
      .map((share, line) => ({ line, remainder: (size * share) % all }))
      .sort((left, right) =>
        left.remainder === right.remainder ? left.line - right.line : left.remainder > right.remainder ? -1 : 1,
      )
      .slice(0, leftOver)
      .map(({ line }) => line),
  )
  return floors.map((floor, line) => {
    const minor = receivers.has(line) ? floor + 1n : floor
    return { minor: total.minor < 0n ? -minor : minor, currency: total.currency }
  })
}

/** The weights in the same proportion, without decimals. */
function wholeNumbers(weights: readonly Decimal[]): bigint[] {
  const places = weights.reduce((most, weight) => Math.max(most, weight.decimalPlaces()), 0)
  return weights.map((weight) => BigInt(weight.toFixed(places).replace('.', '')))
}
