import { expect } from 'vitest'
import { refusalOf } from '../support/graph-client.ts'
import { useScenarios } from '../support/scenario.ts'

const scenario = await useScenarios()

const impossible = [
  { quantity: '0', problem: 'NOT_POSITIVE' },
  { quantity: '-1', problem: 'NOT_POSITIVE' },
  { quantity: '1.0000001', problem: 'TOO_MANY_DECIMALS' },
  { quantity: '1000000000000', problem: 'TOO_LARGE' },
] as const

scenario('Nothing can be ordered, received or sent back in an impossible quantity', async ({ company }) => {
  const { buyer, storekeeper } = company
  const order = await buyer.agreesOn(['100 × STEEL at 10.00'])
  const receipt = await storekeeper.receives(order, ['50 × STEEL'])
  const before = await company.everything()

  for (const { quantity, problem } of impossible) {
    const refusal = { __typename: 'QuantityInvalid', code: 'QUANTITY_INVALID', text: quantity, problem }
    const path = ['input', 'lines', '0', 'quantity']
    const line = `${quantity} × STEEL`
    expect(await refusalOf(buyer.orders([`${line} at 10.00`]))).toMatchObject({ ...refusal, path })
    expect(await refusalOf(storekeeper.drafts(order, [line]))).toMatchObject({ ...refusal, path })
    expect(await refusalOf(storekeeper.receives(order, [line]))).toMatchObject({ ...refusal, path })
    expect(await refusalOf(buyer.returns(receipt, [line]))).toMatchObject({ ...refusal, path })
    expect(await refusalOf(buyer.amends(order, 'Why not', [`${line} at 10.00`]))).toMatchObject({
      ...refusal,
      path: ['input', 'changedLines', '0', 'quantity'],
    })
  }
  expect(await company.everything()).toEqual(before)
})

scenario('An item nobody knows cannot be ordered', async ({ company }) => {
  const { buyer } = company
  const before = await company.everything()
  const unknown = '01890000-0000-7000-8000-000000000000'

  expect(await refusalOf(buyer.orders([`1 × ${unknown} at 10.00`]))).toMatchObject({
    __typename: 'ItemUnknown',
    code: 'ITEM_UNKNOWN',
    path: ['input', 'lines', '0', 'itemId'],
    itemId: unknown,
  })
  expect(await company.everything()).toEqual(before)
})
