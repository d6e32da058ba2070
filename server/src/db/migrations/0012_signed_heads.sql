CREATE TABLE "feed_keys" (
	"market_id" text NOT NULL,
	"key_id" text NOT NULL,
	"public_key" text NOT NULL,
	"private_key_encrypted" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"retired_at" timestamp with time zone,
	CONSTRAINT "feed_keys_market_id_key_id_pk" PRIMARY KEY("market_id","key_id")
);
--> statement-breakpoint
ALTER TABLE "feed_keys" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "feed_signed_heads" (
	"market_id" text NOT NULL,
	"business_date" date NOT NULL,
	"sequence" bigint NOT NULL,
	"statement" jsonb NOT NULL,
	CONSTRAINT "feed_signed_heads_market_id_business_date_pk" PRIMARY KEY("market_id","business_date")
);
--> statement-breakpoint
ALTER TABLE "feed_signed_heads" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "feed_keys__own_market" ON "feed_keys" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "feed_keys__system" ON "feed_keys" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "feed_signed_heads__own_market" ON "feed_signed_heads" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "feed_signed_heads__system" ON "feed_signed_heads" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
REVOKE UPDATE, DELETE ON feed_signed_heads FROM market_app, market_system;
--> statement-breakpoint
REVOKE DELETE ON feed_keys FROM market_app, market_system;
