CREATE TABLE "batch_returns" (
	"market_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"sale_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"merchant_id" text,
	"quantity" bigint NOT NULL,
	"returned_at" timestamp with time zone NOT NULL,
	CONSTRAINT "batch_returns_market_id_batch_id_sale_id_line_no_pk" PRIMARY KEY("market_id","batch_id","sale_id","line_no")
);
--> statement-breakpoint
ALTER TABLE "batch_returns" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "batch_returns" ADD CONSTRAINT "batch_returns__of" FOREIGN KEY ("market_id","batch_id","sale_id","line_no") REFERENCES "public"."sale_batches"("market_id","batch_id","sale_id","line_no") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "batch_returns__by_time" ON "batch_returns" USING btree ("market_id","returned_at");--> statement-breakpoint
CREATE INDEX "picked_weighings__by_order" ON "picked_weighings" USING btree ("market_id","stall_order_id");--> statement-breakpoint
CREATE POLICY "batch_returns__own_market" ON "batch_returns" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "batch_returns__system" ON "batch_returns" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "batch_returns__own_merchant" ON "batch_returns" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "batch_returns"."merchant_id"));--> statement-breakpoint
REVOKE UPDATE, DELETE ON batch_returns FROM market_app, market_system;
