-- Review of waiting rows: a decision may be put off with a note.
alter table exchange.decision drop constraint decision_decision_check;
alter table exchange.decision add constraint decision_decision_check
  check (decision in ('attach', 'dismiss', 'send-back', 'keep-present', 'take-waiting', 'defer', 'undo')) not valid;
