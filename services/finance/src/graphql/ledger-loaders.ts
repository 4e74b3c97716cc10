import { badInput } from '@erp/graphql-kit'
import type { Currency } from '@erp/values'
import DataLoader from 'dataloader'
import type { Account } from '../domain/account.ts'
import type { LedgerValue } from '../domain/ledger-dimension.ts'
import type { ReportWindow } from '../domain/report-window.ts'
import type { AccountLedgerEntry } from '../domain/voucher-record.ts'
import {
  accountLedgerEntries,
  accountTurnover,
  type LedgerOf,
  type LedgerPosition,
  type LedgerTurnover,
} from '../store/account-ledger.ts'
import type { Tx } from '../store/database.ts'

/** The ledger of an account in a window, of everything or only of what carries certain values. Read when it is opened. */
export type ShownLedger = {
  readonly account: Account
  readonly window: ReportWindow
  readonly currency: Currency
  readonly having: readonly LedgerValue[]
}

type Page = { readonly ledger: ShownLedger; readonly limit: number; readonly after: LedgerPosition | undefined }

export interface LedgerLoaders {
  readonly ledgerTurnover: DataLoader<ShownLedger, LedgerTurnover, string>
  readonly ledgerPage: DataLoader<Page, AccountLedgerEntry[], string>
}

/** A report leads to the ledger of every row it has; opening them all is another report's work. */
const ledgersAtOnce = 20

export function createLedgerLoaders(
  read: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>,
): LedgerLoaders {
  return {
    ledgerTurnover: new DataLoader(
      (ledgers) =>
        read(async (tx) => {
          refuseTooMany(ledgers.length)
          const turnovers: LedgerTurnover[] = []
          for (const ledger of ledgers) turnovers.push(await accountTurnover(tx, ledgerOf(ledger), ledger.window))
          return turnovers
        }),
      { cacheKeyFn: keyOf },
    ),
    ledgerPage: new DataLoader(
      (pages) =>
        read(async (tx) => {
          refuseTooMany(pages.length)
          const entries: AccountLedgerEntry[][] = []
          for (const { ledger, limit, after } of pages) {
            const account = { ...ledgerOf(ledger), currency: ledger.currency }
            entries.push(await accountLedgerEntries(tx, account, { window: ledger.window, limit, after }))
          }
          return entries
        }),
      { cacheKeyFn: ({ ledger, ...page }) => `${keyOf(ledger)}${JSON.stringify(page)}` },
    ),
  }
}

function refuseTooMany(count: number): void {
  if (count > ledgersAtOnce)
    throw badInput(`One request opens at most ${ledgersAtOnce} ledgers; ask for the others apart.`)
}

function ledgerOf({ account: { companyId, code }, having }: ShownLedger): LedgerOf {
  return { companyId, code, having }
}

function keyOf({ account, window, having }: ShownLedger): string {
  return JSON.stringify([account.id, window, having])
}
