import { eventually } from '@erp/testing'
import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'
import { today } from '../support/test-calendar.ts'

const scenario = await useScenarios()

interface Item {
  readonly id: string
  readonly version: number
  readonly dueOn: string
  readonly open: { readonly amount: string }
}

scenario(
  'What one customer owes is taken over by another, who has been heard of, and owed by the first again when that is undone',
  async ({ company }) => {
    const { accountant, controller, buyer, storekeeper, sales, biller } = company
    await storekeeper.receives(await buyer.agreesOn(['60 × STEEL at 10.00']), ['60 × STEEL'])
    await company.atRest()
    await biller.charges(await sales.delivers(await sales.promises(['60 × STEEL at 18.00'])))
    await company.atRest()
    const owes = await sales.customerId()
    const { id: takesOver } = await sales.change<{ id: string }>('CreateCustomer', {
      ...{ code: 'JINQIAO', name: { zh: '金桥建材', en: 'Jinqiao Building Materials' } },
    })
    const itemsOf = async (partyId: string) =>
      (await accountant.ask<{ openItems: { nodes: Item[] } }>('OpenItems', { partyId })).openItems.nodes
    const [owed] = await itemsOf(owes)
    const item = { openItemId: owed?.id, amount: '1000.00', expectedVersion: owed?.version }
    const transfer = { transferredOn: today, agreement: '债务转移协议 7 号', items: [item] }
    const done = await eventually(() =>
      accountant.change<{ id: string; method: string }>('TransferOpenItems', { ...transfer, toPartyId: takesOver }),
    )
    expect(done.method).toBe('TRANSFER')
    expect(await itemsOf(owes)).toMatchObject([{ open: { amount: '220.40' } }])
    expect(await itemsOf(takesOver)).toMatchObject([{ dueOn: owed?.dueOn, open: { amount: '1000.00' } }])
    expect(
      await refusalOf(accountant.change('TransferOpenItems', { ...transfer, toPartyId: takesOver })),
    ).toMatchObject({ code: 'OPEN_ITEM_CHANGED' })
    const [left] = await itemsOf(owes)
    const rest = { ...transfer, items: [{ openItemId: left?.id, amount: '1.00', expectedVersion: left?.version }] }
    expect(
      await refusalOf(accountant.change('TransferOpenItems', { ...rest, toPartyId: company.supplierId })),
    ).toMatchObject({ code: 'PARTY_NOT_FOUND', message: 'There is no such customer or supplier.' })
    await controller.change('UndoSettlement', { settlementId: done.id, undoneOn: today, reason: '协议作废' })
    expect(await itemsOf(owes)).toMatchObject([{ open: { amount: '1220.40' } }])
    expect(await itemsOf(takesOver)).toEqual([])
  },
)
