CREATE TABLE "picked_weighings" (
	"market_id" text NOT NULL,
	"weighing_sale_id" text NOT NULL,
	"stall_order_id" text NOT NULL,
	"line_no" integer NOT NULL,
	"merchant_id" text,
	"picked_by" text NOT NULL,
	"picked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "picked_weighings_market_id_weighing_sale_id_pk" PRIMARY KEY("market_id","weighing_sale_id")
);
--> statement-breakpoint
ALTER TABLE "picked_weighings" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "order_lines" ADD COLUMN "weighing_sale_id" text;--> statement-breakpoint
ALTER TABLE "order_lines" ADD COLUMN "scale_weighed_at" timestamp with time zone;--> statement-breakpoint
CREATE POLICY "picked_weighings__own_market" ON "picked_weighings" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "picked_weighings__system" ON "picked_weighings" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);--> statement-breakpoint
CREATE POLICY "picked_weighings__own_merchant" ON "picked_weighings" AS RESTRICTIVE FOR ALL TO "market_app" USING (coalesce(current_setting('app.merchant_id', true), '') in ('', "picked_weighings"."merchant_id"));--> statement-breakpoint
REVOKE UPDATE, DELETE ON picked_weighings FROM market_app, market_system;
