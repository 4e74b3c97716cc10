import type { MessagesFor } from '@erp/graphql-kit'
import type { Refusal } from '@erp/values'

type LineRefusal =
  | Refusal<'ItemInactive'>
  | Refusal<'WarehouseInactive'>
  | Refusal<'UnitUnknown', { unit: string; known: readonly string[] }>
  | Refusal<'QuantityInvalid', { text: string; problem: keyof typeof quantityProblems }>
  | Refusal<'QuantityNotExact', { quantity: string; numerator: string; denominator: string }>

const quantityProblems = {
  NOT_A_NUMBER: { en: 'it is not a number', zh: '不是数字' },
  NOT_POSITIVE: { en: 'it has to be above zero', zh: '必须大于零' },
  TOO_MANY_DECIMALS: { en: 'at most six decimals', zh: '最多六位小数' },
  TOO_LARGE: { en: 'it has to be below 1,000,000,000,000', zh: '必须小于 1,000,000,000,000' },
}

/** What can be wrong with a line that a person writes, for people. */
export const lineMessages = {
  ItemInactive: { en: () => 'The item is not dealt in any more.', zh: () => '物料已停用。' },
  WarehouseInactive: { en: () => 'The warehouse is not used any more.', zh: () => '仓库已停用。' },
  UnitUnknown: {
    en: ({ unit, known }) => `The item has no unit ${unit}; it has ${known.join(', ')}.`,
    zh: ({ unit, known }) => `物料没有单位 ${unit}，可用单位：${known.join('、')}。`,
  },
  QuantityInvalid: {
    en: ({ text, problem }) => `${text} is not a quantity: ${quantityProblems[problem].en}.`,
    zh: ({ text, problem }) => `数量 ${text} 无效：${quantityProblems[problem].zh}。`,
  },
  QuantityNotExact: {
    en: ({ quantity, numerator, denominator }) =>
      `${quantity} × ${numerator}/${denominator} is no exact quantity with six decimals.`,
    zh: ({ quantity, numerator, denominator }) =>
      `${quantity} × ${numerator}/${denominator} 无法换算为最多六位小数的数量。`,
  },
} satisfies MessagesFor<() => Promise<LineRefusal>>
