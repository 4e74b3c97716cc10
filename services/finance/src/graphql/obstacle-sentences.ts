import type { ObstacleReason, PostingObstacle } from '../domain/posting.ts'

type Sentence = (facts: Readonly<Record<string, string>>) => string

const sentences: Readonly<Record<ObstacleReason, { readonly en: Sentence; readonly zh: Sentence }>> = {
  BOOKS_NOT_OPEN: {
    en: () => 'The books of the company are not open yet.',
    zh: () => '公司账套尚未启用。',
  },
  CURRENCY_NOT_OF_BOOKS: {
    en: ({ currency, booksCurrency }) => `The amounts are in ${currency}; the books are kept in ${booksCurrency}.`,
    zh: ({ currency, booksCurrency }) => `金额币种为 ${currency}，而账套本位币为 ${booksCurrency}。`,
  },
  PERIOD_MISSING: {
    en: ({ period }) => `The books have no period ${period}.`,
    zh: ({ period }) => `账套中没有会计期间 ${period}。`,
  },
  PERIOD_CLOSED: {
    en: ({ period, module }) => (module ? `${module} is done with period ${period}.` : `Period ${period} is closed.`),
    zh: ({ period, module }) =>
      module ? `会计期间 ${period} 的 ${module} 模块已结账。` : `会计期间 ${period} 已结账。`,
  },
  VOUCHER_TEMPLATE_MISSING: {
    en: ({ eventKind }) => `There is no voucher template for ${eventKind}.`,
    zh: ({ eventKind }) => `业务事件 ${eventKind} 没有凭证模板。`,
  },
  ACCOUNT_RULE_MISSING: {
    en: ({ accountKey, itemClass }) =>
      `No rule says which account ${accountKey}${itemClass ? ` of ${itemClass}` : ''} is.`,
    zh: ({ accountKey, itemClass }) => `取数键 ${accountKey}${itemClass ? `（${itemClass}）` : ''} 没有科目取数规则。`,
  },
  ACCOUNT_NOT_POSTABLE: {
    en: ({ accountCode, accountKey }) => `Account ${accountCode} cannot carry lines of ${accountKey}.`,
    zh: ({ accountCode, accountKey }) => `科目 ${accountCode} 不能用于取数键 ${accountKey}。`,
  },
  DIMENSION_MISSING: {
    en: ({ accountCode, dimension }) => `Lines of account ${accountCode} must name a ${dimension}; the event has none.`,
    zh: ({ accountCode, dimension }) => `科目 ${accountCode} 必须填写辅助核算 ${dimension}，业务事件未提供。`,
  },
  CASH_FLOW_ITEM_MISSING: {
    en: ({ accountCode, accountKey }) =>
      `The template gives ${accountKey} on cash account ${accountCode} no cash-flow item.`,
    zh: ({ accountCode, accountKey }) => `模板未给现金科目 ${accountCode}（${accountKey}）指定现金流量项目。`,
  },
  WAITING_FOR_REVIEW: {
    en: ({ number }) => `The voucher waits for review as ${number}.`,
    zh: ({ number }) => `凭证 ${number} 待审核，审核过账后自动入账。`,
  },
  VOUCHER_TURNED_DOWN: {
    en: ({ number, said }) =>
      `The voucher ${number} was turned down: ${said}. It waits for a review by hand, or for its document to be taken back.`,
    zh: ({ number, said }) => `凭证 ${number} 审批被驳回：${said}。请人工审核，或撤回原单据。`,
  },
  VOUCHER_UNBALANCED: {
    en: ({ debit, credit }) => `The voucher would not balance: debit ${debit}, credit ${credit}.`,
    zh: ({ debit, credit }) => `凭证借贷不平：借方 ${debit}，贷方 ${credit}。`,
  },
}

/** Why a posting is held, as a sentence. */
export function obstacleSentence({ reason, facts }: PostingObstacle, language: 'zh-CN' | 'en'): string {
  return sentences[reason][language === 'zh-CN' ? 'zh' : 'en'](facts)
}
