import { refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { takeStatements } from '../src/domain/statement-of-account.ts'

const candidates = (count: number, lines: number) =>
  Array.from({ length: count }, (_, index) => ({ partyId: `party ${index}`, lines }))

test('one request issues at most two hundred statements, of at most twenty thousand lines', () => {
  expect(takeStatements(candidates(201, 3))).toEqual(candidates(200, 3))
  expect(takeStatements(candidates(11, 2_000))).toEqual(candidates(10, 2_000))
  expect(takeStatements(candidates(2, 0))).toEqual(candidates(2, 0))
})

test('a statement that would be too long is refused and named', () => {
  const [first] = candidates(1, 2_001)
  const refused = refuse('StatementOfAccountTooLong', { partyId: 'party 0', lines: 2_001, most: 2_000 })
  expect(first && takeStatements([{ ...first, partyId: 'another', lines: 1 }, first])).toEqual(refused)
})
