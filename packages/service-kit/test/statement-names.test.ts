import { statementNames } from '@erp/service-kit'
import { expect, it } from 'vitest'

it('gives a text one name for good, and another text another', () => {
  const nameOf = statementNames()
  const first = nameOf({ sql: 'select 1' })
  expect(nameOf({ sql: 'select 2' })).not.toBe(first)
  expect(nameOf({ sql: 'select 1' })).toBe(first)
})

it('leaves texts beyond its bound without a name, and keeps the names it gave', () => {
  const nameOf = statementNames()
  const names = Array.from({ length: 301 }, (_, number) => nameOf({ sql: `select ${number}` }))
  expect(new Set(names.slice(0, 300)).size).toBe(300)
  expect(names[300]).toBe('')
  expect(nameOf({ sql: 'select 299' })).toBe(names[299])
})
