-- Of a webhook of an office, the place whose business each delivery is: whoever takes the endpoint
-- over is told, and sends again, that of their own place alone (§11.4). Null: of no place, or of the
-- organisation's own. What stands here was recorded for the place of whoever had saved it by then.
alter table exchange.webhook_deliveries add column division_code text;
--> statement-breakpoint
update exchange.webhook_deliveries delivery set division_code = endpoint.division_code
from exchange.webhook_endpoints endpoint
where endpoint.id = delivery.endpoint_id and endpoint.organisation_kind = 'authority';
--> statement-breakpoint
-- Until when each secret before the present one signs as well, that of the latest first: each is
-- promised a day, however often it is replaced.
alter table exchange.webhook_endpoints
  add column former_secrets_until timestamptz[] not null default '{}';
--> statement-breakpoint
update exchange.webhook_endpoints set former_secrets_until = array[rotated_at + interval '1 day']
where rotated_at is not null;
--> statement-breakpoint
alter table exchange.webhook_endpoints drop column rotated_at;
