import { isRefusal, newId, refuse } from '@erp/values'
import { describe, expect, test } from 'vitest'
import { activateTemplate } from '../src/domain/activate-template.ts'
import { builtInTemplates } from '../src/domain/built-in-templates.ts'
import type { EventKind } from '../src/domain/business-event.ts'
import { accountKeysOf, type TemplateContent, type TemplateLine } from '../src/domain/voucher-template.ts'

const receipt = builtInTemplates.PURCHASE_RECEIPT

function activate(content: TemplateContent, eventKind: EventKind = 'PURCHASE_RECEIPT') {
  return activateTemplate(
    { id: newId(), templateId: newId(), companyId: newId(), eventKind, templateVersion: 7 },
    content,
  )
}

function withLines(change: (line: TemplateLine) => Partial<TemplateLine>): TemplateContent {
  return { ...receipt, lines: receipt.lines.map((line) => ({ ...line, ...change(line) })) }
}

describe('a template is activated when everything about it is proven', () => {
  test.each(Object.entries(builtInTemplates) as [EventKind, TemplateContent][])('as %s is', (eventKind, content) => {
    expect(activate(content, eventKind)).toMatchObject({ status: 'ACTIVE', templateVersion: 7, eventKind })
  })

  test('P1 needs INV, PPV and GRIR; P4 needs GRIR, INV and COGS', () => {
    expect(accountKeysOf(receipt.lines)).toEqual(['INV', 'PPV', 'GRIR'])
    expect(accountKeysOf(builtInTemplates.PURCHASE_RETURN_UNINVOICED.lines)).toEqual(['GRIR', 'INV', 'COGS'])
  })
})

describe('a template is refused', () => {
  test('when an example comes out differently, in words to compare', () => {
    const wrong = activate(withLines(({ accountKey }) => (accountKey === 'INV' ? { accountKey: 'GIT' } : {})))
    expect(wrong).toEqual(
      refuse('TemplateExampleFailed', {
        example: 'Receipt of 100 at 10.00',
        expected: 'Dr INV 1000.00 · Cr GRIR 1000.00',
        actual: 'Dr GIT 1000.00 · Cr GRIR 1000.00',
      }),
    )
  })

  test('when some event would not balance, even one no example shows', () => {
    const noDifference = { ...receipt, lines: receipt.lines.filter(({ accountKey }) => accountKey !== 'PPV') }
    expect(activate({ ...noDifference, examples: receipt.examples.slice(0, 1) })).toEqual(
      refuse('TemplateUnbalanced', { amounts: ['stockValue', 'clearingValue'] }),
    )
    expect(activate(withLines(({ accountKey }) => (accountKey === 'INV' ? { side: 'CREDIT' } : {})))).toEqual(
      refuse('TemplateUnbalanced', { amounts: ['stockValue'] }),
    )
  })

  test('when a summary quotes what an event does not have', () => {
    const summary = { zh: '入库 {documentNumber}', en: 'Receipt {supplierName}' }
    expect(activate(withLines(() => ({ summary })))).toEqual(
      refuse('TemplatePlaceholderUnknown', { placeholder: '{supplierName}' }),
    )
    expect(isRefusal(activate(withLines(() => ({ summary: { zh: '{toString}', en: 'x' } }))))).toBe(true)
  })

  test('without an example', () => {
    expect(activate({ ...receipt, examples: [] })).toEqual(refuse('TemplateWithoutExample'))
  })
})
