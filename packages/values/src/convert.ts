import { type Currency, digitsOf } from './currency.ts'
import type { Decimal } from './decimal.ts'
import type { Money } from './money.ts'
import { divideHalfUp, ratioOf } from './ratio.ts'

/** An amount in another currency at `rate` (units of `to` for one unit of the amount's own), half up, once. Throws RangeError on a rate that is not positive. */
export function convert(amount: Money, rate: Decimal, to: Currency): Money {
  if (!rate.gt(0)) throw new RangeError('A rate is positive.')
  const { numerator, denominator } = ratioOf(rate)
  return {
    minor: divideHalfUp(
      amount.minor * numerator * 10n ** BigInt(digitsOf(to)),
      denominator * 10n ** BigInt(digitsOf(amount.currency)),
    ),
    currency: to,
  }
}
