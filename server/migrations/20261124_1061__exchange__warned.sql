-- A receipt may tell of something that leaves the row as it is: 告警.
alter table exchange.receipt drop constraint receipt_outcome_check;
alter table exchange.receipt add constraint receipt_outcome_check
  check (outcome in ('corrected', 'quarantined', 'rejected', 'duplicate', 'warned')) not valid;
alter table exchange.receipt validate constraint receipt_outcome_check;
