import type { LocalizedText, Side } from './account.ts'
import type { AmountField } from './posting-facts.ts'
import type { TemplateContent, TemplateExample, TemplateLine } from './voucher-template.ts'

/** The lines that built-in templates are made of. */

/** In red where it takes something back. */
export function debit(accountKey: string, amount: AmountField, summary: LocalizedText): TemplateLine {
  return { accountKey, side: 'DEBIT', amount, negated: false, whenNegative: 'RED', summary }
}

/** In red where it takes something back. */
export function credit(accountKey: string, amount: AmountField, summary: LocalizedText): TemplateLine {
  return { ...debit(accountKey, amount, summary), side: 'CREDIT' }
}

/** In black on whichever side the sign says. */
export function eitherSide(accountKey: string, side: Side, amount: AmountField, summary: LocalizedText): TemplateLine {
  return { accountKey, side, amount, negated: false, whenNegative: 'OTHER_SIDE', summary }
}

/** Who bears what goods cost that leave: events count what leaves as negative. */
export function debitOfIssue(accountKey: string, summary: LocalizedText): TemplateLine {
  return { accountKey, side: 'DEBIT', amount: 'clearingValue', negated: true, whenNegative: 'RED', summary }
}

/** Where goods leave from, or what a credit note takes back. */
export function creditOfIssue(accountKey: string, amount: AmountField, summary: LocalizedText): TemplateLine {
  return { accountKey, side: 'CREDIT', amount, negated: true, whenNegative: 'RED', summary }
}

/** Input VAT of goods lost or used otherwise 进项税额转出: what the counterpart bears beyond their value. */
export const taxTransferredOut: TemplateLine = creditOfIssue('VX', 'differenceValue', {
  zh: '进项税额转出 {documentNumber}',
  en: 'Input VAT transferred out {documentNumber}',
})

/** Goods that are on their way, and those that no longer are. */
export const inTransit: TemplateLine = eitherSide('TRN', 'DEBIT', 'transitValue', {
  zh: '调拨在途 {documentNumber}',
  en: 'Goods in transfer {documentNumber}',
})

/** Value that leaves some goods and enters others; a difference to standard cost is a variance. */
export function movedValue(summary: LocalizedText): TemplateLine[] {
  return [
    eitherSide('INV', 'DEBIT', 'stockValue', summary),
    eitherSide('PPV', 'DEBIT', 'differenceValue', {
      zh: '标准成本差异 {documentNumber}',
      en: 'Variance to standard cost {documentNumber}',
    }),
  ]
}

/** Goods come in against one account; a difference to standard cost is a variance. */
export function received(name: LocalizedText, accountKey: string): TemplateContent {
  const summary = { zh: `${name.zh} {documentNumber}`, en: `${name.en} {documentNumber}` }
  return {
    name,
    word: '记',
    lines: [...movedValue(summary), credit(accountKey, 'clearingValue', summary)],
    examples: [
      example({ zh: '入库', en: 'Comes in' }, { stockValue: '50.00', clearingValue: '50.00' }, [
        ['INV', 'DEBIT', '50.00'],
        [accountKey, 'CREDIT', '50.00'],
      ]),
    ],
  }
}

/** Goods go out, and one account bears them with the input VAT that is transferred out. */
export function issued(name: LocalizedText, accountKey: string): TemplateContent {
  const summary = { zh: `${name.zh} {documentNumber}`, en: `${name.en} {documentNumber}` }
  return {
    name,
    word: '记',
    lines: [debitOfIssue(accountKey, summary), creditOfIssue('INV', 'stockValue', summary), taxTransferredOut],
    examples: [
      example({ zh: '出库', en: 'Goes out' }, { stockValue: '-50.00', clearingValue: '-50.00' }, [
        [accountKey, 'DEBIT', '50.00'],
        ['INV', 'CREDIT', '50.00'],
      ]),
      example(
        { zh: '出库并转出进项税', en: 'Goes out, with input VAT' },
        { stockValue: '-50.00', clearingValue: '-56.50', differenceValue: '-6.50' },
        [
          [accountKey, 'DEBIT', '56.50'],
          ['INV', 'CREDIT', '50.00'],
          ['VX', 'CREDIT', '6.50'],
        ],
      ),
    ],
  }
}

export function example(
  name: LocalizedText,
  amounts: TemplateExample['amounts'],
  expected: readonly (readonly [accountKey: string, side: Side, amount: string])[],
): TemplateExample {
  return {
    name,
    currency: 'CNY',
    amounts,
    expected: expected.map(([accountKey, side, amount]) => ({ accountKey, side, amount })),
  }
}
