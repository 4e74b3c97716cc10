import type { RequestContext } from '@erp/graphql-kit'
import { isId } from '@erp/values'
import DataLoader from 'dataloader'
import type { Account } from '../domain/account.ts'
import type { DocumentType } from '../domain/business-event.ts'
import type { DimensionValue } from '../domain/dimension-value.ts'
import type { TaxCode } from '../domain/tax-code.ts'
import type { VoucherLine } from '../domain/voucher.ts'
import type { VoucherAttachment } from '../domain/voucher-attachment.ts'
import type { DraftChangeRecord, VoucherDraft } from '../domain/voucher-draft.ts'
import type { VoucherLineRecord, VoucherRecord } from '../domain/voucher-record.ts'
import type { VoucherSeries } from '../domain/voucher-series.ts'
import type { VoucherTemplate } from '../domain/voucher-template.ts'
import { findAccounts, findAccountsByCode } from '../store/accounts.ts'
import { type AccountRevision, revisionsOfAccounts } from '../store/chart-changes.ts'
import type { Tx } from '../store/database.ts'
import { findDimensionValues } from '../store/dimension-values.ts'
import { findTaxCodes } from '../store/tax-codes.ts'
import { attachmentsOfDrafts, attachmentsOfVouchers } from '../store/voucher-attachments.ts'
import { linesOfDrafts } from '../store/voucher-draft-lines.ts'
import { findDrafts, historyOfDrafts } from '../store/voucher-drafts.ts'
import { findVouchers, linesOfVouchers, vouchersOfDocuments } from '../store/voucher-records.ts'
import { seriesOfCompany } from '../store/voucher-series.ts'
import { findTemplates } from '../store/voucher-templates.ts'
import { type Preview, previewVouchers } from '../use-cases/preview-vouchers.ts'
import { type BudgetLoaders, createBudgetLoaders } from './budget-loaders.ts'
import { createExpenseLoaders, type ExpenseLoaders } from './expense-loaders.ts'
import { createLedgerLoaders, type LedgerLoaders } from './ledger-loaders.ts'
import { createOpenItemLoaders, type OpenItemLoaders } from './open-item-loaders.ts'
import type { sourceTypes } from './source-types.ts'

export interface Loaders extends LedgerLoaders, OpenItemLoaders, ExpenseLoaders, BudgetLoaders {
  readonly account: DataLoader<string, Account | undefined>
  readonly accountRevisions: DataLoader<string, readonly AccountRevision[]>
  readonly dimensionValue: DataLoader<string, DimensionValue | undefined>
  readonly accountByCode: DataLoader<string, Account | undefined>
  readonly voucher: DataLoader<string, VoucherRecord | undefined>
  readonly voucherLines: DataLoader<string, readonly VoucherLineRecord[]>
  readonly vouchersOfDocument: Readonly<
    Record<
      keyof typeof sourceTypes | 'EXPENSE_CLAIM' | 'EMPLOYEE_ADVANCE',
      DataLoader<string, readonly VoucherRecord[]>
    >
  >
  readonly voucherTemplate: DataLoader<string, VoucherTemplate | undefined>
  /** By their words. */
  readonly voucherSeries: DataLoader<string, VoucherSeries | undefined>
  readonly voucherDraft: DataLoader<string, VoucherDraft | undefined>
  readonly voucherDraftLines: DataLoader<string, readonly VoucherLine[]>
  readonly voucherDraftHistory: DataLoader<string, readonly DraftChangeRecord[]>
  readonly voucherAttachments: DataLoader<string, readonly VoucherAttachment[]>
  /** What a voucher was posted with. */
  readonly attachmentsOfVoucher: DataLoader<string, readonly VoucherAttachment[]>
  readonly taxCode: DataLoader<string, TaxCode | undefined>
  /** By the JSON of the facts; both fields of a simulation ask for it. */
  readonly preview: DataLoader<string, Preview | undefined>
}

/** Loaders live for one request: what it asks for one by one is read at once, in the scope of the caller's company. */
export function createLoaders({ transactor, caller }: RequestContext<Tx>): Loaders {
  const read = <Result>(work: (tx: Tx) => Promise<Result>) => transactor.read([caller.companyId], work)
  const vouchersOf = (documentType: DocumentType) =>
    new DataLoader<string, readonly VoucherRecord[]>(async (ids) => {
      const found = await read((tx) => vouchersOfDocuments(tx, documentType, ids.filter(isId)))
      const byDocument = Map.groupBy(found, ({ documentId }) => documentId)
      return ids.map((id) => byDocument.get(id) ?? [])
    })
  return {
    ...createLedgerLoaders(read),
    ...createOpenItemLoaders(read),
    ...createExpenseLoaders(read, caller),
    ...createBudgetLoaders(read, caller),
    account: new DataLoader(async (ids) => {
      const found = await read((tx) => findAccounts(tx, ids.filter(isId)))
      const byId = new Map(found.map((account) => [account.id, account]))
      return ids.map((id) => byId.get(id))
    }),
    accountRevisions: new DataLoader(async (accountIds) => {
      const found = await read((tx) => revisionsOfAccounts(tx, accountIds))
      const byAccount = Map.groupBy(found, ({ accountId }) => accountId)
      return accountIds.map((id) => byAccount.get(id) ?? [])
    }),
    dimensionValue: new DataLoader(async (ids) => {
      const found = await read((tx) => findDimensionValues(tx, ids.filter(isId)))
      const byId = new Map(found.map((value) => [value.id, value]))
      return ids.map((id) => byId.get(id))
    }),
    accountByCode: new DataLoader(async (codes) => {
      const found = await read((tx) => findAccountsByCode(tx, caller.companyId, codes))
      const byCode = new Map(found.map((account) => [account.code, account]))
      return codes.map((code) => byCode.get(code))
    }),
    voucher: new DataLoader(async (ids) => {
      const found = await read((tx) => findVouchers(tx, ids.filter(isId)))
      const byId = new Map(found.map((voucher) => [voucher.id, voucher]))
      return ids.map((id) => byId.get(id))
    }),
    voucherLines: new DataLoader(async (voucherIds) => {
      const found = await read((tx) => linesOfVouchers(tx, voucherIds))
      const byVoucher = Map.groupBy(found, ({ voucherId }) => voucherId)
      return voucherIds.map((id) => byVoucher.get(id) ?? [])
    }),
    vouchersOfDocument: {
      GOODS_RECEIPT: vouchersOf('GOODS_RECEIPT'),
      PURCHASE_RETURN: vouchersOf('PURCHASE_RETURN'),
      SUPPLIER_INVOICE: vouchersOf('SUPPLIER_INVOICE'),
      ESTIMATE_TURN: vouchersOf('ESTIMATE_TURN'),
      DELIVERY: vouchersOf('DELIVERY'),
      SALES_RETURN: vouchersOf('SALES_RETURN'),
      SALES_INVOICE: vouchersOf('SALES_INVOICE'),
      CREDIT_NOTE: vouchersOf('CREDIT_NOTE'),
      LANDED_COST: vouchersOf('LANDED_COST'),
      STOCK_TRANSFER: vouchersOf('STOCK_TRANSFER'),
      STOCKTAKE: vouchersOf('STOCKTAKE'),
      STOCK_DIFFERENCE_DISPOSAL: vouchersOf('STOCK_DIFFERENCE_DISPOSAL'),
      MISCELLANEOUS_MOVEMENT: vouchersOf('MISCELLANEOUS_MOVEMENT'),
      COST_ADJUSTMENT: vouchersOf('COST_ADJUSTMENT'),
      STOCK_ASSEMBLY: vouchersOf('STOCK_ASSEMBLY'),
      COSTING_CHANGE: vouchersOf('COSTING_CHANGE'),
      EXPENSE_CLAIM: vouchersOf('EXPENSE_CLAIM'),
      EMPLOYEE_ADVANCE: vouchersOf('EMPLOYEE_ADVANCE'),
    },
    voucherTemplate: new DataLoader(async (ids) => {
      const found = await read((tx) => findTemplates(tx, ids.filter(isId)))
      const byId = new Map(found.map((template) => [template.id, template]))
      return ids.map((id) => byId.get(id))
    }),
    voucherSeries: new DataLoader(async (words) => {
      const found = await read((tx) => seriesOfCompany(tx, caller.companyId))
      const byWord = new Map(found.map((series) => [series.word, series]))
      return words.map((word) => byWord.get(word))
    }),
    voucherDraft: new DataLoader(async (ids) => {
      const found = await read((tx) => findDrafts(tx, ids.filter(isId)))
      const byId = new Map(found.map((draft) => [draft.id, draft]))
      return ids.map((id) => byId.get(id))
    }),
    voucherDraftLines: new DataLoader(async (draftIds) => {
      const byDraft = await read((tx) => linesOfDrafts(tx, draftIds))
      return draftIds.map((id) => byDraft.get(id) ?? [])
    }),
    voucherDraftHistory: new DataLoader(async (draftIds) => {
      const byDraft = Map.groupBy(await read((tx) => historyOfDrafts(tx, draftIds)), ({ draftId }) => draftId)
      return draftIds.map((id) => byDraft.get(id) ?? [])
    }),
    voucherAttachments: new DataLoader(async (draftIds) => {
      const byDraft = Map.groupBy(await read((tx) => attachmentsOfDrafts(tx, draftIds)), ({ draftId }) => draftId)
      return draftIds.map((id) => byDraft.get(id) ?? [])
    }),
    attachmentsOfVoucher: new DataLoader(async (voucherIds) => {
      const byVoucher = Map.groupBy(await read((tx) => attachmentsOfVouchers(tx, voucherIds)), (one) => one.voucherId)
      return voucherIds.map((id) => byVoucher.get(id) ?? [])
    }),
    taxCode: new DataLoader(async (ids) => {
      const found = await read((tx) => findTaxCodes(tx, ids.filter(isId)))
      const byId = new Map(found.map((taxCode) => [taxCode.id, taxCode]))
      return ids.map((id) => byId.get(id))
    }),
    preview: new DataLoader((facts) =>
      read((tx) => Promise.all(facts.map((one) => previewVouchers(tx, caller.companyId, one)))),
    ),
  }
}
