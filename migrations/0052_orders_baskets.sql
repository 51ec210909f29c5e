-- What a person gathers for a unit is kept as a whole, with a version, so that of two tabs none
-- overwrites what it has not seen. Rows that name no goods yet, the note, the day and the columns
-- of the last list belong to it.
create table orders.baskets (
  unit_id uuid not null references organisations.units,
  person_id uuid not null references accounts.people,
  version integer not null default 1,
  channel_id uuid,
  needed_on date,
  note text not null default '',
  -- pasted rows that wait for a choice of goods: [{key, text, quantity, …}]
  open_rows jsonb not null default '[]',
  -- the list that was read last, as long as nothing was changed since: {text, columns, before}
  list jsonb,
  updated_at timestamptz not null,
  primary key (unit_id, person_id)
);
--> statement-breakpoint
insert into orders.baskets (unit_id, person_id, updated_at)
select unit_id, person_id, max(updated_at) from orders.basket_lines group by unit_id, person_id;
--> statement-breakpoint
alter table orders.basket_lines
  -- null: it has still to be filled in
  alter column quantity drop not null,
  add column text text not null default '',
  add column rounded boolean not null default false,
  drop column updated_at,
  add foreign key (unit_id, person_id) references orders.baskets;
--> statement-breakpoint
-- What is ordered leaves the basket in the same act: whoever never gets the answer does not order
-- it twice. The note and the day went along with the order.
create function orders.take_from_basket() returns trigger language plpgsql as $$
begin
  perform from orders.baskets where unit_id = new.unit_id and person_id = new.requested_by
    for no key update;
  if not found then return null; end if;
  delete from orders.basket_lines where unit_id = new.unit_id and person_id = new.requested_by
    and pack_id in (select (line->>'packId')::uuid from jsonb_array_elements(new.lines) as line);
  if not found then return null; end if;
  update orders.baskets
    set version = version + 1, needed_on = null, note = '', list = null,
      updated_at = new.requested_at
    where unit_id = new.unit_id and person_id = new.requested_by;
  return null;
end
$$;
--> statement-breakpoint
create trigger requisitions_basket after insert on orders.requisitions
  for each row execute function orders.take_from_basket();
