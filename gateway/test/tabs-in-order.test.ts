import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { newCompany, useSystem } from '@erp/testing'
import { newId } from '@erp/values'
import { expect, test } from 'vitest'
import { fillIn, remember } from '../graphiql/remembered-values.ts'

const system = await useSystem()
const folder = fileURLToPath(new URL('../graphiql/tabs/', import.meta.url))

/** Which fields of an answer say that something was refused. */
function refusals(data: object): unknown[] {
  return Object.values(data).flatMap((payload: { userErrors?: unknown[] } | null) => payload?.userErrors ?? [])
}

test('the tabs of GraphiQL, sent in their order, buy, receive and send back', { timeout: 60_000 }, async () => {
  const { as } = await newCompany(system)
  const name = { zh: '甲', en: 'A' }
  const key = () => ({ idempotencyKey: newId(), name })
  await as.controller.change(
    'createItem',
    { ...key(), code: 'I', itemClass: 'MERCHANDISE', baseUnit: '台' },
    'item',
    '{ id }',
  )
  await as.controller.change('createWarehouse', { ...key(), code: 'W' }, 'warehouse', '{ id }')
  await as.buyer.change('createSupplier', { ...key(), code: 'S' }, 'supplier', '{ id }')

  const answers: Record<string, object> = {}
  for (const file of globSync('*.graphql', { cwd: folder }).sort()) {
    const text = readFileSync(join(folder, file), 'utf8')
    const answer = await sendWhenKnown(text, file)
    remember(answer)
    answers[file] = answer
  }

  expect(Object.keys(answers)).toHaveLength(12)
  expect(Object.values(answers).flatMap(refusals)).toEqual([])
  expect(answers['07-confirm-goods-receipt.graphql']).toMatchObject({
    confirmGoodsReceipt: {
      goodsReceipt: {
        status: 'CONFIRMED',
        netValue: { amount: '359.40' },
        legs: [{ state: 'POSTED' }, { state: 'POSTED' }],
      },
    },
  })
  expect(answers['12-stock-and-ledger.graphql']).toMatchObject({
    stockReconciliation: {
      stockValue: { amount: '299.50' },
      ledgerValue: { amount: '299.50' },
      difference: { amount: '0.00' },
    },
  })

  /** A person reads each answer before the next tab; meanwhile the news has reached every service. */
  async function sendWhenKnown(text: string, file: string): Promise<object> {
    const variables = join(folder, file.replace(/\.graphql$/, '.json'))
    for (let patience = 200; ; patience -= 1) {
      const given = globSync(variables).length > 0 ? fillIn(JSON.parse(readFileSync(variables, 'utf8'))) : {}
      const answer = await as.administrator.query<object>(text, given)
      if (refusals(answer).length === 0 || patience === 0) return answer
      await new Promise((done) => setTimeout(done, 50))
    }
  }
})
