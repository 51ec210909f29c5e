-- What is said about a requisition without deciding it.
create table orders.requisition_comments (
  id uuid primary key,
  requisition_id uuid not null references orders.requisitions,
  person_id uuid not null references accounts.people,
  text text not null,
  created_at timestamptz not null
);
--> statement-breakpoint
create index requisition_comments_requisition
  on orders.requisition_comments (requisition_id, created_at, id);
--> statement-breakpoint
-- Lines that an approver has struck from a requisition before signing the rest, as they were.
create table orders.struck_lines (
  requisition_id uuid not null references orders.requisitions,
  pack_id uuid not null,
  line jsonb not null,
  reason text not null,
  struck_by uuid not null references accounts.people,
  struck_at timestamptz not null,
  primary key (requisition_id, pack_id)
);
--> statement-breakpoint
-- Who asked for a requisition learns that it was signed.
create function orders.publish_signature() returns trigger language plpgsql as $$
begin
  perform platform.publish_event('orders.requisition-placed', 'requisition', new.id,
    jsonb_build_object('number', new.number, 'unitId', new.unit_id,
      'by', (select name from accounts.people_published where id = new.decided_by)),
    new.decided_at);
  return null;
end
$$;
--> statement-breakpoint
create trigger requisitions_signed after update of state on orders.requisitions
  for each row when (old.state = 'submitted' and new.state = 'placed')
  execute function orders.publish_signature();
