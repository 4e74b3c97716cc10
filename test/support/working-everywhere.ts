import { eventually } from '@erp/testing'
import type { Claiming, ExpenseClaim } from './claiming.ts'
import type { PurchaseOrder, SalesOrder } from './documents.ts'
import type { Person } from './people.ts'
import { buyerOf } from './purchasing.ts'
import { sellerOf } from './selling.ts'
import { today } from './test-calendar.ts'
import type { TestCompany } from './test-company.ts'

export const everywhere = ['SALES', 'BUYER', 'STOREKEEPER'] as const

interface Work {
  readonly bought: PurchaseOrder
  readonly sold: SalesOrder
  readonly moved: { readonly number: string }
  readonly claim: ExpenseClaim
}

/** Somebody with the roles of `everywhere` buys, sells, moves stock and claims expenses, which others approve. */
export async function worksEverywhere(
  company: TestCompany,
  someone: Person,
  { writes, submits, approves, line }: Claiming,
): Promise<Work> {
  const bought = await eventually(() => buyerOf(someone, () => company).agreesOn(['3 × STEEL at 10.00']))
  const sold = await sellerOf(someone, () => company).orders(['1 × STEEL at 18.00'])
  const moved = await eventually(() =>
    someone.change<{ number: string }>('CreateMiscellaneousMovement', {
      ...{ kind: 'OTHER_RECEIPT', businessDate: today, reason: 'Found' },
      lines: [
        {
          ...{ itemId: company.itemIds.get('TILE'), warehouseId: company.warehouses.get('MAIN')?.id },
          ...{ quantity: '1', value: '1.00' },
        },
      ],
    }),
  )
  const trips = [{ fromCity: '上海', toCity: '杭州', beginsOn: today, endsOn: today }]
  const claim = await writes([line('50.00 TAXI', { city: '杭州', note: 'To the fair', tripNumber: 1 })], { trips })
  await approves(await submits(claim, someone))
  await company.atRest()
  return { bought, sold, moved, claim }
}
