-- Which versions a batch or an undo has written, for publication leaves. Versions lie in the order of their batches, so a
-- summary of each range of pages is enough, and costs the first load nothing that can be measured.
-- squawk-ignore require-concurrent-index-creation
create index record_batch on records.record using brin (batch_id, undo_of) with (pages_per_range = 32, autosummarize = on);
