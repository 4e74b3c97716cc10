import type { LocalizedText } from './account.ts'
import { credit, creditOfIssue, debit, debitOfIssue, example, taxTransferredOut } from './template-lines.ts'
import type { TemplateContent, TemplateLine } from './voucher-template.ts'

/** The voucher templates a new company starts with for decisions on what was missing or was found (C1, C2, second step). */
export const disposalTemplates: Readonly<
  Record<
    'STOCK_LOSS_EXPENSED' | 'STOCK_LOSS_EXTRAORDINARY' | 'STOCK_LOSS_CLAIMED' | 'STOCK_GAIN_TAKEN',
    TemplateContent
  >
> = {
  STOCK_LOSS_EXPENSED: loss({ zh: '盘亏转管理费用', en: 'Loss borne by the business' }, 'ADM'),
  STOCK_LOSS_EXTRAORDINARY: loss({ zh: '盘亏转营业外支出', en: 'Extraordinary loss' }, 'N-OP'),
  STOCK_LOSS_CLAIMED: loss({ zh: '盘亏由责任人赔偿', en: 'Loss that somebody pays for' }, 'EMP-R'),
  STOCK_GAIN_TAKEN: {
    name: { zh: '盘盈冲减管理费用', en: 'Gain taken by the business' },
    word: '记',
    lines: [
      debit('SUS', 'clearingValue', { zh: '盘盈处理 {documentNumber}', en: 'Gain decided on {documentNumber}' }),
      credit('ADM', 'clearingValue', { zh: '盘盈处理 {documentNumber}', en: 'Gain decided on {documentNumber}' }),
    ],
    examples: [
      example({ zh: '盘盈', en: 'Found' }, { clearingValue: '10.30' }, [
        ['SUS', 'DEBIT', '10.30'],
        ['ADM', 'CREDIT', '10.30'],
      ]),
    ],
  },
}

/** Input VAT that is transferred out only now waits with the loss first, so that one amount leaves. */
function loss(name: LocalizedText, accountKey: string): TemplateContent {
  const summary = { zh: `${name.zh} {documentNumber}`, en: `${name.en} {documentNumber}` }
  const withVat: TemplateLine = { ...debitOfIssue('SUS', taxTransferredOut.summary), amount: 'differenceValue' }
  return {
    name,
    word: '记',
    lines: [
      withVat,
      taxTransferredOut,
      debitOfIssue(accountKey, summary),
      creditOfIssue('SUS', 'clearingValue', summary),
    ],
    examples: [
      example({ zh: '已转出进项税或无需转出', en: 'Input VAT is out already, or stays' }, { clearingValue: '-26.27' }, [
        [accountKey, 'DEBIT', '26.27'],
        ['SUS', 'CREDIT', '26.27'],
      ]),
      example({ zh: '同时转出进项税', en: 'With input VAT' }, { clearingValue: '-26.27', differenceValue: '-3.02' }, [
        ['SUS', 'DEBIT', '3.02'],
        ['VX', 'CREDIT', '3.02'],
        [accountKey, 'DEBIT', '26.27'],
        ['SUS', 'CREDIT', '26.27'],
      ]),
    ],
  }
}
