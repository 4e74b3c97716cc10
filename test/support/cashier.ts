import { today } from './test-calendar.ts'
import type { TestCompany } from './test-company.ts'

export interface OpenItem {
  readonly id: string
  readonly kind: string
  readonly version: number
  readonly dueOn: string
  readonly open: { readonly amount: string }
}

export interface CashDocument {
  readonly id: string
  readonly number: string
  readonly status: string
  readonly version: number
  readonly voucher: CashVoucher | null
}

export interface CashVoucher {
  readonly lines: {
    readonly nodes: readonly {
      readonly account: { readonly code: string }
      readonly debit: { readonly amount: string }
      readonly credit: { readonly amount: string }
    }[]
  }
}

/** What accountants write and controllers approve, somebody else pays. */
export async function cashierOf({ accountant, controller, administrator: cashier }: TestCompany, currency?: string) {
  const bank = await controller.change<{ id: string }>('CreateCashAccount', {
    ...{ code: 'ICBC', name: { zh: '工商银行', en: 'ICBC' }, accountCode: '1002', currency },
  })
  const write = (direction: string, content: object) =>
    accountant.change<CashDocument>('CreateCashDocument', {
      ...{ direction, content: { cashAccountId: bank.id, paidOn: today, ...content } },
    })
  const named = ({ id, version }: CashDocument) => ({ cashDocumentId: id, expectedVersion: version })
  const pass = async (direction: string, content: object) => {
    const draft = await write(direction, content)
    const approved = await controller.change<CashDocument>('ApproveCashDocument', named(draft))
    return cashier.change<CashDocument>('PostCashDocument', named(approved))
  }
  const itemsOf = async (partyId: string) =>
    (await accountant.ask<{ openItems: { nodes: OpenItem[] } }>('OpenItems', { partyId })).openItems.nodes
  return { bank, write, named, pass, itemsOf }
}
