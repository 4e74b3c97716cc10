import type { BalancedVoucher } from './voucher.ts'

/** A voucher that has its place in the books: number and time are given at posting and never change. */
export type PostedVoucher = BalancedVoucher & {
  readonly id: string
  /** 凭证号, from 1 without a gap in its company, period and word. */
  readonly sequence: number
  /** The event it was posted from, if one was. */
  readonly sourceEventId: string | null
}

type Series = { readonly companyId: string; readonly period: string; readonly word: string }

/** One text for each series of numbers. */
export function seriesOf({ companyId, period, word }: Series): string {
  return `${companyId}/${period}/${word}`
}

/** How many numbers a batch takes from each series. */
export function numbersWanted(vouchers: readonly Series[]): (Series & { count: number })[] {
  const wanted = new Map<string, Series & { count: number }>()
  for (const { companyId, period, word } of vouchers) {
    const key = seriesOf({ companyId, period, word })
    wanted.set(key, { companyId, period, word, count: (wanted.get(key)?.count ?? 0) + 1 })
  }
  return [...wanted.values()]
}

/** Gives each voucher the next number of its series, in the order of the batch; `firstNumbers` by `seriesOf`. */
export function numberInOrder<Voucher extends Series>(
  vouchers: readonly Voucher[],
  firstNumbers: ReadonlyMap<string, number>,
): (Voucher & { sequence: number })[] {
  const next = new Map(firstNumbers)
  return vouchers.map((voucher) => {
    const series = seriesOf(voucher)
    const sequence = next.get(series)
    if (sequence === undefined) throw new Error(`No numbers were taken from ${series}`)
    next.set(series, sequence + 1)
    return { ...voucher, sequence }
  })
}
