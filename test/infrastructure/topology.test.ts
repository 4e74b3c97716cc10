import { allContracts, documentType } from '@erp/contracts'
import { consumers, conversations, listenersOf, streams } from '@erp/local'
import { expect, test } from 'vitest'

const subjects = allContracts.map((contract) =>
  'aggregate' in contract
    ? `evt.${contract.service}.${contract.aggregate}`
    : `cmd.${contract.target}.${contract.command}`,
)

test('whoever is said to hear of an aggregate or to send a command finds it among the contracts', () => {
  const heard = consumers
    .flatMap(({ filterSubjects }) => filterSubjects)
    .filter((subject) => subject.startsWith('evt.'))
    .map((subject) => subject.split('.').slice(0, 3).join('.'))
  const sent = Object.values(conversations).flatMap(({ commands }) =>
    Object.entries(commands).flatMap(([target, names]) => names.map((name) => `cmd.${target}.${name}`)),
  )
  expect(heard.length).toBeGreaterThan(0)
  expect([...heard, ...sent].filter((subject) => !subjects.includes(subject))).toEqual([])
})

test('every command of the contracts has somebody who may send it', () => {
  const sent = Object.values(conversations).flatMap(({ commands }) =>
    Object.entries(commands).flatMap(([target, names]) => names.map((name) => `cmd.${target}.${name}`)),
  )
  expect(subjects.filter((subject) => subject.startsWith('cmd.') && !sent.includes(subject))).toEqual([])
})

test('no subject belongs to two streams and no durable is named twice on one', () => {
  const claimed = streams.flatMap((stream) => stream.subjects)
  expect(new Set(claimed).size).toBe(claimed.length)
  const names = consumers.map(({ stream, durable }) => `${stream}/${durable}`)
  expect(new Set(names).size).toBe(names.length)
})

test('how a document was posted is heard by whoever owns it and by whoever keeps its goods, and by nobody else', () => {
  const hearing = (type: string) => listenersOf('EVT_FINANCE', `evt.finance.posting.${type}.1`).sort()
  expect(hearing('SUPPLIER_INVOICE')).toEqual(['inventory', 'procurement'])
  expect(hearing('DELIVERY')).toEqual(['inventory', 'sales'])
  expect(hearing('SALES_INVOICE')).toEqual(['inventory', 'sales'])
  expect(hearing('STOCKTAKE')).toEqual(['inventory'])
  const financesOwn = ['EXPENSE_CLAIM', 'EMPLOYEE_ADVANCE']
  expect(documentType.options.filter((type) => hearing(type).length === 0)).toEqual(financesOwn)
})

test('of goods that moved, finance hears everything and the others what is theirs', () => {
  const hearing = (type: string) => listenersOf('EVT_INVENTORY', `evt.inventory.stock-document.${type}.1`).sort()
  expect(hearing('GOODS_RECEIPT')).toEqual(['finance', 'procurement'])
  expect(hearing('DELIVERY')).toEqual(['finance', 'sales'])
  expect(hearing('STOCK_TRANSFER')).toEqual(['finance'])
})

test('what an earlier release told under a shorter subject is heard by all who heard it then', () => {
  expect(listenersOf('EVT_FINANCE', 'evt.finance.posting.1').sort()).toEqual(['inventory', 'procurement', 'sales'])
})
