import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import type { PurchaseOrder } from '../support/documents.ts'
import { refusalOf } from '../support/graph-client.ts'
import { narrow } from '../support/out-of-reach.ts'
import { lineOf } from '../support/purchasing.ts'
import { storekeeperOf } from '../support/receiving.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

scenario(
  'A storekeeper of one warehouse sees the orders that bring goods there or may, whole, and no others',
  async ({ company }) => {
    const { administrator, buyer, storekeeper } = company
    const idOf = (code: string) => company.warehouses.get(code)?.id ?? ''
    const line = (item: string, warehouseId: string | null) => ({
      ...{
        itemId: company.itemIds.get(item),
        quantity: '10',
        unitPrice: '2',
        taxCodeId: company.taxCodeId,
        warehouseId,
      },
    })
    const orders = async (...lines: ReturnType<typeof line>[]) => {
      const draft = { supplierId: company.supplierId, orderedOn: today, lines }
      return buyer.confirms(await buyer.change<PurchaseOrder>('CreatePurchaseOrder', draft))
    }
    const toMain = await orders(line('LAMP', idOf('MAIN')))
    const toEast = await orders(line('LAMP', idOf('EAST')))
    const toBoth = await orders(line('LAMP', idOf('MAIN')), line('STEEL', idOf('EAST')))
    const toAny = await orders(line('LAMP', idOf('EAST')), line('STEEL', null))
    type Seen = {
      purchaseOrders: { nodes: { id: string; lines: { nodes: { warehouse: { code: string } | null }[] } }[] }
    }
    const seen = async () => {
      const text = '{ purchaseOrders { nodes { id lines { nodes { warehouse { code } } } } } }'
      const { data } = await storekeeper.send<Seen>(text, {})
      return (data?.purchaseOrders.nodes ?? []).map(({ id, lines }) => [id, lines.nodes.length])
    }
    const all = [
      ...[
        [toAny.id, 2],
        [toBoth.id, 2],
        [toEast.id, 1],
        [toMain.id, 1],
      ],
    ]
    expect(await seen()).toEqual(all)

    for (const job of ['buyer', 'storekeeper'])
      await narrow(company, `${job}-${company.code}`.toLowerCase(), { warehouseIds: [idOf('MAIN')] })
    await eventually(async () => expect(await seen()).toEqual(all.filter(([id]) => id !== toEast.id)))
    const before = await company.everything()
    const running = storekeeperOf(storekeeper, () => company)
    expect(await refusalOf(running.receives(toEast, ['1 × LAMP']))).toMatchObject({
      code: 'PURCHASE_ORDER_LINE_NOT_FOUND',
    })
    expect(await refusalOf(orders(line('LAMP', idOf('EAST'))))).toMatchObject({
      ...{ code: 'WAREHOUSE_UNKNOWN', path: ['input', 'lines', '0', 'warehouseId'] },
    })
    expect(await company.everything()).toEqual(before)
    await running.receives(toBoth, ['4 × LAMP'])

    const sends = (order: PurchaseOrder, warehouseId: string | null) =>
      administrator.change('AmendPurchaseOrder', {
        ...{ purchaseOrderId: order.id, expectedVersion: order.version, reason: 'Sent elsewhere' },
        changedLines: [
          {
            ...{ purchaseOrderLineId: lineOf(order, 'LAMP'), quantity: '10', unitPrice: '2' },
            ...{ taxCodeId: company.taxCodeId, warehouseId },
          },
        ],
      })
    await sends(toMain, idOf('EAST'))
    await sends(toEast, null)
    expect(await seen()).toEqual(all.filter(([id]) => id !== toMain.id))
    expect(await company.reconciliation()).toMatchObject({ difference: '0.00' })
  },
)
