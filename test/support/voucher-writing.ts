import type { Controller } from './book-keeping.ts'
import { entry, type VoucherLine } from './documents.ts'
import type { Person } from './people.ts'

export interface WrittenDraft {
  readonly id: string
  readonly number: string
  readonly version: number
  readonly status: string
  readonly voucher?: { readonly number: string } | null
}

/** A voucher as it stands in a file: the day, what for, and entries such as `Dr 6602 26.27` or `Cr 6001 -90.00`. */
export type WrittenVoucher = readonly [on: string, summary: string, ...entries: string[]]

/** What a bookkeeper writes and a controller reviews, posts and closes. */
export interface LedgerKeeping {
  /** Brings a file of vouchers, which are drafts from then on. */
  readonly writes: (vouchers: readonly WrittenVoucher[]) => Promise<readonly WrittenDraft[]>
  readonly submits: (drafts: readonly WrittenDraft[]) => Promise<readonly WrittenDraft[]>
  readonly reviews: (drafts: readonly WrittenDraft[]) => Promise<readonly WrittenDraft[]>
  readonly posts: (drafts: readonly WrittenDraft[]) => Promise<readonly WrittenDraft[]>
  /** All of it, from the file to the ledger. */
  readonly records: (vouchers: readonly WrittenVoucher[]) => Promise<readonly WrittenDraft[]>
  /** Runs a step of the month-end; what it posted, as accountants write it down. */
  readonly runs: (period: string, step: string) => Promise<readonly string[]>
}

export function ledgerKeepingOf(accountant: Person, controller: Controller): LedgerKeeping {
  let files = 0
  const refer = ({ id, version }: WrittenDraft) => ({ voucherDraftId: id, expectedVersion: version })
  const writes: LedgerKeeping['writes'] = async (vouchers) => {
    files += 1
    const rows = vouchers.flatMap(([on, summary, ...entries], index) =>
      entries.map((text) => {
        const [side, account, amount] = text.split(' ')
        return [`F${files}-${index + 1}`, on, summary, account, ...(side === 'Dr' ? [amount, ''] : ['', amount])].join()
      }),
    )
    const content = ['reference,date,summary,account,debit,credit', ...rows].join('\n')
    const file = { fileName: `vouchers-${files}.csv`, format: 'CSV', content }
    const { voucherDrafts } = await accountant.change<{ voucherDrafts: { nodes: WrittenDraft[] } }>(
      'ImportVouchers',
      file,
    )
    return voucherDrafts.nodes
  }
  const submits: LedgerKeeping['submits'] = (drafts) =>
    Promise.all(drafts.map((draft) => accountant.change<WrittenDraft>('SubmitVoucherDraft', refer(draft))))
  const reviews: LedgerKeeping['reviews'] = (drafts) =>
    controller.change('ReviewVoucherDrafts', { voucherDrafts: drafts.map(refer) })
  const posts: LedgerKeeping['posts'] = (drafts) =>
    controller.change('PostVoucherDrafts', { voucherDrafts: drafts.map(refer) })
  return {
    ...{ writes, submits, reviews, posts },
    records: async (vouchers) => posts(await reviews(await submits(await writes(vouchers)))),
    runs: async (period, step) => {
      const { voucher } = await controller.change<{ voucher: { lines: { nodes: VoucherLine[] } } | null }>(
        'RunClosingStep',
        { period, step },
      )
      return voucher?.lines.nodes.map(entry) ?? []
    },
  }
}
