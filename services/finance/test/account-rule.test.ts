import { isRefusal, newId, refuse } from '@erp/values'
import { expect, test } from 'vitest'
import { type AccountRule, determine, explain, isAccountKey } from '../src/domain/account-rule.ts'

const area = newId()
const base = { id: newId(), companyId: newId(), accountKey: 'INV', active: true, version: 1 }
const general: AccountRule = { ...base, itemClass: null, valuationAreaId: null, accountCode: '1405.01' }
const ofClass: AccountRule = { ...base, itemClass: 'RAW_MATERIAL', valuationAreaId: null, accountCode: '1403' }
const ofArea: AccountRule = { ...base, itemClass: null, valuationAreaId: area, accountCode: '1411' }
const ofBoth: AccountRule = { ...base, itemClass: 'RAW_MATERIAL', valuationAreaId: area, accountCode: '1408' }
const question = { accountKey: 'INV', itemClass: 'RAW_MATERIAL', valuationAreaId: area } as const

function accountOf(rules: readonly AccountRule[]): string {
  const rule = determine(rules, question)
  return isRefusal(rule) ? rule.refusal : rule.accountCode
}

test('the most specific rule decides, wherever it stands in the list', () => {
  expect(accountOf([general, ofClass, ofArea, ofBoth])).toBe('1408')
  expect(accountOf([ofArea, ofClass, general])).toBe('1411')
  expect(accountOf([general, ofClass])).toBe('1403')
  expect(accountOf([general])).toBe('1405.01')
})

test('rules for something else, or out of use, do not answer', () => {
  const others: AccountRule[] = [
    { ...ofBoth, valuationAreaId: newId() },
    { ...ofClass, itemClass: 'MERCHANDISE' },
    { ...general, accountKey: 'GRIR' },
    { ...general, active: false },
  ]
  expect(determine(others, question)).toEqual(refuse('AccountRuleMissing', question))
})

test('a line without class and area is answered by the general rule only', () => {
  const nowhere = { accountKey: 'INV', itemClass: null, valuationAreaId: null }
  expect(determine([ofClass, ofArea, ofBoth], nowhere)).toEqual(refuse('AccountRuleMissing', nowhere))
  expect(determine([ofBoth, general], nowhere)).toEqual(general)
})

test('an explanation names every rule that answers, the deciding one first', () => {
  expect(explain([general, ofBoth, ofClass, ofArea], question)).toEqual([
    { rule: ofBoth, specificity: 3, decides: true },
    { rule: ofArea, specificity: 2, decides: false },
    { rule: ofClass, specificity: 1, decides: false },
    { rule: general, specificity: 0, decides: false },
  ])
})

test.each([
  ['INV', true],
  ['WIP.MATERIAL', true],
  ['PRE-S', true],
  ['inv', false],
  ['', false],
  ['A'.repeat(41), false],
  ["INV' or true", false],
])('%s as an account key: %s', (text, is) => expect(isAccountKey(text)).toBe(is))
