import type { Caller, UnitOfWork } from '@erp/service-kit'
import { type BusinessDate, isRefusal, newId } from '@erp/values'
import type { EntryLine } from '../src/domain/entry-line.ts'
import type { VoucherDraft } from '../src/domain/voucher-draft.ts'
import type { VoucherEntry } from '../src/domain/voucher-entry.ts'
import { approvals } from '../src/sagas/ask-for-approval.ts'
import type { Tx } from '../src/store/database.ts'
import type { DraftReference } from '../src/use-cases/change-drafts.ts'
import { createVoucherDraft } from '../src/use-cases/create-voucher-draft.ts'
import { postVoucherDrafts } from '../src/use-cases/post-voucher-drafts.ts'
import { cashierReviewVoucherDrafts, reviewVoucherDrafts } from '../src/use-cases/review-voucher-drafts.ts'
import { submitVoucherDraft } from '../src/use-cases/submit-voucher-draft.ts'
import type { useFinanceDatabase } from './finance-database.ts'

const nothing: EntryLine = {
  ...{ accountCode: '', debit: null, credit: null, summary: '手工', customerId: null, supplierId: null },
  ...{ employeeId: null, departmentId: null, projectId: null, itemId: null, warehouseId: null, quantity: null },
  ...{ foreignCurrency: null, foreignAmount: null, exchangeRate: null, cashFlowItem: null },
}

export function debit(accountCode: string, amount: string, more: Partial<EntryLine> = {}): EntryLine {
  return { ...nothing, accountCode, debit: amount, ...more }
}

export function credit(accountCode: string, amount: string, more: Partial<EntryLine> = {}): EntryLine {
  return { ...nothing, accountCode, credit: amount, ...more }
}

/** A voucher dated 2026-10-20: depreciation of 100.00, which touches no cash. */
export function entry(more: Partial<VoucherEntry> = {}): VoucherEntry {
  const day = '2026-10-20' as BusinessDate
  const lines = [debit('6602', '100.00'), credit('1602', '100.00')]
  return { word: '记', postingDate: day, businessDate: day, paperCount: 0, lines, ...more }
}

/** 300.00 of office expenses paid from the bank. */
export const paid = [debit('6602', '300.00'), credit('1002', '300.00', { cashFlowItem: 'OTHER_OPERATING_PAYMENTS' })]

export function sound<Outcome>(outcome: Outcome): Exclude<Outcome, { readonly refusal: string }> {
  if (isRefusal(outcome)) throw new Error(JSON.stringify(outcome))
  return outcome as Exclude<Outcome, { readonly refusal: string }>
}

export function at({ id, version }: VoucherDraft): DraftReference {
  return { id, expectedVersion: version }
}

/** A company with books and the people whose duties are kept apart. */
export async function peopleOf(finance: Awaited<ReturnType<typeof useFinanceDatabase>>) {
  const maker = await finance.accountantOfNewCompany()
  const colleague = (): Caller => ({ ...maker, userId: newId() })
  const [reviewer, cashier, controller] = [colleague(), colleague(), colleague()]
  const as = <Outcome>(caller: Caller, work: (unit: UnitOfWork<Tx>) => Promise<Outcome>) =>
    finance.transactor.transact(caller, 'test', work)

  const create = async (written: VoucherEntry = entry()) =>
    sound(await as(maker, (u) => createVoucherDraft(u, written)))
  const submit = async (draft: VoucherDraft) =>
    sound(await as(maker, (u) => submitVoucherDraft(u, at(draft), approvals)))
  const review = (...drafts: VoucherDraft[]) => as(reviewer, (u) => reviewVoucherDrafts(u, drafts.map(at)))
  const sign = (...drafts: VoucherDraft[]) => as(cashier, (u) => cashierReviewVoucherDrafts(u, drafts.map(at)))
  const post = (...drafts: VoucherDraft[]) => as(controller, (u) => postVoucherDrafts(u, drafts.map(at)))
  const only = ({ drafts: [draft] }: { readonly drafts: readonly VoucherDraft[] }): VoucherDraft => {
    if (!draft) throw new Error('There is no draft')
    return draft
  }

  /** A draft that everybody has agreed to. */
  async function reviewed(written?: VoucherEntry): Promise<VoucherDraft> {
    const submitted = await submit(await create(written))
    const signed = submitted.touchesCash ? only(sound(await sign(submitted))) : submitted
    return only(sound(await review(signed)))
  }
  const posted = async (written?: VoucherEntry) => only(sound(await post(await reviewed(written))))

  const numbers = async () => {
    const rows = await finance.database.rows<{ word: string; number: number }>`
      select word, number from voucher where company_id = ${maker.companyId}::uuid order by word, period, number`
    return rows.map(({ word, number }) => `${word}${number}`)
  }
  return {
    maker,
    reviewer,
    cashier,
    controller,
    as,
    create,
    submit,
    review,
    sign,
    post,
    only,
    reviewed,
    posted,
    numbers,
  }
}
