import { Decimal } from './decimal.ts'
import { asQuantity, type Quantity, type QuantityInvalid, quantityDecimals } from './quantity.ts'
import { ratioOf } from './ratio.ts'
import { type Refusal, refuse } from './refusal.ts'

/** One of a unit is numerator ÷ denominator base units, both positive: a box of 12 is 12/1, a third of a roll 1/3. */
export type UnitFactor = { readonly numerator: bigint; readonly denominator: bigint }

export type QuantityNotExact = Refusal<'QuantityNotExact', { quantity: string; numerator: string; denominator: string }>

const limit = 10n ** 12n

/**
 * A quantity in base units, exactly. Refuses `QuantityNotExact` when it would need more than six decimals, `QuantityInvalid`
 * TOO_LARGE from 10^12 on. Throws RangeError on a factor that is not positive.
 */
export function toBaseQuantity(
  quantity: Quantity,
  { numerator, denominator }: UnitFactor,
): Quantity | QuantityNotExact | QuantityInvalid<'TOO_LARGE'> {
  if (numerator <= 0n || denominator <= 0n) throw new RangeError('A unit factor is positive.')
  const exact = ratioOf(quantity)
  const dividend = exact.numerator * numerator * 10n ** BigInt(quantityDecimals)
  const divisor = exact.denominator * denominator
  if (dividend % divisor !== 0n)
    return refuse('QuantityNotExact', {
      quantity: quantity.toFixed(),
      numerator: numerator.toString(),
      denominator: denominator.toString(),
    })
  const millionths = dividend / divisor
  const size = millionths < 0n ? -millionths : millionths
  if (size >= limit * 10n ** BigInt(quantityDecimals))
    return refuse('QuantityInvalid', { text: quantity.toFixed(), problem: 'TOO_LARGE' })
  return asQuantity(new Decimal(millionths.toString()).div(10 ** quantityDecimals))
}
