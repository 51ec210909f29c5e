import { mayReadProposalDocument } from './assistance/proposals.routes.ts'
import { mayReadTargetDocument } from './assistance/read-targets.ts'
import { mayReadInvoiceFile } from './billing/read-invoice.ts'
import { mayReadSettlementDocument } from './billing/read-money.ts'
import { mayReadCreditEvidence } from './deliveries/read-credit.ts'
import { mayReadReceiptPhoto } from './deliveries/read-deliveries.ts'
import type { FileGrant } from './evidence/index.ts'
import { mayReadLicenceScan } from './organisations/index.ts'
import { mayReadStatementFile } from './review/read-flags.ts'
import { mayReadOpeningFile } from './review/read-opening.ts'
import { mayReadOutsideFile } from './review/read-outside.ts'
import { mayReadCapacityDocument } from './villages/village-view.ts'

/** Who is party to a record that shows a file: one line per domain whose records show files. */
export const fileGrants: readonly FileGrant[] = [
  mayReadLicenceScan,
  mayReadProposalDocument,
  mayReadTargetDocument,
  mayReadReceiptPhoto,
  mayReadCreditEvidence,
  mayReadInvoiceFile,
  mayReadSettlementDocument,
  mayReadStatementFile,
  mayReadCapacityDocument,
  mayReadOutsideFile,
  mayReadOpeningFile,
]
