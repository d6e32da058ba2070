CREATE TABLE "batch_sales" (
	"market_id" text NOT NULL,
	"batch_id" text NOT NULL,
	"stall_id" text NOT NULL,
	"line_count" integer NOT NULL,
	"online_line_count" integer NOT NULL,
	"quantity" bigint NOT NULL,
	CONSTRAINT "batch_sales_market_id_batch_id_stall_id_pk" PRIMARY KEY("market_id","batch_id","stall_id")
);
--> statement-breakpoint
ALTER TABLE "batch_sales" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "batch_sales__own_market" ON "batch_sales" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "batch_sales__system" ON "batch_sales" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);