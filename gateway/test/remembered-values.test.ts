import { beforeAll, describe, expect, test } from 'vitest'
import { fillIn, remember } from '../graphiql/remembered-values.ts'

describe('what one tab of GraphiQL leaves to the next', () => {
  beforeAll(() => {
    remember({
      suppliers: { nodes: [{ id: 'first', code: 'A' }, { id: 'second' }] },
      createPurchaseOrder: { purchaseOrder: { id: 'order', version: 3, lines: { edges: [{ node: { id: 'line' } }] } } },
    })
  })

  test('is found under the fields that lead to it, lists by their first entry', () => {
    const variables = {
      input: {
        supplierId: '{{suppliers.id}}',
        orderId: '{{purchaseOrder.id}}',
        expectedVersion: '{{purchaseOrder.version}}',
        lines: [{ lineId: '{{purchaseOrder.lines.id}}', quantity: '2', note: 'not {{suppliers.id}}' }],
      },
    }
    expect(fillIn(variables)).toEqual({
      input: {
        supplierId: 'first',
        orderId: 'order',
        expectedVersion: 3,
        lines: [{ lineId: 'line', quantity: '2', note: 'not {{suppliers.id}}' }],
      },
    })
  })

  test('makes each idempotency key a new one', () => {
    const keys = [fillIn('{{new.id}}'), fillIn('{{new.id}}')]
    expect(new Set(keys).size).toBe(2)
    expect(fillIn('{{today}}')).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    expect(fillIn('{{today}}')).toContain(fillIn('{{this.period}}'))
  })

  test('is asked for by name when it is not there yet', () => {
    expect(() => fillIn({ id: '{{voucher.id}}' })).toThrow(/\{\{voucher\.id\}\} stands for nothing yet/)
  })
})
