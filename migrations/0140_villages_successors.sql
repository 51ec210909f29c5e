-- What became of abolished nodes is asked of their heirs too: figures of the year before (§3.15).
create index divisions_successor on villages.divisions (successor_code)
  where successor_code is not null;
