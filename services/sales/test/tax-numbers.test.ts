import { randomBytes } from 'node:crypto'
import { createBlindIndex, createFieldCipher, FieldUnreadable } from '@erp/service-kit'
import { columnsWith } from '@erp/testing'
import { isRefusal, newId } from '@erp/values'
import { expect, test } from 'vitest'
import { customersWithTaxNumber, taxNumbersOf } from '../src/store/tax-numbers.ts'
import { createCustomer } from '../src/use-cases/create-customer.ts'
import { sealAllTaxNumbers, withTaxNumber } from '../src/use-cases/keep-tax-number.ts'
import { useSalesDatabase } from './sales-database.ts'

const { database, transactor, callerOfNewCompany } = await useSalesDatabase()
const ring = new Map<string, Uint8Array>([['first', randomBytes(32)]])
let current = 'first'
const keysNow = () => ({ current, keys: ring })
const keys = { fields: createFieldCipher(keysNow), index: createBlindIndex(keysNow) }

const caller = await callerOfNewCompany()
const { companyId } = caller
const name = { zh: '远方家居', en: 'Yuanfang Home' }
const number = () => `91310000${newId().replaceAll('-', '').slice(-10).toUpperCase()}`

async function customer(code: string, taxNumber?: string) {
  const made = await transactor.transact(caller, 'createCustomer', (unit) =>
    withTaxNumber(unit, keys, taxNumber, () => createCustomer(unit, { code, name })),
  )
  if (isRefusal(made)) throw new Error(made.refusal)
  return made.id
}
const numberOf = async (id: string) =>
  (await transactor.read([companyId], (tx) => taxNumbersOf(tx, keys, [id])))[0]?.taxNumber
const found = (taxNumber: string, inCompany = companyId) =>
  transactor.read([inCompany], (tx) => customersWithTaxNumber(tx, keys, inCompany, taxNumber))

test('a tax number is kept sealed: no column, message or trail of the database holds it, and a whole one finds its customers', async () => {
  const [first, second] = [number(), number()]
  const one = await customer('ONE', first)
  const twin = await customer('TWIN', first)
  const other = await customer('OTHER', second)
  expect(await numberOf(one)).toBe(first)
  expect(await found(first)).toEqual([one, twin].sort())
  expect(await found(second)).toEqual([other])
  expect(await found(first.slice(1))).toEqual([])
  expect(await found(first, (await callerOfNewCompany()).companyId)).toEqual([])
  expect(await columnsWith(database, first)).toEqual([])

  await transactor.transact(caller, 'changeCustomer', (unit) =>
    withTaxNumber(unit, keys, null, async () => ({ id: one }) as never),
  )
  expect(await numberOf(one)).toBeNull()
  expect(await found(first)).toEqual([twin])
})

test('numbers that an earlier release left in clear are sealed at the start, also by a start that was stopped before', async () => {
  const clear = new Map<string, string>()
  for (let i = 0; i < 3; i++) clear.set(await customer(`OLD-${i}`), number())
  await customer('NONE')
  for (const [id, text] of clear) await database.rows`update customer set tax_number = ${text} where id = ${id}::uuid`
  for (const [id, text] of clear) expect(await numberOf(id)).toBe(text)

  expect(await sealAllTaxNumbers(transactor, keys)).toBe(3)
  expect(await sealAllTaxNumbers(transactor, keys)).toBe(0)
  for (const [id, text] of clear) {
    expect(await columnsWith(database, text)).toEqual([])
    expect(await numberOf(id)).toBe(text)
    expect(await found(text)).toEqual([id])
  }
  const [again] = [...clear.keys()]
  await database.rows`update customer set tax_number = '91310000STOPPED000' where id = ${again}::uuid`
  expect(await sealAllTaxNumbers(transactor, keys)).toBe(1)
  expect(await numberOf(again ?? '')).toBe('91310000STOPPED000')
})

test('a number moved to another customer is not opened, and one sealed with a former key is sealed anew and found meanwhile', async () => {
  const text = number()
  const id = await customer('MOVED', text)
  const thief = await customer('THIEF', number())
  ring.set('second', randomBytes(32))
  current = 'second'
  expect(await found(text)).toEqual([id])
  expect(await sealAllTaxNumbers(transactor, keys)).toBeGreaterThanOrEqual(2)
  ring.delete('first')
  expect(await numberOf(id)).toBe(text)
  expect(await found(text)).toEqual([id])
  const [left] = await database.rows<{ left: number }>`
    select count(*)::int as left from customer where split_part(sealed_tax_number, ':', 2) = 'first'`
  expect(left).toEqual({ left: 0 })

  await database.rows`
    update customer set sealed_tax_number = (select sealed_tax_number from customer where id = ${id}::uuid)
    where id = ${thief}::uuid`
  await expect(numberOf(thief)).rejects.toThrow(FieldUnreadable)
})
