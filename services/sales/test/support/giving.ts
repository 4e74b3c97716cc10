import type { Delivery } from '../../src/domain/delivery.ts'
import type { GiftInput, GiftLineInput } from '../../src/domain/gift.ts'
import { createGift } from '../../src/use-cases/create-gift.ts'
import { completeDelivery } from '../../src/use-cases/end-delivery.ts'
import { day } from './day.ts'
import { type Company, must } from './sales.ts'

type Line = Partial<GiftLineInput>
type Terms = Partial<GiftInput> & { readonly customerId?: string; readonly warehouseId?: string }

/** Two desks that sell at 18.00, unless the test says otherwise. */
export const gives = (company: Company, lines: readonly Line[] = [{}], terms: Terms = {}) =>
  company.transact((unit) =>
    createGift(unit, {
      ...{ customerId: company.customer.id, warehouseId: company.warehouseId, givenOn: day('2026-10-21') },
      ...{ reason: 'Sample for the trade fair', pricesIncludeTax: false, ...terms },
      lines: lines.map((line) => ({
        ...{ itemId: company.desk, quantity: '2', unitPrice: '18', taxCodeId: company.taxCodeId, ...line },
      })),
    }),
  )

/** A gift whose goods are gone. */
export async function given(company: Company, lines?: readonly Line[]): Promise<Delivery> {
  const asked = must<Delivery>(await company.confirmsDelivery(must<Delivery>(await gives(company, lines))))
  await company.transact((unit) => completeDelivery(unit, { deliveryId: asked.id, sagaId: must(asked.sagaId) }))
  return company.deliveryNow(asked)
}
