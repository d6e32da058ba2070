CREATE TABLE "supervision_prices" (
	"market_id" text NOT NULL,
	"business_date" date NOT NULL,
	"commodity_id" text NOT NULL,
	"unit" text NOT NULL,
	"name" text NOT NULL,
	"listings" integer NOT NULL,
	"low_fen" bigint NOT NULL,
	"median_fen" bigint NOT NULL,
	"high_fen" bigint NOT NULL,
	CONSTRAINT "supervision_prices_market_id_business_date_commodity_id_unit_pk" PRIMARY KEY("market_id","business_date","commodity_id","unit")
);
--> statement-breakpoint
ALTER TABLE "supervision_prices" ENABLE ROW LEVEL SECURITY;--> statement-breakpoint
ALTER TABLE "devices" ADD COLUMN "told_silent_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "supervision_days" ADD COLUMN "turnover_fen" bigint;--> statement-breakpoint
ALTER TABLE "supervision_days" ADD COLUMN "entry_count" integer;--> statement-breakpoint
CREATE POLICY "supervision_prices__own_market" ON "supervision_prices" AS PERMISSIVE FOR ALL TO "market_app" USING (market_id = current_setting('app.market_id', true)) WITH CHECK (market_id = current_setting('app.market_id', true));--> statement-breakpoint
CREATE POLICY "supervision_prices__system" ON "supervision_prices" AS PERMISSIVE FOR ALL TO "market_system" USING (true) WITH CHECK (true);