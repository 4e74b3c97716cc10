import type { Account, AccountClass } from '../account.ts'
import { type AccountTerm, isAtOrBelow } from './formula.ts'

/** What formulas ask for, in minor units; amounts are debits less credits. */
export type StatementFacts = {
  /** Of an account and all below it. */
  readonly net: (code: string) => bigint
  readonly classNet: (accountClass: AccountClass) => bigint
  /** The amounts whose sides a term tells apart. */
  readonly cuts: (term: AccountTerm) => readonly bigint[]
  readonly flow: (item: string) => bigint
  readonly cash: (at: 'OPENING' | 'CLOSING') => bigint
}

/** What one party has on an account. */
export type PartyNet = { readonly accountId: string; readonly net: bigint }

/** Facts about accounts; `parties` may be left out where no formula tells parties apart. */
export function accountFacts(
  chart: readonly Account[],
  nets: ReadonlyMap<string, bigint>,
  parties: readonly PartyNet[] = [],
): Pick<StatementFacts, 'net' | 'classNet' | 'cuts'> {
  const byCode = new Map(chart.map((account) => [account.code, account]))
  const sums = new Map<string, bigint>()
  const classes = new Map<AccountClass, bigint>()
  for (const account of chart) {
    const own = nets.get(account.id)
    if (own === undefined) continue
    classes.set(account.accountClass, (classes.get(account.accountClass) ?? 0n) + own)
    for (let at: Account | undefined = account; at; at = at.parentCode === null ? undefined : byCode.get(at.parentCode))
      sums.set(at.code, (sums.get(at.code) ?? 0n) + own)
  }
  const byAccount = Map.groupBy(parties, ({ accountId }) => accountId)
  const net = (code: string) => sums.get(code) ?? 0n
  const without = (code: string, except: readonly string[]) =>
    except.filter((one) => isAtOrBelow(one, code)).reduce((rest, one) => rest - net(one), net(code))

  function cuts({ code, cut, except }: AccountTerm): readonly bigint[] {
    if (cut === 'ACCOUNT') return [without(code, except)]
    if (cut === 'CHILD') {
      const children = chart.filter(({ parentCode }) => parentCode === code)
      return children.length === 0 ? [without(code, except)] : children.map((child) => without(child.code, except))
    }
    const carrying = chart.filter(
      (account) => nets.has(account.id) && isAtOrBelow(account.code, code) && !isExcepted(account.code, except),
    )
    return carrying.flatMap(({ id }) => {
      const known = (byAccount.get(id) ?? []).map((party) => party.net)
      return [...known, known.reduce((rest, one) => rest - one, nets.get(id) ?? 0n)]
    })
  }

  return { net, classNet: (accountClass) => classes.get(accountClass) ?? 0n, cuts }
}

function isExcepted(code: string, except: readonly string[]): boolean {
  return except.some((one) => isAtOrBelow(code, one))
}

/** Facts about cash; `nets` by cash-flow item, the empty text for lines without one. */
export function cashFacts(opening: bigint, nets: ReadonlyMap<string, bigint>): Pick<StatementFacts, 'flow' | 'cash'> {
  const change = [...nets.values()].reduce((sum, net) => sum + net, 0n)
  return {
    flow: (item) => nets.get(item) ?? 0n,
    cash: (at) => (at === 'OPENING' ? opening : opening + change),
  }
}
