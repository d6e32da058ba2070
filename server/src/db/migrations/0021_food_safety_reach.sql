CREATE TABLE "feed_followers" (
	"market_id" text NOT NULL,
	"follower" text NOT NULL,
	"sequence" bigint NOT NULL,
	CONSTRAINT "feed_followers_market_id_follower_pk" PRIMARY KEY("market_id","follower")
);
--> statement-breakpoint
ALTER TABLE "feed_followers" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "buyer_messages" (
	"market_id" text NOT NULL,
	"buyer_message_id" text NOT NULL,
	"shopper_id" text NOT NULL,
	"order_group_id" text NOT NULL,
	"stall_order_id" text NOT NULL,
	"kind" text NOT NULL,
	"cause_id" text NOT NULL,
	"title" text NOT NULL,
	"body" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone,
	CONSTRAINT "buyer_messages_market_id_buyer_message_id_pk" PRIMARY KEY("market_id","buyer_message_id"),
	CONSTRAINT "buyer_messages__once" UNIQUE("market_id","stall_order_id","kind","cause_id")
);
--> statement-breakpoint
ALTER TABLE "buyer_messages" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE TABLE "test_reports" (
	"market_id" text NOT NULL,
	"test_report_id" text NOT NULL,
	"quick_test_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"merchant_id" text NOT NULL,
	"reported_to" text NOT NULL,
	"note" text,
	"facts_hash" text NOT NULL,
	"reported_at" timestamp with time zone NOT NULL,
	"reported_by" text NOT NULL,
	CONSTRAINT "test_reports_market_id_test_report_id_pk" PRIMARY KEY("market_id","test_report_id")
);
--> statement-breakpoint
ALTER TABLE "test_reports" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "intakes" ADD COLUMN "exchange" jsonb;--> statement-breakpoint
CREATE INDEX "buyer_messages__by_shopper" ON "buyer_messages" USING btree ("market_id","shopper_id","created_at");--> statement-breakpoint
CREATE INDEX "buyer_messages__by_cause" ON "buyer_messages" USING btree ("market_id","cause_id");--> statement-breakpoint
CREATE INDEX "test_reports__by_test" ON "test_reports" USING btree ("market_id","quick_test_id");--> statement-breakpoint
CREATE POLICY "feed_followers__own_market" ON "feed_followers" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "feed_followers__system" ON "feed_followers" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "buyer_messages__own_market" ON "buyer_messages" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "buyer_messages__system" ON "buyer_messages" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "test_reports__own_market" ON "test_reports" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "test_reports__system" ON "test_reports" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "test_reports__own_merchant" ON "test_reports" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "test_reports"."merchant_id"));--> statement-breakpoint
-- Append-only.
REVOKE UPDATE, DELETE ON test_reports FROM market_app, market_system;
