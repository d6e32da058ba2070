CREATE TABLE "delivery_plans" (
	"market_id" text PRIMARY KEY NOT NULL,
	"first" text NOT NULL,
	"last" text NOT NULL,
	"minutes" integer NOT NULL,
	"capacity" integer NOT NULL,
	"days_ahead" integer NOT NULL
);
--> statement-breakpoint
ALTER TABLE "delivery_plans" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
CREATE POLICY "delivery_plans__own_market" ON "delivery_plans" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "delivery_plans__system" ON "delivery_plans" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);