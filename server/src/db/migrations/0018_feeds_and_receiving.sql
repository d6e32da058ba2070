CREATE TABLE "feed_dead_letters" (
	"market_id" text NOT NULL,
	"dead_letter_id" text NOT NULL,
	"subscriber_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"type" text NOT NULL,
	"status" integer NOT NULL,
	"reason" text NOT NULL,
	"holds_up" boolean NOT NULL,
	"refused_at" timestamp with time zone NOT NULL,
	"replayed_at" timestamp with time zone,
	CONSTRAINT "feed_dead_letters_market_id_dead_letter_id_pk" PRIMARY KEY("market_id","dead_letter_id")
);
--> statement-breakpoint
ALTER TABLE "feed_dead_letters" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "feed_subscribers" (
	"market_id" text NOT NULL,
	"subscriber_id" text NOT NULL,
	"name" text NOT NULL,
	"url" text NOT NULL,
	"platform_link_id" text,
	"profile" text NOT NULL,
	"types" jsonb NOT NULL,
	"masked" jsonb NOT NULL,
	"max_batch_bytes" integer NOT NULL,
	"state" text NOT NULL,
	"secret_encrypted" text,
	"previous_secret_encrypted" text,
	"previous_secret_until" timestamp with time zone,
	"cursor" bigint NOT NULL,
	"heads_through" date,
	"announced_key_id" text,
	"batch_size" integer NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"leased_until" timestamp with time zone,
	"last_attempt_at" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"last_status" integer,
	"last_problem" text,
	"created_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	CONSTRAINT "feed_subscribers_market_id_subscriber_id_pk" PRIMARY KEY("market_id","subscriber_id")
);
--> statement-breakpoint
ALTER TABLE "feed_subscribers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "received_events" (
	"market_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"event_id" text NOT NULL,
	"type" text NOT NULL,
	"version" integer NOT NULL,
	"occurred_at" timestamp with time zone NOT NULL,
	"payload" jsonb NOT NULL,
	"hash" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "received_events_market_id_sequence_pk" PRIMARY KEY("market_id","sequence")
);
--> statement-breakpoint
ALTER TABLE "received_events" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "received_forwards" (
	"market_id" text PRIMARY KEY NOT NULL,
	"cursor" bigint NOT NULL,
	"heads_through" date,
	"attempts" integer NOT NULL,
	"next_attempt_at" timestamp with time zone NOT NULL,
	"leased_until" timestamp with time zone,
	"last_success_at" timestamp with time zone,
	"last_problem" text
);
--> statement-breakpoint
ALTER TABLE "received_forwards" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "received_heads" (
	"market_id" text NOT NULL,
	"business_date" date NOT NULL,
	"sequence" bigint NOT NULL,
	"statement" jsonb NOT NULL,
	"verdict" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "received_heads_market_id_business_date_pk" PRIMARY KEY("market_id","business_date")
);
--> statement-breakpoint
ALTER TABLE "received_heads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "received_keys" (
	"market_id" text NOT NULL,
	"key_id" text NOT NULL,
	"holder" text NOT NULL,
	"algorithm" text NOT NULL,
	"public_key" text NOT NULL,
	"endorsement" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "received_keys_market_id_key_id_pk" PRIMARY KEY("market_id","key_id")
);
--> statement-breakpoint
ALTER TABLE "received_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "received_markets" (
	"market_id" text PRIMARY KEY NOT NULL,
	"code" text NOT NULL,
	"name" text NOT NULL,
	"district_code" text NOT NULL,
	"district_name" text NOT NULL,
	"longitude" double precision,
	"latitude" double precision,
	"state" text NOT NULL,
	"inbox_secret_encrypted" text NOT NULL,
	"previous_inbox_secret_encrypted" text,
	"previous_inbox_secret_until" timestamp with time zone,
	"acknowledged_sequence" bigint NOT NULL,
	"head_hash" text NOT NULL,
	"claimed_sequence" bigint NOT NULL,
	"last_event_at" timestamp with time zone,
	"last_heard_at" timestamp with time zone,
	"gap_at" bigint,
	"refused_count" integer DEFAULT 0 NOT NULL,
	"last_refused_at" timestamp with time zone,
	"last_refusal" text,
	"registered_at" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "received_markets" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "received_quarantine" (
	"market_id" text NOT NULL,
	"quarantine_id" text NOT NULL,
	"problem" text NOT NULL,
	"sequence" bigint NOT NULL,
	"message" text NOT NULL,
	"body" text NOT NULL,
	"times" integer DEFAULT 1 NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_by" text,
	"note" text,
	CONSTRAINT "received_quarantine_market_id_quarantine_id_pk" PRIMARY KEY("market_id","quarantine_id")
);
--> statement-breakpoint
ALTER TABLE "received_quarantine" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "received_seals" (
	"market_id" text NOT NULL,
	"sequence" bigint NOT NULL,
	"statement" jsonb NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "received_seals_market_id_sequence_pk" PRIMARY KEY("market_id","sequence")
);
--> statement-breakpoint
ALTER TABLE "received_seals" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "feed_keys" ADD COLUMN "algorithm" text DEFAULT 'Ed25519' NOT NULL;--> statement-breakpoint
ALTER TABLE "feed_keys" ADD COLUMN "endorsement" jsonb;--> statement-breakpoint
CREATE INDEX "feed_dead_letters__subscriber" ON "feed_dead_letters" USING btree ("market_id","subscriber_id","sequence");--> statement-breakpoint
CREATE INDEX "feed_subscribers__due" ON "feed_subscribers" USING btree ("next_attempt_at");--> statement-breakpoint
CREATE INDEX "received_events__type" ON "received_events" USING btree ("market_id","type","sequence");--> statement-breakpoint
CREATE INDEX "received_quarantine__open" ON "received_quarantine" USING btree ("market_id","settled_at");--> statement-breakpoint
CREATE POLICY "feed_dead_letters__own_market" ON "feed_dead_letters" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "feed_dead_letters__system" ON "feed_dead_letters" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "feed_subscribers__own_market" ON "feed_subscribers" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "feed_subscribers__system" ON "feed_subscribers" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "received_events__own_market" ON "received_events" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "received_events__system" ON "received_events" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "received_forwards__own_market" ON "received_forwards" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "received_forwards__system" ON "received_forwards" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "received_heads__own_market" ON "received_heads" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "received_heads__system" ON "received_heads" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "received_keys__own_market" ON "received_keys" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "received_keys__system" ON "received_keys" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "received_markets__own_market" ON "received_markets" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "received_markets__system" ON "received_markets" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "received_quarantine__own_market" ON "received_quarantine" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "received_quarantine__system" ON "received_quarantine" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "received_seals__own_market" ON "received_seals" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "received_seals__system" ON "received_seals" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
-- What has been received is evidence.
REVOKE UPDATE, DELETE ON received_events, received_seals FROM market_app, market_system;
--> statement-breakpoint
REVOKE DELETE ON received_markets, received_keys, received_heads, received_quarantine, feed_subscribers, feed_dead_letters
  FROM market_app, market_system;
