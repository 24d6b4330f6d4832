-- Rows that were sent back leave the to-do of their department when it sends them anew.
create index pending_row_returned on exchange.pending_row (department, item, record_key) where state = 'returned';
