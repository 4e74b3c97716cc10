import { isRefusal, newId, refuse } from '@erp/values'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  type AccountRule,
  determine,
  explain,
  explainOthers,
  findTie,
  isAccountKey,
  matchingRules,
  specificityOf,
} from '../src/domain/account-rule.ts'

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
    { rule: ofBoth, specificity: 3, decides: true, matched: ['itemClass', 'valuationAreaId'], mismatched: [] },
    { rule: ofArea, specificity: 2, decides: false, matched: ['valuationAreaId'], mismatched: [] },
    { rule: ofClass, specificity: 1, decides: false, matched: ['itemClass'], mismatched: [] },
    { rule: general, specificity: 0, decides: false, matched: [], mismatched: [] },
  ])
})

test('an explanation says what keeps every other rule of the key from answering', () => {
  const ofParty: AccountRule = { ...ofClass, id: newId(), partyClass: 'RELATED', taxCode: 'VAT13' }
  expect(explainOthers([general, ofParty, { ...ofParty, active: false }], { ...question, taxCode: 'VAT13' })).toEqual([
    { rule: ofParty, specificity: 5, decides: false, matched: ['itemClass', 'taxCode'], mismatched: ['partyClass'] },
  ])
})

describe('two rules that would answer a line as well as each other', () => {
  const ofParty: AccountRule = { ...general, id: newId(), partyClass: 'RELATED' }
  const ofTax: AccountRule = { ...general, id: newId(), taxCode: 'VAT13' }

  test('are a tie, until a rule for what both name settles it', () => {
    expect(findTie([general, ofParty, ofTax])).toEqual([ofParty, ofTax])
    expect(
      findTie([ofParty, ofTax, { ...general, id: newId(), partyClass: 'RELATED', taxCode: 'VAT13' }]),
    ).toBeUndefined()
  })

  test('are none when no line is about both, or one of them is out of use or of another key', () => {
    expect(findTie([ofParty, { ...ofParty, id: newId(), partyClass: 'OTHER', taxCode: null }])).toBeUndefined()
    expect(findTie([ofParty, { ...ofTax, active: false }])).toBeUndefined()
    expect(findTie([ofParty, { ...ofTax, accountKey: 'AP' }])).toBeUndefined()
  })

  const some = fc.constantFrom(null, 'a', 'b')
  const conditions = fc.record({
    itemClass: fc.constantFrom(null, 'MERCHANDISE' as const, 'RAW_MATERIAL' as const),
    ...{ valuationAreaId: some, partyClass: some, taxCode: some, departmentId: some, expenseType: some },
  })
  test('never decide: without a tie one rule stands above all others that answer', () => {
    fc.assert(
      fc.property(fc.array(conditions, { maxLength: 6 }), conditions, (named, asked) => {
        const rules = [...new Map(named.map((one) => [JSON.stringify(one), one])).values()].map((one) => ({
          ...{ ...general, id: newId() },
          ...one,
        }))
        const [first, second] = matchingRules(rules, { accountKey: 'INV', ...asked })
        const chance = first && second && specificityOf(first) === specificityOf(second)
        if (chance) expect(findTie(rules)).toBeDefined()
      }),
      { numRuns: 2000 },
    )
  })
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
