import type { Decimal } from './decimal.ts'
import { type Money, subtract } from './money.ts'
import { divideHalfUp, ratioOf } from './ratio.ts'

/** The tax on a net amount at a rate in percent (13 for 13 %), half up. Throws RangeError on a negative rate. */
export function taxOnNet(net: Money, ratePercent: Decimal): Money {
  const { numerator, denominator } = rate(ratePercent)
  return { minor: divideHalfUp(net.minor * numerator, denominator * 100n), currency: net.currency }
}

/** A gross amount taken apart: net is half up, tax is what is left, so the two always add up to the gross. Throws RangeError on a negative rate. */
export function taxInGross(gross: Money, ratePercent: Decimal): { net: Money; tax: Money } {
  const { numerator, denominator } = rate(ratePercent)
  const net = {
    minor: divideHalfUp(gross.minor * 100n * denominator, 100n * denominator + numerator),
    currency: gross.currency,
  }
  return { net, tax: subtract(gross, net) }
}

function rate(ratePercent: Decimal) {
  if (ratePercent.lt(0)) throw new RangeError('A tax rate is not negative.')
  return ratioOf(ratePercent)
}
