import { badInput } from '@erp/graphql-kit'
import { type BusinessDate, type Currency, isId } from '@erp/values'
import DataLoader from 'dataloader'
import type { BankLayout } from '../domain/bank-csv.ts'
import type { BankLine, BankStatement } from '../domain/bank-statement.ts'
import type { CashAccount, CashDocument } from '../domain/cash-document.ts'
import type { OpenItem, OpenItemKind, PartyDimension } from '../domain/open-item.ts'
import type { DocumentItems } from '../domain/payment-status.ts'
import type { Settlement } from '../domain/settlement.ts'
import type { StatementOfAccount } from '../domain/statement-of-account.ts'
import { type BankMatchPart, partsOfMatches } from '../store/bank-matches.ts'
import { findBankLayouts, findBankLines, findBankStatements } from '../store/bank-statements.ts'
import { currencyOfBooks } from '../store/books.ts'
import { findCashAccounts } from '../store/cash-accounts.ts'
import { findCashDocuments } from '../store/cash-documents.ts'
import type { Tx } from '../store/database.ts'
import { documentsHeld, itemsOfDocuments } from '../store/items-of-documents.ts'
import { findOpenItems, type StatementFigures, statementFigures } from '../store/open-item-lists.ts'
import { findSettlements, movementsOfSettlements, type SettledMovement } from '../store/settlements.ts'
import { linesOfStatements, type StatementLine, type StatementPage } from '../store/statement-lines.ts'
import { findStatements } from '../store/statements-of-account.ts'

/** A statement of account that was asked for; read as far as it is opened. */
export type ShownStatement = {
  readonly companyId: string
  readonly dimension: PartyDimension
  readonly partyId: string
  readonly kinds: readonly OpenItemKind[]
  readonly beginsOn: BusinessDate
  readonly endsOn: BusinessDate
}

/** Documents of other services that somebody owes for. */
export type OwingType = 'SUPPLIER_INVOICE' | 'SALES_INVOICE' | 'CREDIT_NOTE'

export interface OpenItemLoaders {
  /** What is owed on a document. */
  readonly itemsOfDocument: Readonly<Record<OwingType, DataLoader<string, DocumentItems | undefined>>>
  readonly isDocumentHeld: DataLoader<string, boolean>
  readonly openItem: DataLoader<string, OpenItem | undefined>
  readonly cashAccount: DataLoader<string, CashAccount | undefined>
  readonly cashDocument: DataLoader<string, CashDocument | undefined>
  readonly bankLayout: DataLoader<string, BankLayout | undefined>
  readonly bankStatement: DataLoader<string, BankStatement | undefined>
  readonly bankLine: DataLoader<string, BankLine | undefined>
  readonly bankMatchParts: DataLoader<string, readonly BankMatchPart[]>
  readonly settlement: DataLoader<string, Settlement | undefined>
  /** Everything a settlement did to items, taking it back included. */
  readonly settlementMovements: DataLoader<string, readonly SettledMovement[]>
  readonly statementOfAccount: DataLoader<string, StatementOfAccount | undefined>
  readonly statementLines: DataLoader<StatementPage, readonly StatementLine[], string>
  /** The figures of a statement with the currency they are in. */
  readonly statementFigures: DataLoader<ShownStatement, StatementFigures & { readonly currency: Currency }, string>
}

/** Each statement adds up all that ever was with its party. */
const statementsAtOnce = 20

export function createOpenItemLoaders(
  read: <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>,
): OpenItemLoaders {
  const itemsOf = (type: OwingType) =>
    new DataLoader<string, DocumentItems | undefined>(async (ids) => {
      const found = await read((tx) => itemsOfDocuments(tx, type, ids.filter(isId)))
      const byDocument = new Map(found.map((items) => [items.documentId, items]))
      return ids.map((id) => byDocument.get(id))
    })
  return {
    isDocumentHeld: new DataLoader(async (ids) => {
      const held = await read((tx) => documentsHeld(tx, ids))
      return ids.map((id) => held.has(id))
    }),
    itemsOfDocument: {
      SUPPLIER_INVOICE: itemsOf('SUPPLIER_INVOICE'),
      SALES_INVOICE: itemsOf('SALES_INVOICE'),
      CREDIT_NOTE: itemsOf('CREDIT_NOTE'),
    },
    openItem: new DataLoader(async (ids) => {
      const found = await read((tx) => findOpenItems(tx, ids.filter(isId)))
      const byId = new Map(found.map((item) => [item.id, item]))
      return ids.map((id) => byId.get(id))
    }),
    cashAccount: new DataLoader(async (ids) => {
      const found = await read((tx) => findCashAccounts(tx, ids.filter(isId)))
      const byId = new Map(found.map((account) => [account.id, account]))
      return ids.map((id) => byId.get(id))
    }),
    cashDocument: new DataLoader(async (ids) => {
      const found = await read((tx) => findCashDocuments(tx, ids.filter(isId)))
      const byId = new Map(found.map((document) => [document.id, document]))
      return ids.map((id) => byId.get(id))
    }),
    bankLayout: new DataLoader(async (ids) => {
      const found = await read((tx) => findBankLayouts(tx, ids))
      const byAccount = new Map(found.map((layout) => [layout.cashAccountId, layout]))
      return ids.map((id) => byAccount.get(id))
    }),
    bankStatement: new DataLoader(async (ids) => {
      const found = await read((tx) => findBankStatements(tx, ids.filter(isId)))
      const byId = new Map(found.map((statement) => [statement.id, statement]))
      return ids.map((id) => byId.get(id))
    }),
    bankLine: new DataLoader(async (ids) => {
      const found = await read((tx) => findBankLines(tx, ids))
      const byId = new Map(found.map((line) => [line.id, line]))
      return ids.map((id) => byId.get(id))
    }),
    bankMatchParts: new DataLoader(async (ids) => {
      const byId = Map.groupBy(await read((tx) => partsOfMatches(tx, ids)), (part) => part.bankMatchId)
      return ids.map((id) => byId.get(id) ?? [])
    }),
    settlement: new DataLoader(async (ids) => {
      const found = await read((tx) => findSettlements(tx, ids.filter(isId)))
      const byId = new Map(found.map((settlement) => [settlement.id, settlement]))
      return ids.map((id) => byId.get(id))
    }),
    settlementMovements: new DataLoader(async (ids) => {
      const byId = Map.groupBy(await read((tx) => movementsOfSettlements(tx, ids)), (one) => one.settlementId)
      return ids.map((id) => byId.get(id) ?? [])
    }),
    statementOfAccount: new DataLoader(async (ids) => {
      const found = await read((tx) => findStatements(tx, ids.filter(isId)))
      const byId = new Map(found.map((statement) => [statement.id, statement]))
      return ids.map((id) => byId.get(id))
    }),
    statementLines: new DataLoader((pages) => read((tx) => linesOfStatements(tx, pages)), {
      cacheKeyFn: (page) => JSON.stringify(page),
    }),
    statementFigures: new DataLoader(
      (statements) =>
        read(async (tx) => {
          if (statements.length > statementsAtOnce)
            throw badInput(`One request opens at most ${statementsAtOnce} statements; ask for the others apart.`)
          const all: (StatementFigures & { readonly currency: Currency })[] = []
          for (const asked of statements) {
            const currency = await currencyOfBooks(tx, asked.companyId)
            if (currency === undefined) throw badInput('The books of the company are not open.')
            all.push({ ...(await statementFigures(tx, asked)), currency })
          }
          return all
        }),
      { cacheKeyFn: (asked) => JSON.stringify(asked) },
    ),
  }
}
