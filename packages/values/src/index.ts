export { allocate } from './allocate.ts'
export { type Authored, isAuthor, writtenBy } from './authors.ts'
export type { Branded } from './branded.ts'
export {
  type BusinessDate,
  type BusinessDateInvalid,
  daysAfter,
  daysInMonth,
  parseBusinessDate,
} from './business-date.ts'
export {
  type ExpectedAmount,
  type ExpectedPart,
  type ExpectedWeek,
  expectedWeeks,
  type ForecastPart,
  forecastParts,
  forecastProblem,
  weekAfter,
  whenExpected,
} from './cash-forecast.ts'
export { convert } from './convert.ts'
export { type CsvMalformed, type CsvRow, readCsv, writeCsv } from './csv-table.ts'
export { type Currency, currency, digitsOf, isCurrency } from './currency.ts'
export { Decimal, type DecimalInvalid, parseDecimal, plain } from './decimal.ts'
export {
  type DemandForecast,
  type DemandHistory,
  type DemandMethod,
  demandForecast,
  historyBefore,
} from './demand-forecast.ts'
export {
  type ApprovalDecision,
  type ApprovalState,
  approvalLeg,
  approvedNotConfirmed,
  type DocumentApproval,
  decisionOn,
  isWaiting,
  newApproval,
  noteRequest,
  type Submission,
  withdrawn,
} from './document-approval.ts'
export { isId, newId } from './id.ts'
export { inWordsOfRows, mostRows } from './imported-row.ts'
export {
  add,
  compare,
  formatMoney,
  isNegative,
  isWithinLimit,
  isZero,
  type Money,
  type MoneyInvalid,
  minorUnitsLimit,
  money,
  negate,
  parseMoney,
  subtract,
  sum,
  zero,
} from './money.ts'
export { isOddHour } from './office-hours.ts'
export {
  type DueInstalment,
  dueDayOf,
  type EarlyPayment,
  type EarlyPaymentInvalid,
  type InstalmentsInvalid,
  mostInstalments,
  readEarlyPayment,
  readInstalments,
  readWrittenInstalments,
  scheduleOf,
  type TermInstalment,
  type WrittenInstalment,
  writeInstalments,
} from './payment-term.ts'
export {
  firstDayOf,
  lastDayOf,
  nextPeriod,
  type Period,
  type PeriodInvalid,
  parsePeriod,
  periodOf,
  previousPeriod,
} from './period.ts'
export { portion, portionOfAmount, unitCostForDisplay } from './portion.ts'
export {
  addQuantity,
  asQuantity,
  formatQuantity,
  negateQuantity,
  parsePositiveQuantity,
  parseQuantity,
  type Quantity,
  type QuantityInvalid,
  type QuantityProblem,
  quantityDecimals,
  subtractQuantity,
  sumQuantities,
  zeroQuantity,
} from './quantity.ts'
export { quotient } from './ratio.ts'
export { isRefusal, type Refusal, refuse } from './refusal.ts'
export { type RelaxableDocument, relaxableDocuments } from './relaxable-documents.ts'
export { taxInGross, taxOnNet } from './tax.ts'
export { type QuantityNotExact, toBaseQuantity, type UnitFactor } from './unit-factor.ts'
export { extend, parseUnitPrice, type UnitPrice, unitPriceDecimals } from './unit-price.ts'
