import { CreateLog1790000000000 } from './create-log.migration';
import { JobsByKind1790500000000 } from './jobs-by-kind.migration';
import { KeepParkedRequests1790800000000 } from './keep-parked-requests.migration';
import { RecordRepairs1790700000000 } from './record-repairs.migration';
import { SeparateRoles1790600000000 } from './separate-roles.migration';
import { ShareConsumers1790400000000 } from './share-consumers.migration';

/** All migrations of a log's schema, oldest first. Each schema records in a table of its own which ones it has. */
export const MIGRATIONS = [
  CreateLog1790000000000,
  ShareConsumers1790400000000,
  JobsByKind1790500000000,
  SeparateRoles1790600000000,
  RecordRepairs1790700000000,
  KeepParkedRequests1790800000000,
];
