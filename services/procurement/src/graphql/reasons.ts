import { approvalReasons, type Message } from '@erp/graphql-kit'
import type { Context } from './context.ts'

type Facts = Readonly<Record<string, string>>

/** Why another service holds or refuses a leg, in words for the clerk, by the constant it sends. */
const reasons: Readonly<Record<string, Message<Facts>>> = {
  ...approvalReasons,
  PERIOD_CLOSED: {
    en: ({ period }) => `Period ${period ?? ''} is closed. It is posted by itself once the period is open again.`,
    zh: ({ period }) => `会计期间 ${period ?? ''} 已关闭，重新打开后将自动入账。`,
  },
  PERIOD_NOT_OPEN: {
    en: ({ period }) => `Period ${period ?? ''} is not open. It is posted by itself once the period is open.`,
    zh: ({ period }) => `会计期间 ${period ?? ''} 未打开，打开后将自动入账。`,
  },
  ACCOUNT_RULE_MISSING: {
    en: ({ accountKey }) => `There is no account for ${accountKey ?? ''}. It is posted by itself once a rule is set.`,
    zh: ({ accountKey }) => `科目键 ${accountKey ?? ''} 没有对应科目，设置科目规则后将自动入账。`,
  },
  REQUIRED_DIMENSION_MISSING: {
    en: ({ accountCode, dimension }) =>
      `Lines of account ${accountCode ?? ''} must name a ${dimension ?? ''}, which this document cannot. Let the account no longer require it.`,
    zh: ({ accountCode, dimension }) =>
      `科目 ${accountCode ?? ''} 必须填写辅助核算 ${dimension ?? ''}，而该单据无法填写；请取消该科目的必填要求。`,
  },
  VOUCHER_TEMPLATE_MISSING: {
    en: () => 'No voucher template is active for this event. It is posted by itself once one is.',
    zh: () => '没有启用的凭证模板，启用后将自动入账。',
  },
  STOCK_INSUFFICIENT: {
    en: ({ available, requested }) => `There is not enough in stock: ${available ?? '?'} of ${requested ?? '?'}.`,
    zh: ({ available, requested }) => `库存不足：需要 ${requested ?? '?'}，可用 ${available ?? '?'}。`,
  },
  STOCK_USED_SINCE: {
    en: () => 'Goods that bore the price difference have left since, so it cannot be taken back at the same value.',
    zh: () => '承担价差的货物已出库，无法按原金额冲回。',
  },
  GOODS_RECEIPT_NOT_POSTED: {
    en: () => 'The goods of the receipt are not in stock yet. Confirm again in a moment.',
    zh: () => '入库单的货物尚未入账，请稍后重新确认。',
  },
  PERIOD_MISSING: {
    en: ({ period }) => `The books have no period ${period ?? ''}. It is posted by itself once there is one.`,
    zh: ({ period }) => `账簿中没有会计期间 ${period ?? ''}，建立后将自动入账。`,
  },
  BOOKS_NOT_OPEN: {
    en: () => 'The books of the company are not open yet. It is posted by itself once they are.',
    zh: () => '公司账簿尚未启用，启用后将自动入账。',
  },
  ACCOUNT_NOT_POSTABLE: {
    en: ({ accountCode }) =>
      `Nothing can be posted to account ${accountCode ?? ''}. It is posted by itself once that is mended.`,
    zh: ({ accountCode }) => `科目 ${accountCode ?? ''} 不能记账，修正后将自动入账。`,
  },
  WAITING_FOR_REVIEW: {
    en: ({ number }) => `The voucher waits for review as ${number ?? ''}.`,
    zh: ({ number }) => `凭证 ${number ?? ''} 待审核，审核过账后自动入账。`,
  },
  VOUCHER_TURNED_DOWN: {
    en: ({ number, said }) =>
      `The voucher ${number ?? ''} was turned down: ${said ?? ''}. It waits for a review by hand, or for the document to be taken back.`,
    zh: ({ number, said }) => `凭证 ${number ?? ''} 审批被驳回：${said ?? ''}。请人工审核，或撤回单据。`,
  },
  NO_ANSWER: {
    en: () => 'Inventory did not answer; the goods stay in stock. Write a new return for what still has to go back.',
    zh: () => '库存服务没有应答，货物仍在库。如仍需退货，请新建退货单。',
  },
  BUDGET_EXCEEDED: {
    en: (facts) =>
      `The budget does not cover it: ${itemOf(facts)}. Confirm or submit it again once it does, change it, or have it let through.`,
    zh: (facts) => `超出预算：${itemOf(facts)}。可在预算充足后重新确认或提交、修改单据或申请放行。`,
  },
  BUDGET_WARNS: {
    en: (facts) => `The budget does not cover it and only warns: ${itemOf(facts)}.`,
    zh: (facts) => `预算不足（仅提示）：${itemOf(facts)}。`,
  },
  BUDGET_LINES_WITHOUT_PRICE: {
    en: ({ lines }) => `Nothing is reserved for ${lines ?? ''} line(s) without a price.`,
    zh: ({ lines }) => `${lines ?? ''} 行没有预计单价，未占用预算。`,
  },
  BUDGET_RATE_MISSING: {
    en: () => 'Finance has no exchange rate for the currency of the order. Confirm again once it has.',
    zh: () => '财务没有该订单币种的汇率，设置后请重新确认。',
  },
  BUDGET_NO_ANSWER: {
    en: () => 'Finance did not answer; nothing is reserved. Confirm or submit it again in a while.',
    zh: () => '财务服务没有应答，未占用预算，请稍后重新确认或提交。',
  },
  BUDGET_NO_REPLY: {
    en: () => 'Finance does not answer; an operator has to look at it.',
    zh: () => '财务服务没有应答，需要运维人员处理。',
  },
  APPROVED_NOT_CONFIRMED: {
    en: () => 'Its differences were approved, but something else was in the way. Confirm it again to see what.',
    zh: () => '差异已审批通过，但尚有其他问题未能确认；请再次确认以查看原因。',
  },
  NO_REPLY: {
    en: () => 'Inventory does not answer; an operator has to look at it.',
    zh: () => '库存服务没有应答，需要运维人员处理。',
  },
}

/** The first budget item that does not cover a document, and how many more there are. */
function itemOf({ accountCode = '', period = '', shortages = '1' }: Facts): string {
  return [accountCode, period, ...(shortages === '1' ? [] : [`+${Number(shortages) - 1}`])].join(' ')
}

/** The sentence for a reason; one that is not known here yet is shown as it was sent. */
export function reasonSentence(reasonCode: string, facts: Facts, language: Context['language']): string {
  const reason = Object.hasOwn(reasons, reasonCode) ? reasons[reasonCode] : undefined
  if (!reason) return language === 'zh-CN' ? `原因：${reasonCode}` : `Reason: ${reasonCode}`
  return language === 'zh-CN' ? reason.zh(facts) : reason.en(facts)
}
