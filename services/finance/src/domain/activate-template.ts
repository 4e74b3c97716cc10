import {
  type BusinessDate,
  currency,
  formatMoney,
  isRefusal,
  type Money,
  parseMoney,
  type Refusal,
  refuse,
} from '@erp/values'
import type { Side } from './account.ts'
import { type EventKind, isInvoice, movesValueOnly, partsOfInvoice, placesOf } from './business-event.ts'
import { type AmountField, amountFields, invoiceAmounts, type PostingFacts } from './posting-facts.ts'
import {
  applyTemplate,
  summaryPlaceholders,
  type TemplateContent,
  type TemplateExample,
  type TemplateLine,
  type VoucherTemplate,
} from './voucher-template.ts'

export type TemplatePlaceholderUnknown = Refusal<'TemplatePlaceholderUnknown', { placeholder: string }>
export type TemplateUnbalanced = Refusal<'TemplateUnbalanced', { amounts: readonly AmountField[] }>
export type TemplateWithoutExample = Refusal<'TemplateWithoutExample'>
export type TemplateExampleFailed = Refusal<
  'TemplateExampleFailed',
  { example: string; expected: string; actual: string }
>
export type TemplateFault =
  | TemplatePlaceholderUnknown
  | TemplateUnbalanced
  | TemplateWithoutExample
  | TemplateExampleFailed

/** A version of a template, active, once everything that can be proven about it has been. */
export function activateTemplate(
  identity: Pick<VoucherTemplate, 'id' | 'templateId' | 'companyId' | 'eventKind' | 'templateVersion'>,
  content: TemplateContent,
  effectiveFrom: BusinessDate | null = null,
): VoucherTemplate | TemplateFault {
  const { policy = 'POST_AT_ONCE' } = content
  return (
    checkTemplate(identity.eventKind, content) ?? { ...identity, ...content, policy, effectiveFrom, status: 'ACTIVE' }
  )
}

/** The first thing about a template that keeps it from being activated. */
export function checkTemplate(eventKind: EventKind, content: TemplateContent): TemplateFault | undefined {
  return (
    checkPlaceholders(content.lines) ?? checkBalances(eventKind, content.lines) ?? checkExamples(eventKind, content)
  )
}

/** The first version of a template that comes with the release. Throws when its examples fail: the release is broken. */
export function activateBuiltIn(
  identity: Pick<VoucherTemplate, 'id' | 'templateId' | 'companyId' | 'eventKind'>,
  content: TemplateContent,
): VoucherTemplate {
  const template = activateTemplate({ ...identity, templateVersion: 1 }, content)
  if (isRefusal(template)) throw new Error(`The built-in template ${identity.eventKind}: ${JSON.stringify(template)}`)
  return template
}

/** Refuses a summary pattern that quotes something an event does not have. */
function checkPlaceholders(lines: readonly TemplateLine[]): TemplatePlaceholderUnknown | undefined {
  const quoted = lines.flatMap(({ summary }) => [...`${summary.zh} ${summary.en}`.matchAll(/\{(\w*)\}/g)])
  const unknown = quoted.find(([, name = '']) => !Object.hasOwn(summaryPlaceholders, name))
  return unknown && refuse('TemplatePlaceholderUnknown', { placeholder: unknown[0] })
}

/**
 * Proves that every event balances, whatever its amounts: with gross = net + charge + ahead + tax + exchange − clearing − estimate put in for invoices, and
 * with difference = clearing − stock − transit put in, what debits
 * and credits take of each remaining amount must cancel out. What an event that only moves value is cleared with adds up to
 * zero by itself.
 */
function checkBalances(eventKind: EventKind, lines: readonly TemplateLine[]): TemplateUnbalanced | undefined {
  const taken = Object.fromEntries(amountFields.map((field) => [field, 0])) as Record<AmountField, number>
  for (const line of lines) taken[line.amount] += (line.side === 'DEBIT' ? 1 : -1) * (line.negated ? -1 : 1)
  if (isInvoice(eventKind)) return checkInvoiceBalances(partsOfInvoice(eventKind), taken)
  const foreign = invoiceAmounts.filter((field) => taken[field] !== 0)
  if (foreign.length > 0) return refuse('TemplateUnbalanced', { amounts: foreign })
  const amounts: AmountField[] = placesOf(eventKind).filter((place) => taken[place] !== taken.differenceValue)
  if (taken.clearingValue !== -taken.differenceValue && !movesValueOnly(eventKind)) amounts.push('clearingValue')
  return amounts.length === 0 ? undefined : refuse('TemplateUnbalanced', { amounts })
}

/** What an invoice clears is negative, and makes up what is owed all the same. */
const countedAgainst: ReadonlySet<AmountField> = new Set(['clearingValue', 'estimateValue'])

function checkInvoiceBalances(
  parts: readonly AmountField[],
  taken: Readonly<Record<AmountField, number>>,
): TemplateUnbalanced | undefined {
  const wanted = (field: AmountField) => {
    if (!parts.includes(field)) return 0
    return countedAgainst.has(field) ? taken.grossValue : -taken.grossValue
  }
  const amounts = amountFields.filter((field) => field !== 'grossValue' && taken[field] !== wanted(field))
  return amounts.length === 0 ? undefined : refuse('TemplateUnbalanced', { amounts })
}

/** Refuses with the first example whose lines come out differently, in words a person can compare. */
function checkExamples(
  eventKind: EventKind,
  { lines, examples }: TemplateContent,
): TemplateWithoutExample | TemplateExampleFailed | undefined {
  if (examples.length === 0) return refuse('TemplateWithoutExample')
  for (const example of examples) {
    const made = applyTemplate(lines, factsOfExample(eventKind, example))
    const actual = describe(made.map((line) => ({ ...line, amount: formatMoney(line.amount) })))
    const expected = describe(example.expected)
    if (actual !== expected) return refuse('TemplateExampleFailed', { example: example.name.en, expected, actual })
  }
  return undefined
}

function describe(lines: readonly { accountKey: string; side: Side; amount: string }[]): string {
  return lines.map((line) => `${line.side === 'DEBIT' ? 'Dr' : 'Cr'} ${line.accountKey} ${line.amount}`).join(' · ')
}

const nobody = '00000000-0000-0000-0000-000000000000'

/** A document of one line that exists only to try a template; no template can see its ids. */
function factsOfExample(eventKind: EventKind, { currency: code, amounts }: TemplateExample): PostingFacts {
  const read = (field: AmountField): Money => {
    const amount = parseMoney(amounts[field] ?? '0', currency(code))
    if (isRefusal(amount)) throw new RangeError(`An example of ${eventKind} has no ${field}: ${amounts[field]}`)
    return amount
  }
  return {
    companyId: nobody,
    eventKind,
    documentType: 'GOODS_RECEIPT',
    documentId: nobody,
    documentNumber: 'EXAMPLE-1',
    sourceType: 'STOCK_DOCUMENT',
    sourceId: nobody,
    revision: 1,
    businessDate: '2026-01-01' as BusinessDate,
    currency: currency(code),
    lines: [
      {
        sourceLineId: nobody,
        stockEntryId: null,
        itemId: null,
        itemClass: null,
        warehouseId: null,
        valuationAreaId: null,
        supplierId: null,
        quantity: '1',
        amounts: {
          stockValue: read('stockValue'),
          transitValue: read('transitValue'),
          clearingValue: read('clearingValue'),
          differenceValue: read('differenceValue'),
          ...Object.fromEntries(invoiceAmounts.map((field) => [field, read(field)])),
        },
      },
    ],
  }
}
