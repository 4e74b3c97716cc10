export {
  readWorkbook,
  type WorkbookCellRefused,
  type WorkbookLimits,
  type WorkbookRow,
  type WorkbookUnreadable,
} from './read-workbook.ts'
